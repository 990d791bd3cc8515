#include "answer/chosen.h"

#include "answer/kept.h"

/* The sentence's length, the sentence, the JSON. */
enum { LENGTH_BYTES = sizeof(uint32_t) };

static void add_number(struct buf *key, int64_t number)
{
    buf_add_bytes(key, &number, sizeof(number));
}

static void add_filter(struct buf *key, const struct route_filter *filter)
{
    add_number(key, filter->column);
    add_number(key, filter->is_excluded);
    add_number(key, (int64_t)filter->value_count);
    for (size_t i = 0; i < filter->value_count; i++) {
        add_number(key, (int64_t)filter->values[i].len);
        buf_add(key, filter->values[i]);
    }
}

struct str chosen_key(uint32_t template, const struct route_slots *slots,
                      struct arena *arena)
{
    struct buf key;

    buf_init_in(&key, arena, KEPT_KEY_MAX);
    buf_add_text(&key, "rows");
    add_number(&key, template);
    add_number(&key, slots->order_column);
    add_number(&key, slots->order_descending);
    add_number(&key, slots->limit);
    add_number(&key, slots->time_column);
    add_number(&key, slots->span.from.day);
    add_number(&key, slots->span.until.day);
    add_number(&key, slots->group_column);
    add_number(&key, (int64_t)slots->filter_count);
    for (size_t i = 0; i < slots->filter_count; i++)
        add_filter(&key, &slots->filters[i]);
    return buf_overflowed(&key) ? (struct str)STR("") : buf_str(&key);
}

bool chosen_find(struct kept_table *table, struct str key, struct arena *arena,
                 struct chosen *chosen)
{
    struct kept *kept = key.len > 0 ? kept_find(table, key, 0) : NULL;
    struct str all;
    uint32_t len;

    if (!kept)
        return false;
    all = arena_str(arena, kept->body);
    kept_release(kept);
    memcpy(&len, all.ptr, LENGTH_BYTES);
    all = str_skip(all, LENGTH_BYTES);
    *chosen =
        (struct chosen){.sentence = {all.ptr, len}, .json = str_skip(all, len)};
    return true;
}

void chosen_keep(struct kept_table *table, struct str key,
                 const struct chosen *chosen)
{
    uint32_t len = (uint32_t)chosen->sentence.len;
    struct answer_body body = {
        .parts = {{.bytes = {(const char *)&len, LENGTH_BYTES}},
                  {.bytes = chosen->sentence},
                  {.bytes = chosen->json}},
        .part_count = 3};
    struct kept_source source = {.body = &body, .until_s = INT64_MAX};

    if (key.len > 0 && kept_is_wanted(table, key))
        kept_release(kept_add(table, key, &source));
}
