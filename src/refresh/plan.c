#include "refresh/plan.h"

#include <stdlib.h>

#include "base/map.h"

static const char no_hash[CRYPTO_SHA256_HEX + 1] =
    "0000000000000000000000000000000000000000000000000000000000000000";

struct planner {
    const struct catalogue *catalogue;
    const struct manifest *before;
    const struct plan_scope *scope;
    struct arena *arena;
    struct plan *plan;
    struct map mistakes; /* id -> index into the report */
    const struct report *report;
    int64_t now_s;
};

/* "queries/a/b.sql" -> "a/b"; empty if it is no template. */
static struct str id_of_path(struct str path)
{
    struct str id = path, rest;

    if (!str_ends_with(path, ".sql"))
        return (struct str){"", 0};
    id.len -= strlen(".sql");
    for (rest = id; str_find(rest, str_from("queries/")) >= 0;) {
        rest = str_skip(rest, (size_t)str_find(rest, str_from("queries/")) +
                                  strlen("queries/"));
        id = rest;
    }
    return id;
}

static void find_mistakes(struct planner *p)
{
    for (size_t i = 0; i < p->report->count; i++) {
        struct str id = id_of_path(p->report->items[i].file);
        if (!p->report->items[i].is_warning && id.len > 0)
            map_add(&p->mistakes, id, (uint32_t)i, NULL);
    }
}

static bool is_in_scope(const struct planner *p, const struct template *t)
{
    if (p->scope->template_id.len > 0)
        return str_equal(t->id, p->scope->template_id);
    if (p->scope->cadence.len > 0)
        return str_equal(t->cadence, p->scope->cadence);
    return p->scope->category.len == 0 ||
           str_equal(t->category, p->scope->category);
}

/* The dump of a template in the snapshot before, under its id or an old one. */
static const struct manifest_dump *find_before(const struct planner *p,
                                               const struct template *t)
{
    const struct manifest_dump *dump = NULL;

    if (!p->before)
        return NULL;
    dump = manifest_find(p->before, t->id);
    for (size_t i = 0; !dump && i < t->formerly.count; i++)
        dump = manifest_find(p->before, t->formerly.items[i].text);
    return dump;
}

static bool is_unchanged(const struct template *t,
                         const struct manifest_dump *before)
{
    return before && str_equal(before->id, t->id) &&
           strcmp(before->template_hash, t->hash) == 0;
}

static void keep(struct planner *p, const struct manifest_dump *dump)
{
    p->plan->kept[p->plan->kept_count++] = dump;
}

static void keep_with_error(struct planner *p, const struct manifest_dump *dump,
                            struct str error)
{
    struct manifest_dump *copy = ARENA_NEW(p->arena, struct manifest_dump);

    *copy = *dump;
    copy->error = error;
    copy->error_at_s = p->now_s;
    keep(p, copy);
}

static void plan_template(struct planner *p, const struct template *t)
{
    const struct manifest_dump *before = find_before(p, t);
    uint32_t mistake = map_get(&p->mistakes, t->id);

    if (mistake != MAP_NONE) {
        if (is_unchanged(t, before))
            keep_with_error(p, before, p->report->items[mistake].text);
        return;
    }
    if (!is_in_scope(p, t) && is_unchanged(t, before)) {
        keep(p, before);
        return;
    }
    p->plan->jobs[p->plan->job_count++] =
        (struct plan_job){t, before, is_in_scope(p, t)};
}

static bool is_kept(const struct plan *plan, struct str id)
{
    for (size_t i = 0; i < plan->kept_count; i++)
        if (str_equal(plan->kept[i]->id, id))
            return true;
    return false;
}

static int compare_failures(const void *a, const void *b)
{
    return str_compare(((const struct manifest_failure *)a)->id,
                       ((const struct manifest_failure *)b)->id);
}

static void list_broken(struct planner *p)
{
    struct plan *plan = p->plan;

    plan->broken =
        ARENA_ARRAY(p->arena, struct manifest_failure, p->mistakes.count);
    for (uint32_t i = 0; i < p->mistakes.count; i++) {
        const struct map_entry *entry = &p->mistakes.entries[i];
        struct manifest_failure *failure = &plan->broken[plan->broken_count];
        if (is_kept(plan, entry->key))
            continue;
        failure->id = entry->key;
        failure->error = report_line(&p->report->items[entry->value], p->arena);
        failure->at_s = p->now_s;
        memcpy(failure->template_hash, no_hash, sizeof(no_hash));
        plan->broken_count++;
    }
    if (plan->broken_count > 0)
        qsort(plan->broken, plan->broken_count, sizeof(plan->broken[0]),
              compare_failures);
}

static bool is_alive(const struct planner *p, struct str id)
{
    return catalogue_find(p->catalogue, id) ||
           map_get(&p->mistakes, id) != MAP_NONE;
}

/* Who says that it was called `id` before. */
static struct str heir_of(const struct planner *p, struct str id)
{
    for (size_t i = 0; i < p->catalogue->template_count; i++) {
        const struct template *t = p->catalogue->templates[i];
        for (size_t j = 0; j < t->formerly.count; j++)
            if (str_equal(t->formerly.items[j].text, id))
                return t->id;
    }
    return (struct str){"", 0};
}

static void add_forwards(struct planner *p)
{
    size_t count = 0, next = 0;

    for (size_t i = 0; i < p->catalogue->template_count; i++)
        count += p->catalogue->templates[i]->formerly.count;
    p->plan->forwards = ARENA_ARRAY(p->arena, struct manifest_forward, count);
    for (size_t i = 0; i < p->catalogue->template_count; i++) {
        const struct template *t = p->catalogue->templates[i];
        for (size_t j = 0; j < t->formerly.count; j++)
            p->plan->forwards[next++] = (struct manifest_forward){
                .from = t->formerly.items[j].text, .to = t->id};
    }
    p->plan->forward_count = next;
}

static void add_deleted(struct planner *p, struct str id)
{
    if (is_alive(p, id) || heir_of(p, id).len > 0)
        return;
    for (size_t i = 0; i < p->plan->deleted_count; i++)
        if (str_equal(p->plan->deleted[i], id))
            return;
    p->plan->deleted[p->plan->deleted_count++] = id;
}

static int compare_strs(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static void list_deleted(struct planner *p)
{
    const struct manifest *m = p->before;

    if (!m)
        return;
    p->plan->deleted =
        ARENA_ARRAY(p->arena, struct str,
                    m->deleted_count + m->dump_count + m->forward_count);
    for (size_t i = 0; i < m->deleted_count; i++)
        add_deleted(p, m->deleted[i]);
    for (size_t i = 0; i < m->dump_count; i++)
        add_deleted(p, m->dumps[i].id);
    for (size_t i = 0; i < m->forward_count; i++)
        add_deleted(p, m->forwards[i].from);
    if (p->plan->deleted_count > 0)
        qsort(p->plan->deleted, p->plan->deleted_count, sizeof(struct str),
              compare_strs);
}

static bool is_scope_known(const struct planner *p, struct err *err)
{
    struct str nearest;

    for (size_t i = 0; i < p->catalogue->template_count; i++)
        if (is_in_scope(p, p->catalogue->templates[i]))
            return true;
    if (p->scope->category.len > 0)
        return err_set(err, ERR_NOT_FOUND, "there is no category \"%.*s\"",
                       STR_ARG(p->scope->category));
    if (p->scope->cadence.len > 0)
        return err_set(err, ERR_NOT_FOUND,
                       "there is no template with the cadence \"%.*s\"",
                       STR_ARG(p->scope->cadence));
    if (p->scope->template_id.len == 0)
        return true;
    nearest = catalogue_nearest(p->catalogue, p->scope->template_id);
    return err_set(err, ERR_NOT_FOUND, "there is no template \"%.*s\"%s%.*s%s",
                   STR_ARG(p->scope->template_id),
                   nearest.len > 0 ? ": did you mean \"" : "", STR_ARG(nearest),
                   nearest.len > 0 ? "\"?" : "");
}

const struct plan *plan_make(const struct catalogue *catalogue,
                             const struct report *report,
                             const struct manifest *before,
                             const struct plan_scope *scope, int64_t now_s,
                             struct arena *arena, struct err *err)
{
    struct planner p = {.catalogue = catalogue,
                        .before = before,
                        .scope = scope,
                        .arena = arena,
                        .report = report,
                        .now_s = now_s};

    if (!is_scope_known(&p, err))
        return NULL;
    p.plan = ARENA_NEW(arena, struct plan);
    p.plan->jobs =
        ARENA_ARRAY(arena, struct plan_job, catalogue->template_count);
    p.plan->kept = ARENA_ARRAY(arena, const struct manifest_dump *,
                               catalogue->template_count);
    map_init(&p.mistakes);
    find_mistakes(&p);
    for (size_t i = 0; i < catalogue->template_count; i++)
        plan_template(&p, catalogue->templates[i]);
    list_broken(&p);
    add_forwards(&p);
    list_deleted(&p);
    map_release(&p.mistakes);
    return p.plan;
}
