/*
 * A list in an arena. Mistakes beyond the maximum are only counted: a report
 * that nobody can read to its end helps no more than one of a thousand lines.
 */
#include "query/report.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

enum { QUOTE_BYTES = 80, WORD_BYTES = 64, KNOWN_BYTES = 400 };

void report_init(struct report *report, struct arena *arena)
{
    *report = (struct report){.arena = arena};
}

/* One line of text, whatever was quoted in it. */
__attribute__((format(printf, 2, 0))) static struct str
format_line(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    int len;
    char *text;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (len < 0)
        return str_from(format);
    text = arena_alloc(arena, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, args);
    for (int i = 0; i < len; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            text[i] = ' ';
    return (struct str){text, (size_t)len};
}

static void add_item(struct report *report, const struct report_item *item)
{
    if (item->is_warning)
        report->warning_count++;
    else
        report->error_count++;
    if (report->count == REPORT_MAX)
        return;
    report->items = arena_grow(report->arena, report->items, report->count,
                               &report->capacity, sizeof(*item));
    report->items[report->count] = *item;
    report->items[report->count++].file = arena_str(report->arena, item->file);
}

static bool is_full(const struct report *report)
{
    return report->count == REPORT_MAX;
}

void report_error(struct report *report, struct str file, int line, int column,
                  const char *format, ...)
{
    struct report_item item = {file, line, column, {"", 0}, false};
    va_list args;

    va_start(args, format);
    if (!is_full(report))
        item.text = format_line(report->arena, format, args);
    va_end(args);
    add_item(report, &item);
}

void report_warning(struct report *report, struct str file, int line,
                    int column, const char *format, ...)
{
    struct report_item item = {file, line, column, {"", 0}, true};
    va_list args;

    va_start(args, format);
    if (!is_full(report))
        item.text = format_line(report->arena, format, args);
    va_end(args);
    add_item(report, &item);
}

/* Takes "12:" off the text. */
static bool cut_number(struct str *text, int *number)
{
    struct str rest = *text;
    struct str digits = str_cut(&rest, ':');
    int64_t value;

    if (digits.len == text->len || !str_to_int(digits, 0, INT32_MAX, &value))
        return false;
    *number = (int)value;
    *text = rest;
    return true;
}

void report_err(struct report *report, struct str file, const struct err *err)
{
    struct str text = str_from(err->text);
    int line = 0, column = 0;

    if (text.len > file.len && text.ptr[file.len] == ':' &&
        memcmp(text.ptr, file.ptr, file.len) == 0) {
        text = str_skip(text, file.len + 1);
        if (cut_number(&text, &line))
            cut_number(&text, &column);
    }
    text = str_trim(text);
    report_error(report, file, line, column, "%.*s", STR_ARG(text));
}

static int compare_items(const void *a, const void *b)
{
    const struct report_item *left = a, *right = b;
    int order = str_compare(left->file, right->file);

    if (order != 0)
        return order;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    if (left->column != right->column)
        return left->column < right->column ? -1 : 1;
    return str_compare(left->text, right->text);
}

void report_sort(struct report *report)
{
    if (report->count > 0)
        qsort(report->items, report->count, sizeof(report->items[0]),
              compare_items);
}

struct str report_line(const struct report_item *item, struct arena *arena)
{
    const char *kind = item->is_warning ? "warning" : "error";

    if (item->line == 0)
        return arena_printf(arena, "%.*s: %s: %.*s", STR_ARG(item->file), kind,
                            STR_ARG(item->text));
    return arena_printf(arena, "%.*s:%d:%d: %s: %.*s", STR_ARG(item->file),
                        item->line, item->column, kind, STR_ARG(item->text));
}

struct str report_quote(struct str text)
{
    if (text.len <= QUOTE_BYTES)
        return text;
    text.len = QUOTE_BYTES;
    while (text.len > 0 && ((unsigned char)text.ptr[text.len] & 0xC0) == 0x80)
        text.len--;
    return text;
}

static char small_letter(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

struct str report_nearest(struct str word, const char *const *known,
                          size_t count)
{
    char letters[WORD_BYTES];
    struct str small = {letters, word.len};
    struct str best = {"", 0};
    int limit = word.len <= 3 ? 1 : word.len <= 6 ? 2 : 3;

    if (word.len > WORD_BYTES)
        return best;
    for (size_t i = 0; i < word.len; i++)
        letters[i] = small_letter(word.ptr[i]);
    for (size_t i = 0; i < count && limit >= 0; i++) {
        int distance = str_distance(small, str_from(known[i]), limit);
        if (distance > limit || (size_t)distance >= word.len)
            continue;
        best = str_from(known[i]);
        limit = distance - 1;
    }
    return best;
}

struct str report_list(const char *const *known, size_t count,
                       struct arena *arena)
{
    struct buf list;
    struct str text;

    buf_init(&list, KNOWN_BYTES);
    for (size_t i = 0; i < count; i++)
        buf_printf(&list, "%s%s", i > 0 ? ", " : "", known[i]);
    text = arena_str(arena, buf_str(&list));
    buf_release(&list);
    return text;
}

struct str report_hint(struct str word, const char *const *known, size_t count,
                       struct arena *arena)
{
    struct str nearest = report_nearest(word, known, count);

    if (nearest.len > 0)
        return arena_printf(arena, "; did you mean \"%.*s\"?",
                            STR_ARG(nearest));
    if (count == 0)
        return nearest;
    return arena_printf(arena, "; known are %.*s",
                        STR_ARG(report_list(known, count, arena)));
}
