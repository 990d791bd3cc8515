#include "cli/serving.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "answer/ahead.h"
#include "answer/current.h"
#include "base/log.h"
#include "base/service.h"
#include "cli/scheduling.h"
#include "http/app.h"
#include "http/listener.h"
#include "http/server.h"

enum {
    LOG_WAIT_MS = 200,  /* at most, for a line of the log */
    OTHER_FILES = 512,  /* beside the connections: of snapshots, and of those
                           that are being refused */
    AHEAD_PAUSE_MS = 2, /* between steps, which take less: requests go first */
};

static bool read_port(const char *text, uint16_t *port, struct err *err)
{
    int64_t number;

    if (!text)
        return true;
    if (!str_to_int(str_from(text), 0, UINT16_MAX, &number))
        return err_set(err, ERR_INPUT, "--port takes a number from 0 to 65535");
    *port = (uint16_t)number;
    return true;
}

static struct server_settings make_settings(const struct settings *s,
                                            const struct serving_options *o,
                                            struct app *app)
{
    struct server_settings settings = server_settings_default();

    settings.address = o->address ? o->address : s->address.ptr;
    settings.port = (uint16_t)s->port;
    settings.listen_fd = listener_passed();
    settings.allow_remote = s->allow_remote;
    settings.host_names = s->hosts;
    settings.host_name_count = s->host_count;
    settings.workers = (size_t)s->workers;
    settings.connection_bytes = (size_t)s->max_header_bytes;
    settings.body_bytes_max = (size_t)s->max_body_bytes;
    settings.sending_bytes_max = (size_t)s->max_sending_bytes;
    settings.limits.count_max = (size_t)s->max_connections;
    settings.limits.count_per_address_max =
        (size_t)s->max_connections_per_address;
    settings.limits.idle_ms = (int)s->idle_timeout_ms;
    settings.limits.header_ms = (int)s->header_timeout_ms;
    settings.limits.request_ms = (int)s->request_timeout_ms;
    settings.routes = routes_table();
    settings.app = app;
    settings.metrics = app->metrics;
    settings.log_status_min = str_is(s->log_requests, "problems") ? 400 : 0;
    return settings;
}

/* Each connection is an open file. Who is one too many shall be told so, which
   takes one more. */
static void fit_connections(struct connections_limits *limits)
{
    size_t wanted = limits->count_max + OTHER_FILES;
    size_t allowed = service_allow_files(wanted);

    if (allowed == wanted)
        return;
    limits->count_max =
        allowed > 2 * OTHER_FILES ? allowed - OTHER_FILES : allowed / 2;
    log_event(LOG_WARNING, "too_few_open_files",
              (struct log_field[]){
                  log_int("open_files", (int64_t)allowed),
                  log_int("max_connections", (int64_t)limits->count_max),
                  log_end()});
}

static void announce(const struct invocation *call,
                     const struct server_settings *settings,
                     struct server *server)
{
    unsigned port = server_port(server);
    bool is_v6 = strchr(settings->address, ':') != NULL;

    printf("listening on http://%s%s%s:%u\n", is_v6 ? "[" : "",
           settings->address, is_v6 ? "]" : "", port);
    if (call->out_is_terminal)
        printf("try: curl -G http://127.0.0.1:%u/api/query --data-urlencode "
               "\"q=...\"   (Ctrl-C stops)\n",
               port);
    fflush(stdout);
}

/* True if there is more to be made ahead. */
static bool make_ahead(struct ahead *ahead, struct current *current)
{
    struct served *served = current_get(current);
    bool has_more = served && ahead_step(ahead, served, app_now_s());

    served_release(served);
    return has_more;
}

/* Waits for the end; between, looks for new snapshots, makes answers ahead and
   writes the log. */
static void wait_and_refresh(struct current *current, const sigset_t *ends,
                             int64_t poll_ms)
{
    int64_t longest_ms = poll_ms < LOG_WAIT_MS ? poll_ms : LOG_WAIT_MS;
    int64_t step_ms = AHEAD_PAUSE_MS, waited_ms = 0;
    struct ahead *ahead = ahead_new();
    struct timespec pause = {.tv_nsec = AHEAD_PAUSE_MS * 1000000};

    while (sigtimedwait(ends, NULL, &pause) < 0) {
        if (errno != EAGAIN)
            continue;
        waited_ms += step_ms;
        if (waited_ms >= poll_ms)
            current_refresh(current);
        waited_ms %= poll_ms;
        step_ms = make_ahead(ahead, current) ? AHEAD_PAUSE_MS : longest_ms;
        pause.tv_nsec = (long)step_ms * 1000000;
        log_flush();
    }
    ahead_free(ahead);
}

static int serve(struct invocation *call, const struct settings *settings,
                 const struct serving_options *options, struct app *app,
                 const sigset_t *ends)
{
    struct server_settings server_settings =
        make_settings(settings, options, app);
    struct err err = {0};
    struct server *server;

    if (!read_port(options->port, &server_settings.port, &err))
        return command_fail(&err);
    fit_connections(&server_settings.limits);
    server = server_start(&server_settings, &err);
    if (!server)
        return command_fail(&err);
    announce(call, &server_settings, server);
    service_notify("READY=1");
    wait_and_refresh(app->current, ends, settings->snapshot_poll_ms);
    service_notify("STOPPING=1");
    log_event(LOG_INFO, "stopping", (struct log_field[]){log_end()});
    server_stop(server, (int)settings->stop_timeout_ms);
    return EXIT_DONE;
}

int serving_run(struct invocation *call, const struct project *project,
                const struct serving_options *options)
{
    const struct settings *settings = project->catalogue->settings;
    struct served_project served_project;
    struct app app = {.catalogue = project->catalogue,
                      .state_path = SCHEDULING_STATE,
                      .dumps = "dumps",
                      .started_at_s = (int64_t)time(NULL)};
    struct err err = {0};
    sigset_t ends;
    int code;

    /* Blocked before any thread is made, so that all inherit it. */
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    if (!served_project_open(&served_project, settings, &err))
        return command_fail(&err);
    app.metrics = metrics_new(routes_table());
    app.current = current_open("dumps", &served_project);
    metrics_add_writer(app.metrics, app_write_metrics, &app);
    log_gather(true);
    code = serve(call, settings, options, &app, &ends);
    log_gather(false);
    current_close(app.current);
    metrics_free(app.metrics);
    served_project_close(&served_project);
    return code;
}
