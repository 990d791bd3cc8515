/*
 * One pass, a function for each kind of thing that can begin at a byte. The
 * rules are those that SQLite, PostgreSQL and ClickHouse share, with two
 * choices where they differ: [ ] quotes nothing (it is an index elsewhere; use
 * "name"), and ? is refused (it is a parameter in SQLite).
 */
#include "query/template_sql.h"

struct scanner {
    struct template_sql *sql;
    struct str path;
    struct report *report;
    struct str text;
    size_t at;
    int line, column;
    int depth; /* open parentheses */
    bool has_words, has_ended, has_complained_of_second;
};

static unsigned char peek(const struct scanner *s, size_t ahead)
{
    size_t at = s->at + ahead;
    return at < s->text.len ? (unsigned char)s->text.ptr[at] : 0;
}

static void advance(struct scanner *s, size_t count)
{
    for (; count > 0 && s->at < s->text.len; count--, s->at++) {
        unsigned char c = (unsigned char)s->text.ptr[s->at];
        if (c == '\n') {
            s->line++;
            s->column = 1;
        } else if ((c & 0xC0) != 0x80)
            s->column++;
    }
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c >= 0x80;
}

static bool is_word_byte(unsigned char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '$';
}

/* The word that begins `ahead` bytes from here; empty if none does. */
static struct str word_at(const struct scanner *s, size_t ahead)
{
    size_t len = 0;

    while (is_word_byte(peek(s, ahead + len)))
        len++;
    return (struct str){str_skip(s->text, s->at + ahead).ptr, len};
}

static bool is_word(struct str word, const char *name)
{
    if (word.len != strlen(name))
        return false;
    for (size_t i = 0; i < word.len; i++)
        if ((word.ptr[i] | 0x20) != name[i])
            return false;
    return true;
}

/* 'text', "name" and `name`: a doubled quote stands for itself. */
static void skip_quoted(struct scanner *s, char quote)
{
    int line = s->line, column = s->column;

    for (advance(s, 1); s->at < s->text.len; advance(s, 1)) {
        if (peek(s, 0) != (unsigned char)quote)
            continue;
        if (peek(s, 1) != (unsigned char)quote) {
            advance(s, 1);
            return;
        }
        advance(s, 1);
    }
    report_error(s->report, s->path, line, column,
                 "%c without a second one to end it", quote);
}

static void skip_line_comment(struct scanner *s)
{
    while (s->at < s->text.len && peek(s, 0) != '\n')
        advance(s, 1);
}

static void skip_block_comment(struct scanner *s)
{
    ptrdiff_t end =
        str_find(str_skip(s->text, s->at + 2), (struct str)STR("*/"));

    if (end < 0)
        report_error(s->report, s->path, s->line, s->column,
                     "/* without */ to end it");
    advance(s, end < 0 ? s->text.len : (size_t)end + 4);
}

/* $$text$$ and $tag$text$tag$; false if no such thing begins here. */
static bool skip_dollar_quoted(struct scanner *s)
{
    struct str tag = {s->text.ptr + s->at, 1};
    ptrdiff_t end;

    while (is_word_byte(peek(s, tag.len)) && peek(s, tag.len) != '$')
        tag.len++;
    if (peek(s, tag.len) != '$' || (peek(s, 1) >= '0' && peek(s, 1) <= '9'))
        return false;
    tag.len++;
    end = str_find(str_skip(s->text, s->at + tag.len), tag);
    if (end < 0)
        report_error(s->report, s->path, s->line, s->column,
                     "%.*s without a second one to end it",
                     STR_ARG(report_quote(tag)));
    advance(s, end < 0 ? s->text.len : (size_t)end + 2 * tag.len);
    return true;
}

static void note_span(struct scanner *s)
{
    if (s->sql->span_line > 0)
        return;
    s->sql->span_line = s->line;
    s->sql->span_column = s->column;
}

static void complain_of_parameter(struct scanner *s, size_t len)
{
    struct str text = {s->text.ptr + s->at, len};

    report_error(s->report, s->path, s->line, s->column,
                 "parameter %.*s is not bound; there are :from, :until and "
                 ":as_of",
                 STR_ARG(report_quote(text)));
}

/* :name; a second colon makes it a type cast, or a slice. */
static void take_colon(struct scanner *s)
{
    struct str name = word_at(s, 1);

    if (name.len == 0 || !is_letter((unsigned char)name.ptr[0])) {
        while (peek(s, 0) == ':')
            advance(s, 1);
        return;
    }
    if (str_is(name, "from") || str_is(name, "until"))
        note_span(s);
    if (str_is(name, "from"))
        s->sql->uses_from = true;
    else if (str_is(name, "until"))
        s->sql->uses_until = true;
    else if (str_is(name, "as_of"))
        s->sql->uses_as_of = true;
    else
        complain_of_parameter(s, name.len + 1);
    advance(s, name.len + 1);
}

/* ?, ?1, @name, $1 and $name: nobody binds them. */
static void take_foreign_parameter(struct scanner *s)
{
    struct str name = word_at(s, 1);

    if (peek(s, 0) != '?' && name.len == 0) {
        advance(s, 1);
        return;
    }
    complain_of_parameter(s, name.len + 1);
    advance(s, name.len + 1);
}

static void take_word(struct scanner *s)
{
    struct str word = word_at(s, 0);

    if (s->depth == 0 && !s->sql->has_limit &&
        (is_word(word, "limit") || is_word(word, "fetch"))) {
        s->sql->has_limit = true;
        s->sql->limit_line = s->line;
        s->sql->limit_column = s->column;
    }
    advance(s, word.len);
}

/* A thing that is neither white space nor a comment begins here. */
static void note_start(struct scanner *s)
{
    s->has_words = s->has_words || peek(s, 0) != ';';
    if (!s->has_ended || peek(s, 0) == ';' || s->has_complained_of_second)
        return;
    s->has_complained_of_second = true;
    report_error(s->report, s->path, s->line, s->column,
                 "a second statement; a template has one");
}

static void take_mark(struct scanner *s, unsigned char c)
{
    s->has_ended = s->has_ended || c == ';';
    s->depth += c == '(';
    s->depth -= c == ')' && s->depth > 0;
    advance(s, 1);
}

static void take_next(struct scanner *s)
{
    unsigned char c = peek(s, 0);

    if (c <= ' ') {
        advance(s, 1);
        return;
    }
    if (c == '-' && peek(s, 1) == '-') {
        skip_line_comment(s);
        return;
    }
    if (c == '/' && peek(s, 1) == '*') {
        skip_block_comment(s);
        return;
    }
    note_start(s);
    if (c == '\'' || c == '"' || c == '`')
        skip_quoted(s, (char)c);
    else if (c == ':')
        take_colon(s);
    else if (c == '$' && skip_dollar_quoted(s))
        return;
    else if (c == '$' || c == '@' || c == '?')
        take_foreign_parameter(s);
    else if (is_word_byte(c))
        take_word(s);
    else
        take_mark(s, c);
}

void template_sql_scan(struct template_sql *sql, struct str path,
                       struct report *report)
{
    struct scanner scanner = {
        .sql = sql,
        .path = path,
        .report = report,
        .text = sql->text,
        .line = sql->line,
        .column = sql->column,
    };

    while (scanner.at < scanner.text.len)
        take_next(&scanner);
    if (!scanner.has_words)
        report_error(report, path, sql->line, sql->column,
                     "there is no SQL after the header");
}
