/*
 * SQLite's own printf() can be told to make 2 GB of blanks, and nothing stops
 * it on the way. This one cuts the format into its pieces, refuses what is too
 * wide, and lets SQLite write each piece: so that every number looks as it
 * always did.
 */
#include "source/sqlite_format.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>

#include "source/sqlite_rules.h"

static void add_directive(char directive[32],
                          const struct sqlite_rules_piece *piece,
                          const char *conversion)
{
    int len = snprintf(directive, 32, "%%%s", piece->flags);

    if (piece->width >= 0)
        len += snprintf(directive + len, 32 - (size_t)len, "%d", piece->width);
    if (piece->precision >= 0)
        len += snprintf(directive + len, 32 - (size_t)len, ".%d",
                        piece->precision);
    snprintf(directive + len, 32 - (size_t)len, "%s", conversion);
}

/* %c: the first character, as often as the precision says. */
static void add_characters(sqlite3_str *out, struct sqlite_rules_piece piece,
                           const char *text)
{
    char characters[4 * 1000 + 1] = "";
    char directive[32];
    size_t len = text && text[0] ? 1 : 0;
    int count = piece.precision > 1 ? piece.precision : 1;

    while (len > 0 && len < 4 && ((unsigned char)text[0] & 0xc0) == 0xc0 &&
           ((unsigned char)text[len] & 0xc0) == 0x80)
        len++;
    assert(count <= 1000);
    for (int i = 0; len > 0 && i < count; i++)
        memcpy(characters + (size_t)i * len, text, len);
    piece.precision = -1;
    /* With `!`, the width counts characters and not bytes. */
    if (!strchr(piece.flags, '!'))
        piece.flags[strlen(piece.flags)] = '!';
    add_directive(directive, &piece, "s");
    sqlite3_str_appendf(out, directive, characters);
}

static void add_piece(sqlite3_str *out, const struct sqlite_rules_piece *piece,
                      sqlite3_value *value)
{
    char directive[32];
    char conversion[4] = {piece->conversion, '\0'};

    switch (piece->conversion) {
    case '%':
        sqlite3_str_appendchar(out, 1, '%');
        return;
    case 'c':
        add_characters(out, *piece,
                       value ? (const char *)sqlite3_value_text(value) : NULL);
        return;
    case 'f':
    case 'e':
    case 'E':
    case 'g':
    case 'G':
        add_directive(directive, piece, conversion);
        sqlite3_str_appendf(out, directive,
                            value ? sqlite3_value_double(value) : 0.0);
        return;
    case 's':
    case 'z': /* in C, SQLite would free the argument of %z */
    case 'q':
    case 'Q':
    case 'w':
        if (piece->conversion == 'z')
            conversion[0] = 's';
        add_directive(directive, piece, conversion);
        sqlite3_str_appendf(out, directive,
                            value ? sqlite3_value_text(value) : NULL);
        return;
    default: /* the integers: d i u r x X o */
        snprintf(conversion, sizeof(conversion), "ll%c", piece->conversion);
        add_directive(directive, piece, conversion);
        sqlite3_str_appendf(out, directive,
                            value ? sqlite3_value_int64(value) : 0LL);
    }
}

/* Nothing at all is NULL, as SQLite has it. */
static void finish_format(sqlite3_context *context, sqlite3_str *out)
{
    int status = sqlite3_str_errcode(out);
    int len = sqlite3_str_length(out);
    char *text = sqlite3_str_finish(out);

    if (status == SQLITE_OK && text) {
        sqlite3_result_text(context, text, len, sqlite3_free);
        return;
    }
    if (status != SQLITE_OK)
        sqlite3_result_error_code(context, status);
    sqlite3_free(text);
}

static void run_format(sqlite3_context *context, int count,
                       sqlite3_value **values)
{
    const char *text =
        count > 0 ? (const char *)sqlite3_value_text(values[0]) : NULL;
    struct sqlite_rules_piece piece;
    struct str format;
    sqlite3_str *out;
    struct err err;
    int used = 1;

    if (!text)
        return; /* NULL */
    format = str_from(text);
    out = sqlite3_str_new(sqlite3_context_db_handle(context));
    while (format.len > 0) {
        if (!sqlite_rules_cut_piece(&format, &piece, &err)) {
            sqlite3_free(sqlite3_str_finish(out));
            sqlite3_result_error(context, err.text, -1);
            return;
        }
        sqlite3_str_append(out, piece.text.ptr, (int)piece.text.len);
        if (piece.conversion == '%')
            add_piece(out, &piece, NULL);
        else if (piece.conversion)
            add_piece(out, &piece, used < count ? values[used] : NULL), used++;
    }
    finish_format(context, out);
}

int sqlite_format_install(sqlite3 *db)
{
    static const char *const names[] = {"printf", "format"};
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int status = SQLITE_OK;

    for (size_t i = 0; i < COUNT(names) && status == SQLITE_OK; i++)
        status = sqlite3_create_function_v2(db, names[i], -1, flags, NULL,
                                            run_format, NULL, NULL, NULL);
    return status;
}
