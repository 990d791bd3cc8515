/*
 * The file is cut in two at the end of its first comment: YAML before, SQL
 * after. Both are then read on their own, and what they say of each other is
 * compared last, so that a mistake in one hides none in the other.
 */
#include "query/template.h"

#include "query/template_keys.h"
#include "query/template_sql.h"

static const struct str header_start = STR("/*---");
static const struct str header_end = STR("---*/");

/* A file that is walked line by line. */
struct parts {
    struct str header; /* between the marks; empty if they are wrong */
    int header_line;   /* on which it begins */
    bool has_header;
    struct template_sql sql;
};

struct place {
    int line, column;
};

/* Where the byte at `offset` stands. */
static struct place find_place(struct str text, size_t offset)
{
    struct place place = {1, 1};

    for (size_t i = 0; i < offset && i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '\n')
            place = (struct place){place.line + 1, 1};
        else if ((c & 0xC0) != 0x80)
            place.column++;
    }
    return place;
}

static void complain_at(const struct fields_reader *reader, struct str text,
                        size_t offset, const char *what)
{
    struct place place = find_place(text, offset);

    report_error(reader->report, reader->path, place.line, place.column, "%s",
                 what);
}

/* Whether the bytes may be looked at as text at all. */
static bool check_bytes(const struct fields_reader *reader, struct str text)
{
    const char *nul = text.len > 0 ? memchr(text.ptr, '\0', text.len) : NULL;
    size_t bad = 0;

    if (text.len > TEMPLATE_BYTES_MAX)
        report_error(reader->report, reader->path, 0, 0,
                     "the file has %zu bytes; at most %d", text.len,
                     TEMPLATE_BYTES_MAX);
    else if (!str_is_utf8(text, &bad))
        complain_at(reader, text, bad, "a byte that is not UTF-8");
    else if (nul)
        complain_at(reader, text, (size_t)(nul - text.ptr),
                    "the file contains NUL");
    else if (str_starts_with(text, "\xEF\xBB\xBF"))
        complain_at(reader, text, 0,
                    "the file begins with a byte order mark; save it as "
                    "UTF-8 without one");
    else
        return true;
    return false;
}

/* Reports the marks of comments in a line of the header: the header is one
   comment, and databases disagree on comments inside comments. */
static void check_header_line(const struct fields_reader *reader,
                              struct str line, int line_number)
{
    struct place place = {line_number, 1};

    for (size_t i = 0; i + 1 < line.len; i++) {
        bool is_start = line.ptr[i] == '/' && line.ptr[i + 1] == '*';
        bool is_end = line.ptr[i] == '*' && line.ptr[i + 1] == '/';
        if (is_start || is_end)
            report_error(reader->report, reader->path, place.line, place.column,
                         "%s inside the header, which is itself a comment; a "
                         "cadence can be written \"every 15m\"",
                         is_start ? "/*" : "*/");
        place.column += ((unsigned char)line.ptr[i] & 0xC0) != 0x80;
    }
}

static void take_sql(struct parts *parts, struct str text, size_t offset)
{
    struct str sql = str_skip(text, offset);
    struct str trimmed = str_trim(sql);
    struct place place = find_place(text, (size_t)(trimmed.ptr - text.ptr));

    if (trimmed.len == 0)
        place = find_place(text, offset);
    parts->sql.text = trimmed;
    parts->sql.line = place.line;
    parts->sql.column = place.column;
}

/* Looks for the line that begins with the end mark; `rest` begins on the line
   after the start mark. */
static bool find_header_end(const struct fields_reader *reader, struct str text,
                            struct str rest, struct parts *parts)
{
    const char *start = rest.ptr;

    for (int line = parts->header_line; rest.len > 0; line++) {
        struct str bytes = str_cut(&rest, '\n');
        struct str words = str_trim(bytes);
        if (str_starts_with(words, header_end.ptr)) {
            parts->header = (struct str){start, (size_t)(bytes.ptr - start)};
            take_sql(parts, text,
                     (size_t)(words.ptr - text.ptr) + header_end.len);
            return true;
        }
        check_header_line(reader, bytes, line);
    }
    return false;
}

static bool split(const struct fields_reader *reader, struct str text,
                  struct parts *parts)
{
    size_t start = (size_t)(str_trim(text).ptr - text.ptr);
    struct str rest = str_skip(text, start);
    struct str first;
    size_t errors = reader->report->error_count;

    if (!str_starts_with(rest, header_start.ptr)) {
        complain_at(reader, text, start < text.len ? start : 0,
                    "a template begins with its header: /*---, then YAML, "
                    "then ---*/");
        return false;
    }
    parts->header_line = find_place(text, start).line + 1;
    first = str_trim(str_skip(str_cut(&rest, '\n'), header_start.len));
    if (first.len > 0)
        complain_at(reader, text, (size_t)(first.ptr - text.ptr),
                    "the YAML begins on the line after /*---");
    parts->has_header = find_header_end(reader, text, rest, parts);
    if (!parts->has_header && reader->report->error_count == errors)
        complain_at(reader, text, start,
                    "the header has no end: a line that begins with ---*/");
    return parts->has_header;
}

static void require(const struct fields_reader *reader,
                    const struct yaml_node *header, const char *key,
                    const char *what)
{
    const struct yaml_node *value = yaml_get(header, key);

    /* A key without a value was complained of when it was read. */
    if (!value || (value->kind != YAML_SCALAR && value->count == 0))
        report_error(reader->report, reader->path, header->line, header->column,
                     "the header needs %s", what);
}

/* Reads the YAML; false if it is not a mapping. */
static bool read_header(const struct fields_reader *reader,
                        const struct parts *parts, struct template_draft *draft)
{
    struct yaml_place place = {arena_str(reader->arena, reader->path).ptr,
                               parts->header_line};
    const struct yaml_node *header;
    struct err err = {0};

    header = yaml_parse(parts->header, place, reader->arena, &err);
    if (!header) {
        report_err(reader->report, reader->path, &err);
        return false;
    }
    if (header->kind != YAML_MAPPING) {
        fields_complain(reader, header,
                        "the header is lines of \"key: value\"");
        return false;
    }
    template_keys_read(reader, header, draft);
    require(reader, header, "title", "a title");
    require(reader, header, "questions",
            "questions: at least one way in which people ask this");
    return true;
}

/* A period is there for the SQL, and the SQL has no days without one. */
static void check_period(const struct fields_reader *reader,
                         const struct template_draft *draft,
                         const struct template_sql *sql)
{
    bool has_period = draft->period.line > 0;
    bool uses_span = sql->uses_from || sql->uses_until;

    if (has_period && !uses_span)
        report_error(reader->report, reader->path, draft->period.line,
                     draft->period.column,
                     "the SQL uses neither :from nor :until, so the period "
                     "would not hold");
    if (!has_period && uses_span)
        report_error(reader->report, reader->path, sql->span_line,
                     sql->span_column,
                     ":from and :until need a period in the header");
}

static void warn_of_limit(const struct fields_reader *reader,
                          const struct template_draft *draft,
                          const struct template_sql *sql)
{
    if (!sql->has_limit || draft->is_completeness_said)
        return;
    report_warning(reader->report, reader->path, sql->limit_line,
                   sql->limit_column,
                   "rows cut off by LIMIT leave the dump incomplete: totals, "
                   "shares and the other end of the order are refused; drop "
                   "it, or say \"complete: true\" if nothing is cut off");
}

static void take_facts(struct template *template,
                       const struct template_draft *draft,
                       const struct template_sql *sql, struct arena *arena)
{
    template->sql = arena_str(arena, sql->text);
    template->sql_line = sql->line;
    template->uses_from = sql->uses_from;
    template->uses_until = sql->uses_until;
    template->uses_as_of = sql->uses_as_of;
    template->has_limit = sql->has_limit;
    if (!draft->is_completeness_said)
        template->is_complete = !sql->has_limit;
}

static struct template_draft *new_draft(struct str id, struct str path,
                                        struct arena *arena)
{
    const struct str none = {"", 0};
    struct template_draft *draft = ARENA_NEW(arena, struct template_draft);
    struct template *template = &draft->template;
    struct str *const texts[] = {
        &template->title,       &template->description,  &template->owner,
        &template->verified_by, &template->verified_at,  &template->source,
        &template->answer,      &template->order_column, &template->chart.type,
        &template->chart.x,     &template->chart.series,
    };

    for (size_t i = 0; i < COUNT(texts); i++)
        *texts[i] = none;
    template->id = arena_str(arena, id);
    template->name = template->id;
    template->category = str_cut(&template->name, '/');
    template->path = arena_str(arena, path);
    template->cadence = str_from("daily");
    template->on_stale = ON_STALE_LABEL;
    return draft;
}

const struct template *template_parse(struct str text, struct str id,
                                      struct str path, struct arena *arena,
                                      struct report *report)
{
    const struct fields_reader reader = {path, arena, report};
    struct template_draft *draft = new_draft(id, path, arena);
    size_t errors = report->error_count;
    struct parts parts = {0};

    if (!check_bytes(&reader, text) || !split(&reader, text, &parts))
        return NULL;
    template_sql_scan(&parts.sql, path, report);
    if (!read_header(&reader, &parts, draft))
        return NULL;
    check_period(&reader, draft, &parts.sql);
    warn_of_limit(&reader, draft, &parts.sql);
    if (report->error_count > errors)
        return NULL;
    take_facts(&draft->template, draft, &parts.sql, arena);
    crypto_sha256_hex(text, draft->template.hash);
    return &draft->template;
}
