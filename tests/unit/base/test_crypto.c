#include "base/crypto.h"

#include <stdlib.h>

#include "test.h"

/* The vectors are those of NIST's examples for FIPS 180. */
TEST(crypto_sha256_matches_the_published_vectors)
{
    char hex[CRYPTO_SHA256_HEX + 1];
    char *many = malloc(1000000);

    crypto_sha256_hex((struct str){"", 0}, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb924"
                             "27ae41e4649b934ca495991b7852b855");
    crypto_sha256_hex(str_from("abc"), hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223"
                             "b00361a396177a9cb410ff61f20015ad");
    crypto_sha256_hex(
        str_from("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
        hex);
    assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039"
                             "a33ce45964ff2167f6ecedd419db06c1");
    assert_non_null(many);
    memset(many, 'a', 1000000);
    crypto_sha256_hex((struct str){many, 1000000}, hex);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67"
                             "f1809a48a497200e046d39ccc7112cd0");
    free(many);
}

TEST(crypto_knows_the_text_of_a_hash)
{
    char hex[CRYPTO_SHA256_HEX + 1];

    crypto_sha256_hex(str_from("x"), hex);
    assert_true(crypto_is_sha256_hex(str_from(hex)));
    assert_false(crypto_is_sha256_hex((struct str){hex, 63}));
    hex[5] = 'A';
    assert_false(crypto_is_sha256_hex(str_from(hex)));
    hex[5] = 'g';
    assert_false(crypto_is_sha256_hex(str_from(hex)));
}

TEST(crypto_random_differs)
{
    unsigned char a[32] = {0}, b[32] = {0};

    crypto_random(a, sizeof(a));
    crypto_random(b, sizeof(b));
    assert_memory_not_equal(a, b, sizeof(a));
}

/* Test cases 1 and 2 of RFC 4231. */
TEST(crypto_hmac_matches_the_published_vectors)
{
    char key[20], hex[CRYPTO_SHA256_HEX + 1];

    memset(key, 0x0b, sizeof(key));
    crypto_hmac_sha256_hex((struct str){key, sizeof(key)}, str_from("Hi There"),
                           hex);
    assert_string_equal(hex, "b0344c61d8db38535ca8afceaf0bf12b"
                             "881dc200c9833da726e9376c2e32cff7");
    crypto_hmac_sha256_hex(str_from("Jefe"),
                           str_from("what do ya want for nothing?"), hex);
    assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c7"
                             "5a003f089d2739839dec58b964ec3843");
}

TEST(crypto_hashes_a_text_and_its_beginning_in_one_pass)
{
    static const char text[] = "what is said, and what is said of it";

    for (size_t len = 0; len < sizeof(text); len++) {
        struct str all = {text, sizeof(text) - 1};
        char first[CRYPTO_SHA256_HEX + 1], whole[CRYPTO_SHA256_HEX + 1];
        char expected[CRYPTO_SHA256_HEX + 1];

        crypto_sha256_both(all, len, first, whole);
        crypto_sha256_hex(all, expected);
        assert_string_equal(whole, expected);
        crypto_sha256_hex((struct str){text, len}, expected);
        assert_string_equal(first, expected);
    }
}
