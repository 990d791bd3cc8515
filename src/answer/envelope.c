#include "answer/envelope.h"

#include <math.h>

#include "answer/choose.h"
#include "base/json_write.h"
#include "dump/manifest.h"

/* From 0 to 1. */
static void add_ratio(struct buf *out, double value)
{
    unsigned thousandths = (unsigned)lround(value * 1000);

    buf_add_bytes(out,
                  (char[5]){(char)('0' + thousandths / 1000 % 10), '.',
                            (char)('0' + thousandths / 100 % 10),
                            (char)('0' + thousandths / 10 % 10),
                            (char)('0' + thousandths % 10)},
                  5);
}

static void write_ratio(struct buf *out, const char *name, double value)
{
    json_write_next_key(out, name);
    add_ratio(out, value);
}

/* Anyone's bytes may be a question; only text can be sent back. */
static struct str echo_of(struct str question)
{
    size_t bad;

    if (question.len > ROUTE_QUESTION_MAX)
        question.len = ROUTE_QUESTION_MAX;
    if (!str_is_utf8(question, &bad))
        question.len = bad;
    return question;
}

/* Up to the value of "stale". */
static void write_fresh_until_stale(const struct manifest_dump *entry,
                                    struct buf *out)
{
    json_write_open(out, "freshness", '{');
    json_write_member_date(out, "as_of", entry->as_of);
    json_write_next_key(out, "period");
    if (entry->has_period) {
        buf_add_char(out, '{');
        json_write_member_date(out, "from", entry->from);
        json_write_member_date(out, "until", entry->until);
        buf_add_char(out, '}');
    } else {
        buf_add_text(out, "null");
    }
    json_write_member_time(out, "generated_at", entry->generated_at_s);
    json_write_member_time(out, "expires_at", entry->expires_at_s);
    json_write_next_key(out, "stale");
}

static void write_fresh_after_stale(const struct manifest_dump *entry,
                                    struct buf *out)
{
    json_write_next_key(out, "error");
    if (entry->error.len > 0)
        json_write_string(out, entry->error);
    else
        buf_add_text(out, "null");
    buf_add_char(out, '}');
}

void envelope_write_freshness(const struct snapshot_dump *dump, bool is_stale,
                              struct buf *out)
{
    write_fresh_until_stale(dump->entry, out);
    json_write_bool(out, is_stale);
    write_fresh_after_stale(dump->entry, out);
}

void envelope_write_receipt(const struct served *served,
                            const struct snapshot_dump *dump, struct buf *out)
{
    json_write_open(out, "receipt", '{');
    json_write_member_int(out, "snapshot",
                          snapshot_manifest(served->snapshot)->number);
    if (dump) {
        json_write_member(out, "content_hash",
                          str_from(dump->entry->object.hash));
        json_write_member(out, "template_hash",
                          str_from(dump->entry->template_hash));
    }
    buf_add_char(out, '}');
}

static struct str column_name(const struct snapshot_dump *dump, uint32_t column)
{
    return columns_column(&dump->columns, column).name;
}

static void write_filters(const struct envelope_hit *hit, const char *name,
                          bool is_excluded, struct buf *out)
{
    const struct route_slots *slots = &hit->route->slots;

    json_write_open(out, name, '{');
    for (size_t i = 0; i < slots->filter_count; i++) {
        const struct route_filter *filter = &slots->filters[i];
        if (filter->is_excluded != is_excluded)
            continue;
        json_write_comma(out);
        json_write_string(out, column_name(hit->dump, filter->column));
        buf_add_text(out, ":[");
        for (size_t j = 0; j < filter->value_count; j++) {
            json_write_comma(out);
            json_write_string(out, filter->values[j]);
        }
        buf_add_char(out, ']');
    }
    buf_add_char(out, '}');
}

static bool has_exclusions(const struct route_slots *slots)
{
    for (size_t i = 0; i < slots->filter_count; i++)
        if (slots->filters[i].is_excluded)
            return true;
    return false;
}

static void write_order(const struct envelope_hit *hit, struct buf *out)
{
    const struct route_slots *slots = &hit->route->slots;
    struct columns_meta meta = columns_meta(&hit->dump->columns);
    int column =
        slots->order_column >= 0 ? slots->order_column : meta.order_column;
    bool descending = slots->order_column >= 0 ? slots->order_descending
                                               : meta.order_descending;

    json_write_next_key(out, "order");
    if (column < 0) {
        buf_add_text(out, "null");
        return;
    }
    buf_add_char(out, '"');
    buf_add(out, column_name(hit->dump, (uint32_t)column));
    buf_add_text(out, descending ? " desc\"" : " asc\"");
}

static void write_span(const struct route_slots *slots, struct buf *out)
{
    if (slots->time_column < 0)
        return;
    json_write_open(out, "span", '{');
    json_write_member_date(out, "from", slots->span.from);
    json_write_member_date(out, "until", slots->span.until);
    buf_add_char(out, '}');
}

static void write_period(const struct envelope_hit *hit, struct buf *out)
{
    struct str period = hit->route->period.len > 0
                            ? hit->route->period
                            : columns_meta(&hit->dump->columns).period;

    json_write_next_key(out, "period");
    if (period.len > 0)
        json_write_string(out, period);
    else
        buf_add_text(out, "null");
}

static void write_slots(const struct envelope_hit *hit, struct buf *out)
{
    const struct route_slots *slots = &hit->route->slots;

    write_filters(hit, "entities", false, out);
    if (has_exclusions(slots))
        write_filters(hit, "excluded", true, out);
    write_period(hit, out);
    write_span(slots, out);
    write_order(hit, out);
    json_write_next_key(out, "limit");
    if (slots->limit > 0)
        json_write_int(out, slots->limit);
    else
        buf_add_text(out, "null");
    if (slots->group_column >= 0)
        json_write_member(
            out, "group",
            column_name(hit->dump, (uint32_t)slots->group_column));
}

static void write_identity(const struct served *served, uint32_t template,
                           struct buf *out)
{
    json_write_member(out, "id", route_index_id(served->index, template));
    json_write_member(out, "title", route_index_title(served->index, template));
}

void envelope_write_choice(const struct route_choice *choice,
                           const struct served *served, struct buf *out)
{
    write_identity(served, choice->template, out);
    json_write_member(out, "question", choice->question);
}

static void write_choices(const char *name, const struct route_choice *choices,
                          size_t count, const struct served *served,
                          struct buf *out)
{
    json_write_open(out, name, '[');
    for (size_t i = 0; i < count; i++) {
        const struct standing *standing =
            standing_find(served->standings, choices[i].template);
        json_write_comma(out);
        if (standing) {
            buf_add(out, standing_part(standing, STANDING_CHOICE));
            json_write_string(out, choices[i].question);
        } else {
            buf_add_char(out, '{');
            envelope_write_choice(&choices[i], served, out);
        }
        if (choices[i].difference.len > 0)
            json_write_member(out, "difference", choices[i].difference);
        write_ratio(out, "confidence", choices[i].confidence);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}

static void write_explanation(const struct route *route, struct buf *out)
{
    json_write_next_key(out, "explain");
    buf_add_text(out, "{\"words\":[");
    for (size_t i = 0; i < route->trace_count; i++) {
        json_write_comma(out);
        buf_add_char(out, '{');
        json_write_member(out, "word", echo_of(route->trace[i].word));
        json_write_member(out, "became", echo_of(route->trace[i].became));
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
    json_write_member(out, "decision", echo_of(route->explanation));
    buf_add_char(out, '}');
}

static void write_usage(struct buf *out)
{
    json_write_next_key(out, "usage");
    buf_add_text(out, "{\"tokens\":0}");
}

static void write_route_until_confidence(const struct snapshot_dump *dump,
                                         struct buf *out)
{
    json_write_open(out, "route", '{');
    json_write_member(out, "id", dump->entry->id);
    json_write_next_key(out, "confidence");
}

void envelope_write_standing(const struct served *served, uint32_t template,
                             struct standing *standing, struct buf *out)
{
    static const struct route all = {
        .slots = {.order_column = -1, .time_column = -1, .group_column = -1}};
    const struct snapshot_dump *dump = served->dumps[template];
    struct envelope_hit hit = {.route = &all, .dump = dump, .served = served};
    uint32_t *starts = standing->starts;

    buf_add_char(out, '"'); /* stands before: the next member has a comma */
    starts[STANDING_STATUS] = (uint32_t)out->len;
    json_write_member(out, "status", str_from("hit"));
    json_write_member(out, "answer", columns_meta(&dump->columns).sentence);
    starts[STANDING_ROUTE] = (uint32_t)out->len;
    write_route_until_confidence(dump, out);
    starts[STANDING_SLOTS] = (uint32_t)out->len;
    write_slots(&hit, out);
    starts[STANDING_FRESH] = (uint32_t)out->len;
    write_fresh_until_stale(dump->entry, out);
    starts[STANDING_RECEIPT] = (uint32_t)out->len;
    write_fresh_after_stale(dump->entry, out);
    manifest_write_change(&dump->entry->change, out);
    write_usage(out);
    envelope_write_receipt(served, dump, out);
    starts[STANDING_CHOICE] = (uint32_t)out->len;
    buf_add_char(out, '{');
    write_identity(served, template, out);
    json_write_next_key(out, "question");
    starts[STANDING_PARTS] = (uint32_t)out->len;
    standing->text = buf_str(out).ptr;
}

/* Of all rows, in their own order, for the dump's own period. */
static bool is_of_all(const struct route *route)
{
    return choose_is_all(&route->slots) && route->period.len == 0;
}

void envelope_write_hit(const struct envelope_hit *hit, struct buf *out)
{
    const struct route *route = hit->route;
    const struct standing *standing = hit->standing;

    buf_add_char(out, '{');
    json_write_member(out, "query", echo_of(hit->question));
    if (choose_is_all(&route->slots)) {
        buf_add(out, standing_part(standing, STANDING_STATUS));
    } else {
        json_write_member(out, "status", str_from("hit"));
        json_write_member(out, "answer", hit->sentence);
    }
    buf_add(out, standing_part(standing, STANDING_ROUTE));
    add_ratio(out, route->confidence);
    json_write_member(out, "method", str_from(route->method));
    json_write_member(out, "matched", route->matched);
    if (is_of_all(route))
        buf_add(out, standing_part(standing, STANDING_SLOTS));
    else
        write_slots(hit, out);
    write_choices("alternatives", route->alternatives, route->alternative_count,
                  hit->served, out);
    buf_add_char(out, '}');
    json_write_member(out, "context", route->context);
    buf_add(out, standing_part(standing, STANDING_FRESH));
    json_write_bool(out, hit->is_stale);
    buf_add(out, standing_part(standing, STANDING_RECEIPT));
    if (hit->explain)
        write_explanation(route, out);
    json_write_next_key(out, "result");
}

void envelope_write_other(struct str question, const struct route *route,
                          const struct served *served, bool explain,
                          struct buf *out)
{
    bool is_clarify = route->status == ROUTE_CLARIFY;

    buf_add_char(out, '{');
    json_write_member(out, "query", echo_of(question));
    json_write_member(out, "status", str_from(is_clarify ? "clarify" : "miss"));
    json_write_next_key(out, "answer");
    buf_add_text(out, "null");
    json_write_member(out, "reason", echo_of(route->reason));
    if (is_clarify)
        write_choices("choices", route->choices, route->choice_count, served,
                      out);
    else
        write_choices("suggestions", route->alternatives,
                      route->alternative_count, served, out);
    json_write_member(out, "context", echo_of(route->context));
    write_usage(out);
    envelope_write_receipt(served, NULL, out);
    if (explain)
        write_explanation(route, out);
    buf_add_char(out, '}');
}
