/* Any bytes are refused, or can be read through every function without
   reading outside of them. With an even first byte, they are patched onto a
   sound object, which gets deeper. */
#include <stdlib.h>

#include "unit/dump/columns_touch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void make_sound(struct buf *bytes)
{
    static const struct column columns[] = {
        {.name = STR("name"), .type = COLUMN_TEXT},
        {.name = STR("n"), .type = COLUMN_INTEGER, .role = COLUMN_MEASURE},
        {.name = STR("r"), .type = COLUMN_REAL, .role = COLUMN_MEASURE}};
    static const struct cell cells[] = {
        {.text = STR("a")}, {.integer = 1}, {.number = 0.5}};
    static const uint32_t offsets[] = {0, 3, 6};
    const struct columns_meta meta = {.id = STR("a/b"), .order_column = 1};
    struct columns_builder *builder =
        columns_builder_new(columns, COUNT(columns));
    struct err err;

    columns_builder_add_row(builder, cells);
    columns_builder_add_row(builder, cells);
    if (!columns_builder_finish(builder, &meta, bytes, &err))
        abort();
    columns_set_row_offsets(bytes, offsets, 2);
    columns_builder_free(builder);
}

static void read_all(const char *ptr, size_t len)
{
    struct columns columns;
    struct err err;
    char *copy = malloc(len > 0 ? len : 1); /* aligned, and no byte longer */

    if (!copy)
        abort();
    memcpy(copy, ptr, len);
    if (columns_open((struct str){copy, len}, &columns, &err))
        columns_touch(&columns, (struct str)STR("{},{},{}"));
    free(copy);
}

/* Three bytes are a patch: where, in two, and what. */
static void read_patched(const uint8_t *data, size_t size)
{
    struct buf bytes;

    buf_init(&bytes, 1 << 16);
    make_sound(&bytes);
    for (size_t i = 0; i + 3 <= size; i += 3) {
        size_t at = ((size_t)data[i] << 8 | data[i + 1]) % bytes.len;
        bytes.ptr[at] = (char)data[i + 2];
    }
    read_all(bytes.ptr, bytes.len);
    buf_release(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0 && data[0] % 2 == 0)
        read_patched(data + 1, size - 1);
    else
        read_all((const char *)data, size);
    return 0;
}
