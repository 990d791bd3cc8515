#include "base/crypto.h"

#include <assert.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

/* OpenSSL ends with a null pointer where its memory is short, or says that an
   algorithm is not there. */
static void *give_bytes(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return size > 0 ? memory_bytes(size) : NULL;
}

static void *give_more(void *memory, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    if (size > 0)
        return memory_grow(memory, 1, size);
    free(memory);
    return NULL;
}

static void take_back(void *memory, const char *file, int line)
{
    (void)file;
    (void)line;
    free(memory);
}

/* Refused once OpenSSL has taken memory, therefore before main(). */
__attribute__((constructor)) static void give_memory(void)
{
    int is_given = CRYPTO_set_mem_functions(give_bytes, give_more, take_back);
    assert(is_given);
}

static void write_hex(const unsigned char digest[CRYPTO_SHA256_HEX / 2],
                      char hex[CRYPTO_SHA256_HEX + 1])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < CRYPTO_SHA256_HEX / 2; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[CRYPTO_SHA256_HEX] = '\0';
}

void crypto_hmac_sha256_hex(struct str key, struct str data,
                            char hex[CRYPTO_SHA256_HEX + 1])
{
    unsigned char digest[CRYPTO_SHA256_HEX / 2];
    unsigned int len = sizeof(digest);

    if (key.len > INT_MAX ||
        !HMAC(EVP_sha256(), key.ptr, (int)key.len,
              (const unsigned char *)data.ptr, data.len, digest, &len)) {
        fprintf(stderr, "reckoner: HMAC is not available\n");
        abort();
    }
    write_hex(digest, hex);
}

void crypto_sha256_hex(struct str data, char hex[CRYPTO_SHA256_HEX + 1])
{
    unsigned char digest[CRYPTO_SHA256_HEX / 2];

    if (EVP_Digest(data.ptr, data.len, digest, NULL, EVP_sha256(), NULL) != 1) {
        fprintf(stderr, "reckoner: SHA-256 is not available\n");
        abort();
    }
    write_hex(digest, hex);
}

static void end_digest(EVP_MD_CTX *context, char hex[CRYPTO_SHA256_HEX + 1])
{
    unsigned char digest[CRYPTO_SHA256_HEX / 2];

    if (EVP_DigestFinal_ex(context, digest, NULL) != 1)
        memory_is_out("libcrypto");
    write_hex(digest, hex);
}

void crypto_sha256_both(struct str data, size_t len,
                        char first[CRYPTO_SHA256_HEX + 1],
                        char whole[CRYPTO_SHA256_HEX + 1])
{
    EVP_MD_CTX *all = EVP_MD_CTX_new(), *part = EVP_MD_CTX_new();

    assert(len <= data.len);
    if (!all || !part || EVP_DigestInit_ex(all, EVP_sha256(), NULL) != 1 ||
        EVP_DigestUpdate(all, data.ptr, len) != 1 ||
        EVP_MD_CTX_copy_ex(part, all) != 1 ||
        EVP_DigestUpdate(all, data.ptr + len, data.len - len) != 1) {
        fprintf(stderr, "reckoner: SHA-256 is not available\n");
        abort();
    }
    end_digest(part, first);
    end_digest(all, whole);
    EVP_MD_CTX_free(part);
    EVP_MD_CTX_free(all);
}

bool crypto_is_sha256_hex(struct str s)
{
    bool wrong = false;

    if (s.len != CRYPTO_SHA256_HEX)
        return false;
    /* Without a branch on what is looked at: which kind of digit comes next
       cannot be guessed, and a manifest has a million of them. */
    for (size_t i = 0; i < CRYPTO_SHA256_HEX; i++) {
        unsigned c = (unsigned char)s.ptr[i];
        wrong |= (c - '0' > 9U) & (c - 'a' > 5U);
    }
    return !wrong;
}

void crypto_random(void *bytes, size_t len)
{
    if (RAND_bytes(bytes, (int)len) != 1) {
        fprintf(stderr, "reckoner: no random numbers\n");
        abort();
    }
}
