/*
 * asked_run.h - what POST /api/regenerate asks for, and whether it makes sense.
 */
#ifndef HTTP_ASKED_RUN_H
#define HTTP_ASKED_RUN_H

#include "http/app.h"
#include "scheduler/run_store.h"

/* Reads the body. Names of templates and categories are looked for among the
   files that were there when the server began. */
MUST_CHECK bool asked_run_read(const struct app *app,
                               const struct http_request *request,
                               struct run_scope *scope, struct err *err);

/* ERR_NOT_FOUND for a cadence that neither the scheduler nor a dump knows. */
MUST_CHECK bool asked_run_check_cadence(const struct app *app,
                                        struct run_store *store,
                                        const struct run_scope *scope,
                                        struct arena *arena, struct err *err);

#endif
