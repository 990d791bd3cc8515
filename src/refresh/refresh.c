#include "refresh/refresh.h"

#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "base/version.h"
#include "base/zone.h"
#include "dump/change.h"
#include "dump/snapshot.h"
#include "query/fields.h"
#include "refresh/entries.h"
#include "refresh/expiry.h"
#include "refresh/restated.h"

enum { INDEX_BYTES_MAX = LAYOUT_OBJECT_BYTES_MAX };

/* One run, while it is under way. */
struct run {
    const struct refresh_request *request;
    struct arena *arena;
    struct refresh_outcome *outcome;
    struct snapshot *before; /* or NULL */
    struct store *store;
    struct format *format;
    const struct plan *plan;
    struct work_result *results;
    struct manifest manifest;
    bool is_index_stale;       /* a dump says something else to the router */
    struct str expiry_cadence; /* the last one asked for, and what it said: */
    int64_t expiry_s; /* most dumps have the same, and zones are slow */
};

static int64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool refresh_today(const struct settings *settings, int64_t now_s,
                   struct date *today, struct err *err)
{
    struct zone *zone = zone_open(settings->time_zone, err);

    if (!zone)
        return false;
    *today = zone_today(zone, now_s);
    zone_close(zone);
    return true;
}

void refresh_check_cadences(const struct catalogue *catalogue,
                            struct report *report)
{
    const struct settings *s = catalogue->settings;
    struct err err = {0};
    int64_t ignored;

    for (size_t i = 0; i < s->cadence_count; i++)
        if (s->cadences[i].when.len > 0 &&
            !expiry_next(s, s->cadences[i].name, 0, &ignored, &err))
            report_error(report, str_from("config/reckoner.yaml"),
                         s->cadences[i].line, s->cadences[i].column, "%s",
                         err.text);
    for (size_t i = 0; i < catalogue->template_count; i++) {
        const struct template *t = catalogue->templates[i];
        if (settings_cadence(s, t->cadence) || fields_is_name(t->cadence))
            continue; /* of an unknown name the catalogue says so */
        if (!expiry_next(s, t->cadence, 0, &ignored, &err))
            report_error(report, t->path, t->cadence_line, t->cadence_column,
                         "%s, or the name of a cadence of the configuration",
                         err.text);
    }
}

/* ---- what the manifest says ---- */

static struct str copy_error(struct run *run, const struct err *err)
{
    struct str text = str_from(err->text);
    size_t bad;

    if (!str_is_utf8(text, &bad))
        text.len = bad;
    return arena_str(run->arena, text);
}

/* True if the last good dump of a failed job may still be served. */
static bool has_old_dump(const struct plan_job *job)
{
    return job->before && str_equal(job->before->id, job->template->id) &&
           strcmp(job->before->template_hash, job->template->hash) == 0;
}

static void add_failure(struct run *run, const struct plan_job *job,
                        const struct work_result *result)
{
    struct str text = copy_error(run, &result->err);
    bool has_old = has_old_dump(job);

    run->outcome->failures[run->outcome->failure_count++] =
        (struct refresh_failure){job->template->id, text, has_old};
    if (has_old) {
        struct manifest_dump *dump =
            &run->manifest.dumps[run->manifest.dump_count++];
        *dump = *job->before;
        dump->error = text;
        dump->error_at_s = run->request->now_s;
        return;
    }
    struct manifest_failure *failure =
        &run->manifest.failures[run->manifest.failure_count++];
    *failure = (struct manifest_failure){
        .id = job->template->id, .error = text, .at_s = run->request->now_s};
    memcpy(failure->template_hash, job->template->hash,
           sizeof(failure->template_hash));
}

/* What tells rows apart: the columns that the template names, or else those
   that name things and times. */
static size_t find_key(const struct template *t, const struct columns *columns,
                       struct arena *arena, struct str **key)
{
    size_t count = 0;

    *key = ARENA_ARRAY(arena, struct str, t->key.count + columns->column_count);
    for (size_t i = 0; i < t->key.count; i++)
        (*key)[count++] = t->key.items[i].text;
    for (uint32_t i = 0; t->key.count == 0 && i < columns->column_count; i++) {
        struct column column = columns_column(columns, i);
        if (column.role == COLUMN_DIMENSION || column.role == COLUMN_TIME)
            (*key)[count++] = column.name;
    }
    return count;
}

static struct manifest_change compare_rows(struct run *run,
                                           const struct plan_job *job,
                                           const struct manifest_dump *made,
                                           const struct columns *before,
                                           const struct columns *after)
{
    struct manifest_change change;
    struct str *key;
    size_t count = find_key(job->template, after, run->arena, &key);

    change = change_between(before, after, key, count);
    change.rows_restated = restated_count(
        &(struct restated_side){job->before, before},
        &(struct restated_side){made, after}, &change, key, count);
    if (change.rows_restated > 0)
        log_event(LOG_WARNING, "dump_restated",
                  (struct log_field[]){log_text("id", job->template->id),
                                       log_int("rows", change.rows_restated),
                                       log_end()});
    return change;
}

/* The columns of before, of a dump whose rows were made again. */
static bool open_columns_before(struct run *run,
                                const struct manifest_dump *before,
                                struct columns *columns, struct err *err)
{
    const struct manifest *m = snapshot_manifest(run->before);

    return snapshot_columns(run->before, (size_t)(before - m->dumps), columns,
                            err);
}

/* What became of the rows. Equal columns hold equal rows, and the old ones
   need not be read. */
static struct manifest_change find_change(struct run *run,
                                          const struct plan_job *job,
                                          const struct manifest_dump *made,
                                          const struct columns *after)
{
    struct columns before;
    struct err err = {0};

    if (!job->before)
        return (struct manifest_change){0};
    if (strcmp(job->before->columns.hash, made->columns.hash) == 0)
        return (struct manifest_change){.is_known = true};
    if (open_columns_before(run, job->before, &before, &err)) {
        if (!entries_are_equal(job->template, &before, after, run->arena))
            run->is_index_stale = true;
        return compare_rows(run, job, made, &before, after);
    }
    log_event(
        LOG_WARNING, "old_dump_damaged",
        (struct log_field[]){log_text("error", str_from(err.text)), log_end()});
    run->is_index_stale = true;
    return (struct manifest_change){0};
}

static bool find_expiry(struct run *run, struct str cadence,
                        int64_t *expires_at_s, struct err *err)
{
    if (run->expiry_cadence.len == 0 ||
        !str_equal(run->expiry_cadence, cadence)) {
        if (!expiry_next(run->request->catalogue->settings, cadence,
                         run->request->now_s, &run->expiry_s, err))
            return false;
        run->expiry_cadence = cadence;
    }
    *expires_at_s = run->expiry_s;
    return true;
}

static bool add_dump(struct run *run, const struct plan_job *job,
                     struct work_result *result, struct err *err)
{
    struct columns columns;

    if (result->state != WORK_SKIPPED) {
        if (!columns_open(buf_str(&result->columns), &columns, err))
            return false;
        result->dump.change = find_change(run, job, &result->dump, &columns);
    }
    run->outcome->restated_count += result->dump.change.rows_restated > 0;
    if (!find_expiry(run, result->dump.cadence, &result->dump.expires_at_s,
                     err))
        return false;
    run->manifest.dumps[run->manifest.dump_count++] = result->dump;
    if (result->state == WORK_UNCHANGED || result->state == WORK_SKIPPED)
        run->outcome->unchanged_count++;
    else
        run->outcome->made_count++;
    return true;
}

static int compare_dumps(const void *a, const void *b)
{
    return str_compare(((const struct manifest_dump *)a)->id,
                       ((const struct manifest_dump *)b)->id);
}

static int compare_failures(const void *a, const void *b)
{
    return str_compare(((const struct manifest_failure *)a)->id,
                       ((const struct manifest_failure *)b)->id);
}

static bool collect_dumps(struct run *run, struct err *err)
{
    const struct plan *plan = run->plan;
    struct manifest *m = &run->manifest;

    m->dumps = ARENA_ARRAY(run->arena, struct manifest_dump,
                           plan->job_count + plan->kept_count);
    m->failures = ARENA_ARRAY(run->arena, struct manifest_failure,
                              plan->job_count + plan->broken_count);
    for (size_t i = 0; i < plan->job_count; i++) {
        if (run->results[i].state == WORK_FAILED ||
            run->results[i].state == WORK_CANCELLED)
            add_failure(run, &plan->jobs[i], &run->results[i]);
        else if (!add_dump(run, &plan->jobs[i], &run->results[i], err))
            return false;
    }
    for (size_t i = 0; i < plan->kept_count; i++)
        m->dumps[m->dump_count++] = *plan->kept[i];
    for (size_t i = 0; i < plan->broken_count; i++)
        m->failures[m->failure_count++] = plan->broken[i];
    if (m->dump_count > 0)
        qsort(m->dumps, m->dump_count, sizeof(m->dumps[0]), compare_dumps);
    if (m->failure_count > 0)
        qsort(m->failures, m->failure_count, sizeof(m->failures[0]),
              compare_failures);
    run->outcome->kept_count = plan->kept_count;
    return true;
}

/* Mistakes in files count as failures of the run, too. */
static void list_mistakes(struct run *run)
{
    const struct plan *plan = run->plan;
    struct refresh_outcome *outcome = run->outcome;

    for (size_t i = 0; i < plan->broken_count; i++)
        outcome->failures[outcome->failure_count++] = (struct refresh_failure){
            plan->broken[i].id, plan->broken[i].error, false};
    for (size_t i = 0; i < plan->kept_count; i++)
        if (plan->kept[i]->error.len > 0 &&
            plan->kept[i]->error_at_s == run->request->now_s)
            outcome->failures[outcome->failure_count++] =
                (struct refresh_failure){plan->kept[i]->id,
                                         plan->kept[i]->error, true};
}

/* ---- the index ---- */

/* The job of this id, or -1: jobs are in order of id. */
static ptrdiff_t find_job(const struct plan *plan, struct str id)
{
    size_t low = 0, high = plan->job_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(plan->jobs[middle].template->id, id);
        if (order == 0)
            return (ptrdiff_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

/* The columns of a dump of the new manifest: just made, or of before. */
static bool columns_of(struct run *run, const struct manifest_dump *dump,
                       struct columns *columns, struct err *err)
{
    ptrdiff_t job = find_job(run->plan, dump->id);
    const struct manifest_dump *old;

    if (job >= 0 && run->results[job].columns.len > 0)
        return columns_open(buf_str(&run->results[job].columns), columns, err);
    old = run->before ? manifest_find(snapshot_manifest(run->before), dump->id)
                      : NULL;
    if (!old)
        return err_set(err, ERR_SYSTEM, "dump %.*s lost its columns",
                       STR_ARG(dump->id));
    return open_columns_before(run, old, columns, err);
}

/* True if the index of before is that of the new manifest, too: it was made by
   this very program, of the same templates, and of columns that say the same
   to the router; those of the dumps that were made again were compared when
   their rows were. */
static bool is_index_current(const struct run *run)
{
    const struct manifest *m = &run->manifest, *before;

    if (!run->before || run->is_index_stale)
        return false;
    before = snapshot_manifest(run->before);
    if (before->index_version != ROUTE_INDEX_VERSION ||
        before->matcher_version != ROUTE_MATCHER_VERSION ||
        !str_is(before->program, VERSION) ||
        strcmp(before->synonyms_hash, run->request->catalogue->synonyms.hash) !=
            0 ||
        before->dump_count != m->dump_count)
        return false;
    for (size_t i = 0; i < m->dump_count; i++)
        if (!str_equal(before->dumps[i].id, m->dumps[i].id) ||
            strcmp(before->dumps[i].template_hash, m->dumps[i].template_hash) !=
                0)
            return false;
    return true;
}

static bool build_index(struct run *run, struct err *err)
{
    struct route_template *templates = ARENA_ARRAY(
        run->arena, struct route_template, run->manifest.dump_count);
    struct buf bytes;
    bool ok;

    for (size_t i = 0; i < run->manifest.dump_count; i++) {
        const struct manifest_dump *dump = &run->manifest.dumps[i];
        const struct template *t =
            catalogue_find(run->request->catalogue, dump->id);
        struct columns columns;
        if (!t)
            return err_set(err, ERR_SYSTEM, "dump %.*s lost its template",
                           STR_ARG(dump->id));
        if (!columns_of(run, dump, &columns, err))
            return false;
        templates[i] = entries_describe(t, &columns, run->arena);
    }
    const struct route_synonyms synonyms =
        entries_synonyms(&run->request->catalogue->synonyms, run->arena);
    buf_init(&bytes, INDEX_BYTES_MAX);
    ok = route_index_build(templates, run->manifest.dump_count, &synonyms,
                           &bytes, err) &&
         store_put(run->store, buf_str(&bytes), LAYOUT_INDEX,
                   &run->manifest.index, err);
    buf_release(&bytes);
    return ok;
}

/* Most runs change numbers, and not what can be asked: then the index of
   before is kept. */
static bool find_index(struct run *run, struct err *err)
{
    if (!is_index_current(run))
        return build_index(run, err);
    run->manifest.index = snapshot_manifest(run->before)->index;
    return true;
}

/* ---- the run ---- */

static void log_failure(const struct refresh_failure *failure)
{
    log_event(LOG_WARNING, "template_failed",
              (struct log_field[]){log_text("id", failure->id),
                                   log_text("error", failure->error),
                                   log_end()});
}

/* A snapshot that cannot be opened does not stop the one that mends it. */
static void open_before(struct run *run)
{
    struct err problem = {0}, err = {0};

    run->before = snapshot_open_outline(run->request->dumps, &problem, &err);
    if (!run->before && err.code != ERR_NOT_FOUND)
        problem = err;
    if (problem.code != ERR_NONE)
        log_event(LOG_WARNING, "old_snapshot_damaged",
                  (struct log_field[]){
                      log_text("error", str_from(problem.text)), log_end()});
}

static bool prepare(struct run *run, struct err *err)
{
    const struct refresh_request *request = run->request;
    const struct settings *settings = request->catalogue->settings;

    run->store = store_open(request->dumps, err);
    if (!run->store)
        return false;
    if (!request->is_history)
        open_before(run);
    run->format = format_open(settings->locale, settings->currency, err);
    if (!run->format)
        return false;
    run->plan = plan_make(request->catalogue, request->report,
                          run->before ? snapshot_manifest(run->before) : NULL,
                          &request->scope, request->now_s, run->arena, err);
    if (!run->plan)
        return false;
    run->results =
        ARENA_ARRAY(run->arena, struct work_result, run->plan->job_count);
    run->outcome->failures = ARENA_ARRAY(
        run->arena, struct refresh_failure,
        run->plan->job_count + run->plan->broken_count + run->plan->kept_count);
    return true;
}

static void do_work(struct run *run)
{
    const struct refresh_request *request = run->request;
    struct work work = {
        .catalogue = request->catalogue,
        .plan = run->plan,
        .format = run->format,
        .store = run->store,
        .as_of = request->as_of,
        .now_s = request->now_s,
        .progress = request->progress,
        .progress_context = request->progress_context,
        .is_cancelled = request->is_cancelled,
    };
    work_run(&work, run->results);
}

static bool is_cancelled(const struct run *run)
{
    return run->request->is_cancelled &&
           atomic_load(run->request->is_cancelled);
}

/* The slots of before, with this run's in its place. */
static void list_slots(struct run *run)
{
    const struct manifest *before =
        run->before ? snapshot_manifest(run->before) : NULL;
    const struct manifest_slot *own = &run->request->slot;
    size_t count = before ? before->slot_count : 0, next = 0;
    struct manifest *m = &run->manifest;
    bool is_placed = own->job.len == 0;

    m->slots = ARENA_ARRAY(run->arena, struct manifest_slot, count + 1);
    for (size_t i = 0; i < count; i++) {
        int order =
            is_placed ? -1 : str_compare(before->slots[i].job, own->job);
        if (order >= 0) {
            m->slots[next++] = *own;
            is_placed = true;
        }
        if (order != 0)
            m->slots[next++] = before->slots[i];
    }
    if (!is_placed)
        m->slots[next++] = *own;
    m->slot_count = next;
}

struct sweep_keep refresh_keep(const struct settings *s)
{
    return (struct sweep_keep){s->keep_snapshots, s->keep_daily, s->keep_weekly,
                               s->keep_monthly};
}

static bool store_manifest(struct run *run, struct err *err)
{
    const struct refresh_request *request = run->request;
    struct store_tidying tidying = {
        .keep = refresh_keep(request->catalogue->settings),
        .before = run->before ? snapshot_manifest(run->before) : NULL,
    };
    struct err aftermath = {0};

    if (request->is_history)
        return store_publish_history(run->store, &run->manifest, err);
    if (!store_publish(run->store, &run->manifest, &tidying, &aftermath, err))
        return false;
    run->outcome->snapshot = run->manifest.number;
    if (aftermath.code != ERR_NONE)
        run->outcome->warning = arena_str(run->arena, str_from(aftermath.text));
    return true;
}

static bool publish(struct run *run, struct err *err)
{
    const struct refresh_request *request = run->request;
    struct manifest *m = &run->manifest;

    m->run_key = request->run_key;
    m->as_of = request->as_of;
    m->started_at_s = request->now_s;
    m->finished_at_s = (int64_t)time(NULL);
    m->program = str_from(VERSION);
    m->index_version = ROUTE_INDEX_VERSION;
    m->matcher_version = ROUTE_MATCHER_VERSION;
    memcpy(m->synonyms_hash, request->catalogue->synonyms.hash,
           sizeof(m->synonyms_hash));
    m->forwards = run->plan->forwards;
    m->forward_count = run->plan->forward_count;
    m->deleted = run->plan->deleted;
    m->deleted_count = run->plan->deleted_count;
    list_slots(run);
    return store_manifest(run, err);
}

/* True if every template that was asked for failed. */
static bool have_all_failed(const struct run *run)
{
    size_t asked = 0;

    for (size_t i = 0; i < run->plan->job_count; i++) {
        if (run->results[i].state != WORK_FAILED)
            return false;
        asked += run->plan->jobs[i].is_asked_for;
    }
    return asked > 0;
}

static bool finish(struct run *run, struct err *err)
{
    if (is_cancelled(run))
        return err_set(err, ERR_BUSY,
                       "the run was cancelled; nothing is published");
    if (!store_can_publish(run->store, err))
        return false;
    if (run->request->holds_if_all_failed && have_all_failed(run))
        return err_set(err, ERR_UPSTREAM, "all templates failed: %s",
                       run->results[0].err.text);
    if (!collect_dumps(run, err) || !find_index(run, err))
        return false;
    list_mistakes(run);
    for (size_t i = 0; i < run->outcome->failure_count; i++)
        log_failure(&run->outcome->failures[i]);
    if (run->request->is_test)
        return true;
    if (run->manifest.dump_count == 0)
        return err_set(err, ERR_UPSTREAM,
                       "no template gave a dump; nothing is published");
    return publish(run, err);
}

bool refresh_run(const struct refresh_request *request, struct arena *arena,
                 struct refresh_outcome *outcome, struct err *err)
{
    struct run run = {.request = request, .arena = arena, .outcome = outcome};
    int64_t started_ms = clock_ms();
    bool ok;

    *outcome = (struct refresh_outcome){0};
    ok = prepare(&run, err);
    if (ok) {
        do_work(&run);
        ok = finish(&run, err);
        work_results_release(run.results, run.plan->job_count);
    }
    outcome->duration_ms = clock_ms() - started_ms;
    if (run.format)
        format_close(run.format);
    if (run.before)
        snapshot_release(run.before);
    if (run.store)
        store_close(run.store);
    return ok;
}
