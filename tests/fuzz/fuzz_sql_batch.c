/*
 * The reader of batches: never reads beyond its input, counts lines as they
 * are, and what it decodes can be written again and decodes to the same.
 */
#include <stdlib.h>

#include "source/source_batch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void encode(struct str bytes, struct buf *cell)
{
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.ptr[i];
        const char *found = memchr("\\\t\n\r\0", c, 5);
        if (!found) {
            buf_add_char(cell, c);
            continue;
        }
        buf_add_char(cell, '\\');
        switch (c) {
        case '\\':
            buf_add_char(cell, '\\');
            break;
        case '\t':
            buf_add_char(cell, 't');
            break;
        case '\n':
            buf_add_char(cell, 'n');
            break;
        case '\r':
            buf_add_char(cell, 'r');
            break;
        default:
            buf_add_char(cell, '0');
        }
    }
}

static void check_round_trip(struct str cell, int64_t line)
{
    struct buf once, cell_again, twice;
    struct err err = {0};

    buf_init(&once, SOURCE_BATCH_LINE_MAX);
    buf_init(&cell_again, (size_t)2 * SOURCE_BATCH_LINE_MAX);
    buf_init(&twice, SOURCE_BATCH_LINE_MAX);
    if (!source_batch_decode(cell, line, &once, &err)) {
        if (err.code == ERR_NONE || strchr(err.text, '\n'))
            abort();
    } else {
        if (once.len > cell.len)
            abort();
        encode(buf_str(&once), &cell_again);
        if (!source_batch_decode(buf_str(&cell_again), line, &twice, &err) ||
            !str_equal(buf_str(&once), buf_str(&twice)))
            abort();
    }
    buf_release(&once);
    buf_release(&cell_again);
    buf_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {size ? (const char *)data : "", size};
    struct str cell;
    int64_t line = 0, before = 0, newlines = 0;

    for (size_t i = 0; i < size; i++)
        newlines += data[i] == '\n';
    while (source_batch_next(&rest, &line, &cell)) {
        if (line <= before || line > newlines + 1)
            abort();
        before = line;
        if (cell.len > 0 && memchr(cell.ptr, '\n', cell.len))
            abort();
        check_round_trip(cell, line);
    }
    return 0;
}
