#include "scheduler/run_json.h"

#include "base/json_write.h"
#include "scheduler/worker.h"

static void write_time(const char *name, int64_t time_s, struct buf *out)
{
    char text[DATE_TIME_TEXT_SIZE];

    json_write_comma(out);
    json_write_key(out, name);
    if (time_s == 0)
        buf_add_text(out, "null");
    else
        json_write_string(out, str_from(date_format_time(time_s, text)));
}

static void write_text(const char *name, struct str text, struct buf *out)
{
    if (text.len > 0)
        json_write_member(out, name, text);
}

static void write_scope(const struct run_scope *scope, struct buf *out)
{
    json_write_comma(out);
    json_write_key(out, "scope");
    buf_add_char(out, '{');
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
    write_time(run->is_request ? "requested_at" : "scheduled_at",
               run->scheduled_s, out);
    if (run->state == RUN_SKIPPED)
        write_time("skipped_since", run->skipped_from_s, out);
    if (run->state == RUN_QUEUED)
        write_time("not_before", run->not_before_s, out);
    write_time("started_at", run->started_s, out);
    write_time("finished_at",
               run_state_is_over(run->state) ? run->finished_s : 0, out);
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
    json_write_comma(out);
    json_write_key(out, "snapshot");
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
    write_time("next_at", standing->next_s, out);
    write_time("last_published_slot", standing->last_slot_s, out);
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
    write_time("started_at", heartbeat->started_s, out);
    write_time("heartbeat_at", heartbeat->beat_s, out);
    write_text("problem", heartbeat->problem, out);
    buf_add_char(out, '}');
}
