#include "scheduler/run_json.h"

#include "base/json_write.h"
#include "scheduler/worker.h"

static void write_text(const char *name, struct str text, struct buf *out)
{
    if (text.len > 0)
        json_write_member(out, name, text);
}

static void write_scope(const struct run_scope *scope, struct buf *out)
{
    json_write_open(out, "scope", '{');
    write_text("category", scope->category, out);
    write_text("template", scope->template_id, out);
    write_text("cadence", scope->cadence, out);
    write_text(scope->history_until.len > 0 ? "from" : "as_of", scope->as_of,
               out);
    write_text("to", scope->history_until, out);
    buf_add_char(out, '}');
}

static void write_times(const struct run *run, struct buf *out)
{
    json_write_member_time(out,
                           run->is_request ? "requested_at" : "scheduled_at",
                           run->scheduled_s);
    if (run->state == RUN_SKIPPED)
        json_write_member_time(out, "skipped_since", run->skipped_from_s);
    if (run->state == RUN_QUEUED)
        json_write_member_time(out, "not_before", run->not_before_s);
    json_write_member_time(out, "started_at", run->started_s);
    json_write_member_time(out, "finished_at",
                           run_state_is_over(run->state) ? run->finished_s : 0);
    json_write_member_int(out, "duration_ms", run->duration_ms);
    json_write_member_int(out, "attempt", run->attempt);
}

void run_json_write(const struct run *run, struct buf *out)
{
    buf_add_char(out, '{');
    json_write_member_int(out, "id", run->id);
    json_write_member(out, "job", run->job);
    json_write_member(out, "state", str_from(run_state_name(run->state)));
    write_scope(&run->scope, out);
    write_times(run, out);
    json_write_next_key(out, "snapshot");
    if (run->snapshot > 0)
        json_write_int(out, run->snapshot);
    else
        buf_add_text(out, "null");
    json_write_member_int(out, "templates_done", run->done_count);
    json_write_member_int(out, "templates_total", run->total_count);
    json_write_member_int(out, "made", run->made);
    json_write_member_int(out, "unchanged", run->unchanged);
    json_write_member_int(out, "kept", run->kept);
    json_write_member_int(out, "failed", run->failed);
    if (run->cancel_wanted)
        json_write_member_bool(out, "cancel_wanted", true);
    write_text("error", run->error, out);
    buf_add_char(out, '}');
}

void run_json_write_result(const struct run_result *result, struct buf *out)
{
    buf_add_char(out, '{');
    json_write_member(out, "template", result->template_id);
    json_write_member(out, "state",
                      str_from(run_result_state_name(result->state)));
    json_write_member_int(out, "rows", result->rows);
    json_write_member_int(out, "bytes", result->bytes);
    json_write_member_int(out, "duration_ms", result->duration_ms);
    write_text("error", result->error, out);
    buf_add_char(out, '}');
}

int64_t run_json_lateness_s(const struct run_standing *standing, int64_t now_s)
{
    int64_t due_s = standing->late_since_s;

    if (due_s == 0 || (standing->next_s > 0 && standing->next_s < due_s))
        due_s = standing->next_s;
    return due_s > 0 && now_s - due_s > PLANNER_ON_TIME_S ? now_s - due_s : 0;
}

void run_json_write_standing(const struct run_standing *standing, int64_t now_s,
                             struct buf *out)
{
    int64_t late_s = run_json_lateness_s(standing, now_s);

    buf_add_char(out, '{');
    json_write_member(out, "cadence", standing->name);
    json_write_member(out, "when", standing->when);
    json_write_member(out, "zone", standing->zone);
    json_write_member_time(out, "next_at", standing->next_s);
    json_write_member_time(out, "last_published_slot", standing->last_slot_s);
    json_write_member_bool(out, "late", late_s > 0);
    json_write_member_int(out, "late_s", late_s);
    if (standing->last_run_id > 0) {
        json_write_member_int(out, "last_run", standing->last_run_id);
        json_write_member(out, "last_state",
                          str_from(run_state_name(standing->last_state)));
    }
    write_text("last_error", standing->last_error, out);
    buf_add_char(out, '}');
}

void run_json_write_heartbeat(const struct run_heartbeat *heartbeat,
                              int64_t now_s, struct buf *out)
{
    buf_add_char(out, '{');
    json_write_member_bool(out, "alive", worker_is_alive(heartbeat, now_s));
    json_write_member_time(out, "started_at", heartbeat->started_s);
    json_write_member_time(out, "heartbeat_at", heartbeat->beat_s);
    write_text("problem", heartbeat->problem, out);
    buf_add_char(out, '}');
}
