#include "answer/answer.h"

#include "answer/chosen.h"
#include "answer/envelope.h"
#include "answer/kept.h"
#include "base/eight.h"
#include "base/hash.h"
#include "base/json_write.h"

enum {
    HEAD_USUAL = 2000,
    HEAD_MAX = 4 * 1024 * 1024,
    RESULT_MAX = 256 * 1024 * 1024
};

static const struct gzip_part closing = {.bytes = STR("}")};

bool answer_is_stale(const struct manifest_dump *entry, int64_t now_s)
{
    return entry->max_age_s > 0 &&
           now_s - entry->generated_at_s > entry->max_age_s;
}

/* An answer may be kept until the next refresh, or until it turns stale. */
static int64_t expiry_of(const struct manifest_dump *entry, int64_t now_s)
{
    int64_t stale_at_s =
        entry->max_age_s > 0 ? entry->generated_at_s + entry->max_age_s : 0;
    int64_t expires_at_s = entry->expires_at_s;

    if (stale_at_s > now_s && (expires_at_s == 0 || stale_at_s < expires_at_s))
        expires_at_s = stale_at_s;
    return expires_at_s;
}

static void add_part(struct answer_body *body, struct gzip_part part)
{
    body->parts[body->part_count++] = part;
}

/* The fresh bytes name the content: those of a whole dump carry its hash. */
static void tag_body(struct answer_body *body)
{
    struct hash hash = {0, 0};

    for (size_t i = 0; i < body->part_count; i++) {
        struct hash part = {0, 0};
        if (!body->parts[i].packed)
            part = hash_bytes(body->parts[i].bytes, hash.low + i);
        hash = (struct hash){hash.high ^ part.high, hash.low ^ part.low};
    }
    eight_write_hex(hash.high, body->tag);
    eight_write_hex(hash.low, body->tag + 16);
    body->tag[ANSWER_TAG_SIZE - 1] = '\0';
}

/* Most heads fit at once. */
static void begin_head(struct buf *head, struct arena *arena)
{
    buf_init_in(head, arena, HEAD_MAX);
    buf_reserve(head, HEAD_USUAL);
}

/* A hit that may not be shown becomes a miss, and says why. */
static struct route *refuse(const struct route *route, struct str reason,
                            struct arena *arena)
{
    struct route *refused = ARENA_NEW(arena, struct route);

    *refused = *route;
    refused->status = ROUTE_MISS;
    refused->reason = reason;
    refused->alternative_count = 0;
    refused->context = (struct str){"", 0};
    return refused;
}

static void give_other(const struct served *served,
                       const struct answer_request *request,
                       const struct route *route, struct arena *arena,
                       struct answer *answer)
{
    struct buf out;

    begin_head(&out, arena);
    envelope_write_other(request->question, route, served, request->explain,
                         &out);
    *answer = (struct answer){.route = route};
    add_part(&answer->body, (struct gzip_part){.bytes = buf_str(&out)});
    tag_body(&answer->body);
}

static struct kept *keep_raw(const struct served *served,
                             const struct snapshot_dump *dump, struct str key)
{
    struct answer_body body = {.part_count = 1};
    struct kept_source source = {.body = &body, .until_s = INT64_MAX};
    struct err ignored = {0};
    struct kept *kept = NULL;
    struct buf raw;

    buf_init(&raw, (size_t)dump->packed.raw_bytes + 1);
    if (snapshot_unpack(dump, &raw, &ignored)) {
        body.parts[0].bytes = buf_str(&raw);
        kept = kept_add(served->kept, key, &source);
    }
    buf_release(&raw);
    return kept;
}

struct kept *answer_raw(const struct served *served,
                        const struct snapshot_dump *dump)
{
    /* Its object's name: dumps of the same bytes share them. */
    struct str key = {dump->entry->object.hash, CRYPTO_SHA256_HEX};
    struct kept *kept = kept_find(served->kept, key, 0);

    if (kept || !kept_is_wanted(served->kept, key))
        return kept;
    return keep_raw(served, dump, key);
}

struct kept *answer_unpack(const struct served *served, struct answer *answer)
{
    for (size_t i = 0; i < answer->body.part_count; i++) {
        struct gzip_part *part = &answer->body.parts[i];
        struct kept *kept =
            part->packed ? answer_raw(served, answer->dump) : NULL;
        if (!kept)
            continue;
        *part = (struct gzip_part){.bytes = kept->body};
        return kept;
    }
    return NULL;
}

/* The rows of an answer: the stored dump, or a part made of it. */
static bool find_rows(const struct served *served,
                      const struct snapshot_dump *dump,
                      const struct route_slots *slots, struct arena *arena,
                      struct answer *answer, struct gzip_part *part,
                      struct err *err)
{
    struct result *result;
    struct kept *raw;
    bool ok;

    if (choose_is_all(slots)) {
        answer->sentence = columns_meta(&dump->columns).sentence;
        answer->rows =
            (struct rows){&dump->columns, NULL, dump->columns.row_count};
        *part = (struct gzip_part){.packed = &dump->packed};
        return true;
    }
    result = ARENA_NEW(arena, struct result);
    raw = answer_raw(served, dump);
    ok = result_make(dump, raw ? raw->body : (struct str){"", 0}, slots,
                     served->project->format, RESULT_MAX, arena, result, err);
    kept_release(raw);
    if (!ok)
        return false;
    answer->sentence = result->sentence;
    answer->rows = result->rows;
    *part = (struct gzip_part){.bytes = result->json};
    return true;
}

/* The same without the rows themselves, which may have been chosen before. */
static bool find_chosen(const struct served *served, const struct route *route,
                        struct arena *arena, struct answer *answer,
                        struct gzip_part *part, struct err *err)
{
    const struct route_slots *slots = &route->slots;
    struct chosen chosen;
    struct str key;

    if (choose_is_all(slots))
        return find_rows(served, answer->dump, slots, arena, answer, part, err);
    key = chosen_key(route->template, slots, arena);
    if (chosen_find(served->kept, key, arena, &chosen)) {
        answer->sentence = chosen.sentence;
        *part = (struct gzip_part){.bytes = chosen.json};
        return true;
    }
    if (!find_rows(served, answer->dump, slots, arena, answer, part, err))
        return false;
    chosen = (struct chosen){answer->sentence, part->bytes};
    chosen_keep(served->kept, key, &chosen);
    return true;
}

static const struct standing *find_standing(const struct served *served,
                                            uint32_t template,
                                            struct arena *arena)
{
    const struct standing *found = standing_find(served->standings, template);
    struct standing *written;
    struct buf out;

    if (found)
        return found;
    written = ARENA_NEW(arena, struct standing);
    begin_head(&out, arena);
    envelope_write_standing(served, template, written, &out);
    return standing_keep(served->standings, template, written);
}

static void give_hit(const struct served *served,
                     const struct answer_request *request,
                     const struct route *route, struct arena *arena,
                     struct answer *answer)
{
    const struct snapshot_dump *dump = served->dumps[route->template];
    struct envelope_hit hit = {.question = request->question,
                               .route = route,
                               .dump = dump,
                               .served = served,
                               .explain = request->explain};
    struct gzip_part rows;
    struct err err = {0};
    struct buf out;
    bool is_shown;

    answer->dump = dump;
    answer->is_stale = answer_is_stale(dump->entry, request->now_s);
    if (answer->is_stale && dump->entry->refuse_when_stale)
        err_set(&err, ERR_BUSY,
                "the newest rows of \"%.*s\" are older than they may be",
                STR_ARG(columns_meta(&dump->columns).title));
    is_shown = err.code == ERR_NONE &&
               (request->wants_rows
                    ? find_rows(served, dump, &route->slots, arena, answer,
                                &rows, &err)
                    : find_chosen(served, route, arena, answer, &rows, &err));
    if (!is_shown) {
        struct str reason = arena_printf(arena, "%s.", err.text);
        give_other(served, request, refuse(route, reason, arena), arena,
                   answer);
        return;
    }
    hit.sentence = answer->sentence;
    hit.is_stale = answer->is_stale;
    hit.standing = find_standing(served, route->template, arena);
    begin_head(&out, arena);
    envelope_write_hit(&hit, &out);
    add_part(&answer->body, (struct gzip_part){.bytes = buf_str(&out)});
    add_part(&answer->body, rows);
    add_part(&answer->body, closing);
    answer->body.expires_at_s = expiry_of(dump->entry, request->now_s);
    tag_body(&answer->body);
}

static struct date day_of(const struct served *served,
                          const struct answer_request *request)
{
    return request->has_as_of
               ? request->as_of
               : zone_today(served->project->zone, request->now_s);
}

void answer_question(const struct served *served,
                     const struct answer_request *request, struct arena *arena,
                     struct answer *answer)
{
    const struct settings *settings = served->project->settings;
    struct route_settings routing = {.accept = settings->router_accept,
                                     .clarify = settings->router_clarify,
                                     .calendar = settings->calendar};
    struct route_request asked = {
        .question = request->question,
        .context = request->context,
        .today = day_of(served, request),
        .coverage = served->coverage,
        .settings = &routing,
        .explain = request->explain,
    };
    struct route *route = ARENA_NEW(arena, struct route);

    *answer = (struct answer){.route = route};
    route_decide(served->index, &asked, arena, route);
    if (route->status == ROUTE_HIT)
        give_hit(served, request, route, arena, answer);
    else
        give_other(served, request, route, arena, answer);
}

/* ---- what is kept ---- */

static struct str key_of(const struct served *served,
                         const struct answer_request *request,
                         struct arena *arena)
{
    struct {
        char kind[4];
        int32_t day;
        uint64_t context_len;
    } fixed = {"ask", (int32_t)day_of(served, request).day,
               request->context.len};
    size_t len = sizeof(fixed) + request->context.len + request->question.len;
    char *key = arena_alloc(arena, len), *at = key + sizeof(fixed);

    memcpy(key, &fixed, sizeof(fixed));
    if (request->context.len > 0)
        memcpy(at, request->context.ptr, request->context.len);
    at += request->context.len;
    if (request->question.len > 0)
        memcpy(at, request->question.ptr, request->question.len);
    return (struct str){key, len};
}

/* Until when an answer of this moment is true: a dump turns stale. */
static int64_t truth_of(const struct answer *answer, int64_t now_s)
{
    const struct manifest_dump *entry =
        answer->dump ? answer->dump->entry : NULL;

    if (!entry || entry->max_age_s <= 0 || answer_is_stale(entry, now_s))
        return INT64_MAX;
    return entry->generated_at_s + entry->max_age_s;
}

static struct kept *keep(const struct served *served, struct str key,
                         const struct answer *answer, int64_t now_s)
{
    struct kept_source source = {.body = &answer->body,
                                 .status = answer->route ? answer->route->status
                                                         : ROUTE_HIT,
                                 .until_s = truth_of(answer, now_s)};

    return kept_add(served->kept, key, &source);
}

struct kept *answer_keep(const struct served *served, struct str key,
                         const struct answer *answer, int64_t now_s)
{
    return kept_is_wanted(served->kept, key) ? keep(served, key, answer, now_s)
                                             : NULL;
}

size_t answer_ahead(const struct served *served,
                    const struct answer_request *request, struct arena *arena)
{
    struct str key = key_of(served, request, arena);
    struct kept *kept = kept_find(served->kept, key, request->now_s);
    struct answer answer;
    size_t bytes = 0;

    if (!kept) {
        answer_question(served, request, arena, &answer);
        if (answer.dump)
            kept = keep(served, key, &answer, request->now_s);
    }
    if (kept)
        bytes = kept_size(kept);
    kept_release(kept);
    return bytes;
}

struct kept *answer_question_kept(const struct served *served,
                                  const struct answer_request *request,
                                  struct arena *arena, struct answer *answer)
{
    struct kept *kept = NULL;
    struct str key;

    if (request->explain ||
        request->question.len + request->context.len > ROUTE_QUESTION_MAX) {
        answer_question(served, request, arena, answer);
        return NULL;
    }
    key = key_of(served, request, arena);
    kept = kept_find(served->kept, key, request->now_s);
    if (kept)
        return kept;
    answer_question(served, request, arena, answer);
    return answer_keep(served, key, answer, request->now_s);
}

static void write_dump_head(const struct served *served,
                            const struct snapshot_dump *dump, bool is_stale,
                            struct buf *out)
{
    buf_add_char(out, '{');
    json_write_member(out, "id", dump->entry->id);
    envelope_write_freshness(dump, is_stale, out);
    manifest_write_change(&dump->entry->change, out);
    envelope_write_receipt(served, dump, out);
    json_write_next_key(out, "result");
}

bool answer_dump(const struct served *served, const struct snapshot_dump *dump,
                 const struct route_slots *slots, int64_t now_s,
                 struct arena *arena, struct answer *answer, struct err *err)
{
    struct gzip_part rows;
    struct buf out;

    *answer = (struct answer){.dump = dump};
    answer->is_stale = answer_is_stale(dump->entry, now_s);
    if (answer->is_stale && dump->entry->refuse_when_stale)
        return err_set(err, ERR_BUSY,
                       "%.*s is older than its template allows to be shown: "
                       "regenerate it",
                       STR_ARG(dump->entry->id));
    if (!find_rows(served, dump, slots, arena, answer, &rows, err))
        return false;
    begin_head(&out, arena);
    write_dump_head(served, dump, answer->is_stale, &out);
    add_part(&answer->body, (struct gzip_part){.bytes = buf_str(&out)});
    add_part(&answer->body, rows);
    add_part(&answer->body, closing);
    answer->body.expires_at_s = expiry_of(dump->entry, now_s);
    tag_body(&answer->body);
    return true;
}
