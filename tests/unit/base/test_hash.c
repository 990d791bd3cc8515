#include "base/hash.h"
#include "test.h"

#include <stdio.h>

TEST(hash_depends_on_every_byte_on_the_length_and_on_the_seed)
{
    char bytes[100] = {0};

    for (size_t len = 0; len <= sizeof(bytes); len++) {
        struct str text = {bytes, len};
        struct hash before = hash_bytes(text, 1);
        assert_int_not_equal(hash_bytes(text, 2).low, before.low);
        if (len < sizeof(bytes))
            assert_int_not_equal(
                hash_bytes((struct str){bytes, len + 1}, 1).low, before.low);
        for (size_t i = 0; i < len; i++) {
            bytes[i] = 1;
            assert_int_not_equal(hash_bytes(text, 1).low, before.low);
            assert_int_not_equal(hash_bytes(text, 1).high, before.high);
            bytes[i] = 0;
        }
    }
}

TEST(hash_has_no_collisions_among_short_texts)
{
    static uint64_t seen[1 << 16];
    char text[16];

    for (int i = 0; i < 20000; i++) {
        int len = snprintf(text, sizeof(text), "%d", i);
        uint64_t low = hash_bytes((struct str){text, (size_t)len}, 0).low | 1;
        size_t slot = low >> 48;
        while (seen[slot]) {
            assert_true(seen[slot] != low);
            slot = (slot + 1) % COUNT(seen);
        }
        seen[slot] = low;
    }
}
