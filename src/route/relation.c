/*
 * The table is linked in as it stands in the repository: a count, where the
 * relatives of each word begin, their numbers, and how each is related; all
 * little-endian. A word has a dozen relatives, some have hundreds: their
 * numbers ascend.
 */
#include "route/relation.h"

#include <stddef.h>

#include "base/map.h"

__asm__(".pushsection .rodata\n"
        ".balign 64\n"
        "relation_table:\n"
        ".incbin \"src/route/relations.bin\"\n"
        ".popsection\n");

extern const uint32_t relation_table[] __attribute__((visibility("hidden")));

static const uint16_t *first_relative(void)
{
    return (const uint16_t *)(relation_table + relation_table[0] + 2);
}

uint64_t relation_bits(uint32_t word)
{
    const uint32_t *starts = relation_table + 1;
    uint64_t bits = 0;
    if (word == MAP_NONE)
        return 0;
    for (uint32_t i = starts[word]; i < starts[word + 1]; i++)
        bits |= 1ULL << first_relative()[i] % 64;
    return bits;
}

enum relation relation_find(uint32_t word, uint32_t other)
{
    if (word == MAP_NONE || other == MAP_NONE)
        return RELATION_NONE;
    const uint32_t *starts = relation_table + 1;
    uint32_t count = relation_table[0], all = starts[count];
    const uint16_t *relatives = first_relative();
    const uint8_t *kinds = (const uint8_t *)(relatives + all);
    uint32_t first = starts[word], end = starts[word + 1];
    while (first < end) {
        uint32_t middle = first + (end - first) / 2;
        if (relatives[middle] < other)
            first = middle + 1;
        else
            end = middle;
    }
    return first < starts[word + 1] && relatives[first] == other
               ? (enum relation)kinds[first]
               : RELATION_NONE;
}
