/*
 * A period that a question names must be what the dump covers on the asker's
 * day, or whole steps of its time column. Words are not enough: yesterday's
 * "yesterday" is another day than today's, and "last week" is not "the last 7
 * days".
 */
#include "route/reading.h"

static void use_words(struct reading *reading, const struct when *when,
                      enum became became)
{
    for (size_t i = 0; i < when->count; i++)
        reading->became[when->start + i] = (uint8_t)became;
}

static bool spans_equal(struct span a, struct span b)
{
    return a.from.day == b.from.day && a.until.day == b.until.day;
}

static bool span_holds(struct span whole, struct span part)
{
    return part.from.day < part.until.day && whole.from.day <= part.from.day &&
           part.until.day <= whole.until.day;
}

static int find_time_column(const struct reading *reading)
{
    for (uint32_t i = 0; i < reading->record->column_count; i++)
        if (reading_column(reading, i)->role == ROUTE_TIME)
            return (int)i;
    return -1;
}

static bool is_whole_steps(const struct reading *reading, int column,
                           struct span span)
{
    const struct calendar *calendar =
        &reading->question->request->settings->calendar;
    enum date_grain grain =
        (enum date_grain)reading_column(reading, (uint32_t)column)->grain;
    return date_start(span.from, grain, calendar).day == span.from.day &&
           date_start(span.until, grain, calendar).day == span.until.day;
}

/* Whether the example has the words of the period too. */
static bool example_has_words(const struct reading *reading,
                              const struct when *when)
{
    const struct question *question = reading->question;
    for (size_t i = when->start; i < when->start + when->count; i++) {
        enum token_kind kind = question->tokens.items[i].kind;
        if (kind != TOKEN_NOISE && kind != TOKEN_PART &&
            !reading_example_has(reading, question->terms[i]))
            return false;
    }
    return true;
}

static struct str words_of(const struct reading *reading,
                           const struct when *when)
{
    const struct token *first = &reading->question->tokens.items[when->start];
    const struct token *last = first + when->count - 1;
    return (struct str){first->raw.ptr, (size_t)(last->raw.ptr + last->raw.len -
                                                 first->raw.ptr)};
}

static const char *span_text(struct span span, char out[64])
{
    char from[DATE_TEXT_SIZE], until[DATE_TEXT_SIZE];
    date_format(span.from, from);
    date_format(date_add(span.until, -1, DATE_DAY), until);
    size_t len = strlen(from);
    memcpy(out, from, len);
    memcpy(out + len, " to ", 4);
    memcpy(out + len + 4, until, strlen(until) + 1);
    return out;
}

static void block_period(struct reading *reading, const struct when *when,
                         struct span asked, struct span cover)
{
    char first[64], second[64];
    struct str words = words_of(reading, when);
    use_words(reading, when, BECAME_PERIOD);
    if (!reading->is_told) {
        reading_block(reading, OBSTACLE_PERIOD, "%s", "");
        return;
    }
    struct str name =
        index_str(reading->question->index, reading->record->period);
    if (name.len == 0)
        reading_block(reading, OBSTACLE_PERIOD,
                      "\"%.*s\" is %s, but this answer covers %s.",
                      STR_ARG(words), span_text(asked, first),
                      span_text(cover, second));
    else
        reading_block(reading, OBSTACLE_PERIOD,
                      "\"%.*s\" is %s, but this answer covers %.*s: %s.",
                      STR_ARG(words), span_text(asked, first), STR_ARG(name),
                      span_text(cover, second));
}

/* "Monthly revenue in 2026" asks for months: those that have ended. */
static bool are_ended_steps(const struct reading *reading, int column,
                            struct span asked, struct span cover)
{
    const struct route_request *request = reading->question->request;
    const struct calendar *calendar = &request->settings->calendar;
    enum date_grain grain =
        (enum date_grain)reading_column(reading, (uint32_t)column)->grain;
    return cover.from.day <= asked.from.day &&
           asked.from.day < cover.until.day &&
           cover.until.day < asked.until.day &&
           cover.until.day == date_start(request->today, grain, calendar).day &&
           date_start(asked.from, grain, calendar).day == asked.from.day &&
           reading_asks_for_steps(reading, column);
}

/* "The last two years" may be 24 months as well as two years of a calendar. */
static bool is_in_months(const struct reading *reading, const struct when *when,
                         struct span cover)
{
    const struct route_request *request = reading->question->request;
    struct period months = when->period;
    if (months.kind != PERIOD_LAST || months.grain != DATE_YEAR ||
        months.count < 2 || when->side != WHEN_WHOLE)
        return false;
    months.grain = DATE_MONTH;
    months.count *= 12;
    return spans_equal(
        period_resolve(&months, request->today, &request->settings->calendar),
        cover);
}

/* A template that covers a span of time. */
static void read_covered(struct reading *reading, const struct when *when,
                         struct span asked, struct span cover)
{
    int column = find_time_column(reading);
    if (spans_equal(asked, cover) || is_in_months(reading, when, cover)) {
        use_words(reading, when, BECAME_PERIOD);
    } else if (column >= 0 && span_holds(cover, asked) &&
               is_whole_steps(reading, column, asked)) {
        use_words(reading, when, BECAME_PERIOD);
        reading->slots.time_column = column;
        reading->slots.span = asked;
    } else if (column >= 0 && are_ended_steps(reading, column, asked, cover)) {
        use_words(reading, when, BECAME_PERIOD);
        reading->slots.time_column = column;
        reading->slots.span = (struct span){asked.from, cover.until};
    } else {
        block_period(reading, when, asked, cover);
    }
}

/* A side that is open ends where the dump does. */
struct span reading_resolve(const struct reading *reading,
                            const struct when *when)
{
    const struct route_request *request = reading->question->request;
    struct span cover = request->coverage[reading->template].span;
    struct span span = period_resolve(&when->period, request->today,
                                      &request->settings->calendar);
    switch (when->side) {
    case WHEN_WHOLE:
        break;
    case WHEN_FROM:
        span.until = cover.until;
        break;
    case WHEN_AFTER:
        span = (struct span){span.until, cover.until};
        break;
    case WHEN_BEFORE:
        span = (struct span){cover.from, span.from};
        break;
    }
    return span;
}

static void read_period(struct reading *reading, const struct when *when)
{
    const struct route_request *request = reading->question->request;
    const struct route_coverage *coverage =
        &request->coverage[reading->template];
    bool has_words = example_has_words(reading, when);
    bool is_today = coverage->as_of.day == request->today.day;
    struct str words = words_of(reading, when);
    if (!when->is_known) {
        if (!has_words || !is_today)
            reading_block(reading, OBSTACLE_PERIOD,
                          "No answer covers \"%.*s\".", STR_ARG(words));
        else /* "the next 30 days", as the example says */
            use_words(reading, when, BECAME_MATCHED);
        return;
    }
    reading->when_used = (int)(when - reading->question->whens);
    struct span asked = reading_resolve(reading, when);
    if (coverage->span.from.day < coverage->span.until.day) {
        read_covered(reading, when, asked, coverage->span);
    } else if (!has_words || (when->period.kind != PERIOD_FIXED && !is_today)) {
        use_words(reading, when, BECAME_PERIOD);
        reading_block(reading, OBSTACLE_PERIOD,
                      "This answer states no period, so it cannot be said to "
                      "cover \"%.*s\".",
                      STR_ARG(words));
    }
}

/* Two periods are a comparison: only an example that names both has them. */
static bool read_several(struct reading *reading)
{
    const struct question *question = reading->question;
    const struct route_request *request = question->request;
    if (question->when_count < 2)
        return false;
    for (size_t i = 0; i < question->when_count; i++)
        if (!example_has_words(reading, &question->whens[i]) ||
            request->coverage[reading->template].as_of.day !=
                request->today.day)
            reading_block(reading, OBSTACLE_PERIOD,
                          "This answer does not compare \"%.*s\" with another "
                          "time.",
                          STR_ARG(words_of(reading, &question->whens[i])));
    return true;
}

/* "compare revenue with the 30 days before" names the other side, not what is
   to be shown. */
static bool is_other_side(const struct reading *reading,
                          const struct when *when)
{
    static const char *const joints[] = {"with", "to", "and"};
    const struct tokens *tokens = &reading->question->tokens;
    bool is_comparing = false, is_joined = false;
    for (size_t i = 0; i < when->start; i++) {
        is_comparing = is_comparing || tokens->items[i].op == OP_COMPARE;
        for (size_t k = 0; is_comparing && k < COUNT(joints); k++)
            is_joined = is_joined || str_is(tokens->items[i].word, joints[k]);
    }
    return is_joined && !example_has_words(reading, when);
}

void reading_find_periods(struct reading *reading)
{
    const struct question *question = reading->question;
    const struct route_coverage *coverage =
        &question->request->coverage[reading->template];
    bool is_covered = coverage->span.from.day < coverage->span.until.day;
    if (question->when_count == 1 && is_other_side(reading, question->whens))
        reading_block(reading, OBSTACLE_PERIOD,
                      "This answer does not compare with \"%.*s\".",
                      STR_ARG(words_of(reading, question->whens)));
    if (!read_several(reading) && question->when_count == 1)
        read_period(reading, &question->whens[0]);
    bool was_read = question->when_count < 2;
    if (question->when_count == 1 && !question->whens[0].is_known)
        is_covered = true;
    uint32_t count;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    for (uint32_t i = 0; is_covered && was_read && i < count; i++)
        if (tokens[i].flags & INDEX_TOKEN_PERIOD)
            reading->is_example_used[i] = true;
}
