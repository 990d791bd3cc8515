/*
 * The rules about text before a statement runs: blank tails, printf formats,
 * places in a statement, names, clocks, and the URL of a file.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "source/sqlite_clock.h"
#include "source/sqlite_path.h"
#include "source/sqlite_rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_format(struct str format)
{
    struct sqlite_rules_piece piece;
    struct err err = {0};

    while (format.len > 0) {
        size_t before = format.len;
        if (!sqlite_rules_cut_piece(&format, &piece, &err))
            break;
        if (format.len >= before || piece.width > 1000 ||
            piece.precision > 1000 || strlen(piece.flags) > 7)
            abort();
    }
}

static void check_clock(struct str text)
{
    size_t offset = 0;

    if (sqlite_clock_find(text, &offset) != SQLITE_CLOCK_UNUSED &&
        text.ptr[offset] != '\'' && text.ptr[offset] != ')')
        abort();
}

static void check_path(struct str url)
{
    struct arena *arena = arena_new();
    struct str path = {0};
    struct err err = {0};

    if (sqlite_path_parse(arena, url, &path, &err)) {
        if (path.len == 0 || path.len > SQLITE_PATH_MAX || path.ptr[0] != '/' ||
            strlen(path.ptr) != path.len)
            abort();
    } else if (err.code != ERR_INPUT && err.code != ERR_LIMIT) {
        abort();
    }
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {size ? (const char *)data : "", size};
    char name[64] = "";
    int line, column;

    memcpy(name, text.ptr, size < 63 ? size : 63);
    sqlite_rules_knows_function(name);
    sqlite_rules_function_varies(name);
    sqlite_rules_table_is_internal(name);
    sqlite_rules_table_is_shadow(name, "docs");
    sqlite_rules_name_matches(text, name);
    if (sqlite_rules_text_is_blank(text) && size > 0 && data[0] == ';')
        abort();
    sqlite_rules_find_position(text, size / 2, &line, &column);
    if (line < 1 || column < 1)
        abort();
    check_format(text);
    check_clock(text);
    check_path(text);
    return 0;
}
