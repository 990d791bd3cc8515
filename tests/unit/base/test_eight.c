#include "base/eight.h"
#include "base/str.h"
#include "test.h"

#include <stdio.h>

TEST(eight_hex_writes_what_printf_does)
{
    static const uint64_t numbers[] = {0,
                                       1,
                                       0xf,
                                       0x10,
                                       0x0123456789abcdef,
                                       0xfedcba9876543210,
                                       0x9a9a9a9a9a9a9a9a,
                                       0xa0a0a0a0a0a0a0a0,
                                       UINT64_MAX};

    for (size_t i = 0; i < COUNT(numbers); i++)
        for (int shift = 0; shift < 64; shift++) {
            uint64_t number = numbers[i] << shift ^ numbers[i] >> (63 - shift);
            char hex[16], expected[17];
            eight_write_hex(number, hex);
            snprintf(expected, sizeof(expected), "%016llx",
                     (unsigned long long)number);
            assert_memory_equal(hex, expected, sizeof(hex));
        }
}

/* Neither its neighbours nor what differs in one bit. */
TEST(eight_replace_takes_the_byte_alone)
{
    char text[8];

    for (int byte = 0; byte < 0x80; byte++)
        for (size_t i = 0; i < sizeof(text); i++) {
            char expected[sizeof(text)];
            uint64_t replaced;
            memset(text, '+', sizeof(text));
            memset(expected, ' ', sizeof(expected));
            text[i] = (char)byte;
            expected[i] = (char)(byte == '+' ? ' ' : byte);
            replaced = eight_replace(eight_read(text), '+', ' ');
            assert_memory_equal(&replaced, expected, sizeof(expected));
        }
}
