/*
 * refresh.h - one run: from the catalogue to the published snapshot.
 *
 *     struct refresh_request request = {.project = ".", ...};
 *     struct refresh_outcome outcome;
 *     if (!refresh_run(&request, arena, &outcome, &err)) ... nothing published
 *
 * A template that fails does not stop the others: it is named in the outcome,
 * and keeps its last good dump if its file is the same. A run publishes
 * everything it made, or nothing.
 */
#ifndef REFRESH_REFRESH_H
#define REFRESH_REFRESH_H

#include "refresh/work.h"

struct refresh_request {
    const struct catalogue *catalogue;
    const struct report *report; /* the mistakes found while loading it */
    const char *dumps;           /* the folder */
    struct plan_scope scope;
    struct date as_of;
    int64_t now_s;             /* the run's start; stands in the manifest */
    struct str run_key;        /* what this run is; unique */
    struct manifest_slot slot; /* the slot it stands for; job "" if none */
    bool is_history;           /* for a past day: what is current stays */
    bool holds_if_all_failed;  /* then publish nothing: it is tried again */
    bool is_test;              /* make everything, publish nothing */
    work_progress_fn *progress;
    void *progress_context;
    const atomic_bool *is_cancelled;
};

struct refresh_failure {
    struct str id;
    struct str error;
    bool has_old_dump; /* the last good dump is still served */
};

struct refresh_outcome {
    int64_t snapshot; /* its number; 0 if nothing was published */
    size_t made_count, unchanged_count, kept_count;
    size_t restated_count; /* dumps of which a closed period changed */
    struct refresh_failure *failures;
    size_t failure_count;
    struct str warning; /* of what is tidied after publication; or empty */
    int64_t duration_ms;
};

/* The day it is in the project's zone. */
MUST_CHECK bool refresh_today(const struct settings *settings, int64_t now_s,
                              struct date *today, struct err *err);

/* Checks that every cadence in the catalogue can be read; adds mistakes to the
   report. */
void refresh_check_cadences(const struct catalogue *catalogue,
                            struct report *report);

/* What of the past is kept, as the settings say. */
struct sweep_keep refresh_keep(const struct settings *settings);

MUST_CHECK bool refresh_run(const struct refresh_request *request,
                            struct arena *arena,
                            struct refresh_outcome *outcome, struct err *err);

#endif
