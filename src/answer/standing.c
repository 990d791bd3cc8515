/*
 * One pointer for each template, set once: whoever comes second throws its
 * copy away. A full table keeps what it has, so that a reader needs neither a
 * lock nor a count.
 */
#include "answer/standing.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/memory.h"

struct standing_table {
    size_t count, max_bytes;
    atomic_size_t bytes;
    _Atomic(struct standing *) *items;
};

struct standing_table *standing_table_new(size_t count, size_t max_bytes)
{
    struct standing_table *table = MEMORY_NEW(struct standing_table);

    table->count = count;
    table->max_bytes = max_bytes;
    table->items = memory_array(count > 0 ? count : 1, sizeof(*table->items));
    return table;
}

void standing_table_free(struct standing_table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < table->count; i++)
        free(atomic_load(&table->items[i]));
    free(table->items);
    free(table);
}

const struct standing *standing_find(const struct standing_table *table,
                                     uint32_t template)
{
    return table &&
           template <table->count
                         ? atomic_load_explicit(&table->items[template],
                                                memory_order_acquire)
                         : NULL;
}

/* In one allocation with its text. */
static struct standing *copy_of(const struct standing *written, size_t size)
{
    struct standing *copy = memory_bytes(size);

    *copy = *written;
    copy->text = memcpy(copy + 1, written->text, size - sizeof(*copy));
    return copy;
}

const struct standing *standing_keep(struct standing_table *table,
                                     uint32_t template,
                                     const struct standing *written)
{
    size_t size = sizeof(*written) + written->starts[STANDING_PARTS];
    struct standing *copy, *other = NULL;

    if (!table || template >= table->count)
        return written;
    if (atomic_fetch_add(&table->bytes, size) + size > table->max_bytes) {
        atomic_fetch_sub(&table->bytes, size);
        return written;
    }
    copy = copy_of(written, size);
    if (atomic_compare_exchange_strong(&table->items[template], &other, copy))
        return copy;
    atomic_fetch_sub(&table->bytes, size);
    free(copy);
    return other;
}
