/*
 * The sentence up to its first pause or number. A column that names things
 * stands for itself; as the first word it is what is asked for.
 */
#include "route/first_row.h"

#include "base/buf.h"
#include "route/tokens.h"

enum { SENTENCE_MAX = 300, QUESTION_MAX = 2000 };

static bool is_pause(struct str text, size_t at)
{
    char next = at + 1 < text.len ? text.ptr[at + 1] : ' ';
    switch (text.ptr[at]) {
    case ':':
    case ';':
    case '(':
        return true;
    case ',':
    case '.':
        return next == ' ';
    default:
        return false;
    }
}

static const struct route_column *
find_column(const struct route_template *template, struct str name)
{
    for (size_t i = 0; i < template->column_count; i++)
        if (str_equal(template->columns[i].name, name))
            return &template->columns[i];
    return NULL;
}

/* "has the largest stock of {on_hand}" ends before the "of". */
static void cut_last_word(struct buf *question)
{
    while (question->len > 0 && question->ptr[question->len - 1] == ' ')
        question->len--;
    while (question->len > 0 && question->ptr[question->len - 1] != ' ')
        question->len--;
}

/* False where the sentence goes on with what is no name. */
static bool add_column(struct buf *question,
                       const struct route_template *template, struct str name)
{
    const struct route_column *column = find_column(template, name);
    if (!column || column->role != ROUTE_DIMENSION) {
        cut_last_word(question);
        return false;
    }
    if (question->len == 0)
        buf_add_text(question, "which ");
    buf_add(question, column->label);
    return true;
}

static void add_sentence(struct buf *question,
                         const struct route_template *template)
{
    struct str text = template->answer;
    for (size_t i = 0; i < text.len && i < SENTENCE_MAX; i++) {
        struct str rest = {text.ptr + i + 1, text.len - i - 1};
        if (is_pause(text, i))
            return;
        if (text.ptr[i] != '{') {
            buf_add_char(question, text.ptr[i]);
            continue;
        }
        ptrdiff_t end = str_find(rest, (struct str)STR("}"));
        if (end < 0)
            question->len = 0;
        if (end < 0 || !add_column(question, template,
                                   (struct str){rest.ptr, (size_t)end}))
            return;
        i += (size_t)end + 1;
    }
}

static bool has_superlative(struct str text, struct arena *arena)
{
    struct tokens tokens;
    struct err err = {0};
    if (!tokens_read(text, NULL, arena, &tokens, &err))
        return false;
    for (size_t i = 0; i < tokens.count; i++)
        if (operator_is_direction(tokens.items[i].op) ||
            tokens.items[i].op == OP_NEWEST || tokens.items[i].op == OP_OLDEST)
            return true;
    return false;
}

struct str first_row_question(const struct route_template *template,
                              struct arena *arena)
{
    struct buf question;
    buf_init_in(&question, arena, QUESTION_MAX);
    add_sentence(&question, template);
    struct str text = str_trim(buf_str(&question));
    bool is_whole = !buf_overflowed(&question);
    return is_whole && has_superlative(text, arena) ? text
                                                    : (struct str){"", 0};
}
