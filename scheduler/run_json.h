/*
 * run_json.h - runs, results and how jobs stand, as JSON: the same on the
 * command line and over HTTP.
 */
#ifndef SCHEDULER_RUN_JSON_H
#define SCHEDULER_RUN_JSON_H

#include "base/buf.h"
#include "scheduler/run_store.h"

/* {"id":17,"state":"running",...}, without `templates`. */
void run_json_write(const struct run *run, struct buf *out);
void run_json_write_result(const struct run_result *result, struct buf *out);

/* {"cadence":"daily","when":...,"late":false,...} */
void run_json_write_standing(const struct run_standing *standing, int64_t now_s,
                             struct buf *out);

/* {"alive":true,...} */
void run_json_write_heartbeat(const struct run_heartbeat *heartbeat,
                              int64_t now_s, struct buf *out);

/* Seconds by which a job is late: its oldest slot that is not done, whether it
   was planned or not; 0 while that is no more than a moment ago. */
int64_t run_json_lateness_s(const struct run_standing *standing, int64_t now_s);

#endif
