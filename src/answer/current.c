#include "answer/current.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"

/* How often what was refused for its bytes is looked at again: somebody may
   have restored them. What could not be read at all is tried each time. */
enum { POLLS_BEFORE_RETRY = 60 };

struct current {
    const char *dumps;
    const struct served_project *project;
    pthread_mutex_t mutex; /* guards served and problem */
    struct served *served;
    struct err problem;
    struct layout_head tried; /* the HEAD that was looked at last; 0: none yet,
                                 -1: one that could not be read */
    int polls;                /* since then */
    pthread_mutex_t refreshing;
};

struct served *current_get(struct current *current)
{
    struct served *served;

    pthread_mutex_lock(&current->mutex);
    served = current->served ? served_retain(current->served) : NULL;
    pthread_mutex_unlock(&current->mutex);
    return served;
}

bool current_problem(struct current *current, struct err *problem)
{
    bool has_problem;

    pthread_mutex_lock(&current->mutex);
    *problem = current->problem;
    has_problem = current->problem.code != ERR_NONE;
    pthread_mutex_unlock(&current->mutex);
    return has_problem;
}

/* Puts `served` (or what was there, if NULL) and the problem in place. */
static void swap(struct current *current, struct served *served,
                 const struct err *problem)
{
    struct served *old = NULL;

    pthread_mutex_lock(&current->mutex);
    if (served) {
        old = current->served;
        current->served = served;
    }
    current->problem = *problem;
    pthread_mutex_unlock(&current->mutex);
    served_release(old);
}

static void log_outcome(const struct served *served, const struct err *problem)
{
    if (served)
        log_event(
            LOG_INFO, "snapshot_served",
            (struct log_field[]){
                log_int("number", snapshot_manifest(served->snapshot)->number),
                log_int("dumps", (int64_t)snapshot_count(served->snapshot)),
                log_end()});
    if (problem->code != ERR_NONE)
        log_event(LOG_ERROR, "snapshot_refused",
                  (struct log_field[]){
                      log_text("error", str_from(problem->text)), log_end()});
}

/* At the start any whole snapshot is better than none; later the one that is
   served is, and only a newer one replaces it. */
static struct snapshot *open_snapshot(struct current *current,
                                      struct served *old, struct err *problem)
{
    struct err err = {0};
    struct snapshot *snapshot;

    if (old) {
        snapshot = snapshot_open(current->dumps, old->snapshot, &err);
        if (!snapshot)
            *problem = err;
        return snapshot;
    }
    snapshot = snapshot_open_whole(current->dumps, problem, &err);
    if (!snapshot)
        *problem = err;
    return snapshot;
}

static bool take_up(struct current *current)
{
    struct served *old = current_get(current), *served = NULL;
    struct err problem = {0}, err = {0}, before;
    struct snapshot *snapshot = open_snapshot(current, old, &problem);
    bool is_told;

    if (snapshot) {
        served = served_open(snapshot, current->project, &err);
        if (!served)
            problem = err;
        else
            served->problem = problem;
    }
    is_told = current_problem(current, &before) &&
              strcmp(before.text, problem.text) == 0;
    swap(current, served, &problem);
    if (!is_told)
        log_outcome(served, &problem);
    served_release(old);
    return served != NULL;
}

/* True if HEAD moved since it was looked at last, or what it names was refused
   and it is time to look again. */
static bool is_due(struct current *current)
{
    struct layout_head head = {0};
    struct err err = {0}, problem;
    bool has_head = layout_read_head(current->dumps, &head, &err);
    bool is_same;

    if (!has_head && err.code == ERR_NOT_FOUND && current->tried.number == 0)
        return false;
    if (!has_head)
        head.number = -1;
    is_same = head.number == current->tried.number &&
              strcmp(head.checksum, current->tried.checksum) == 0;
    current->tried = head;
    if (is_same && !current_problem(current, &problem))
        return false;
    if (is_same && problem.code == ERR_CORRUPT &&
        ++current->polls < POLLS_BEFORE_RETRY)
        return false;
    current->polls = 0;
    return true;
}

bool current_refresh(struct current *current)
{
    bool changed;

    pthread_mutex_lock(&current->refreshing);
    changed = is_due(current) && take_up(current);
    pthread_mutex_unlock(&current->refreshing);
    return changed;
}

struct current *current_open(const char *dumps,
                             const struct served_project *project)
{
    struct current *current = MEMORY_NEW(struct current);

    current->dumps = dumps;
    current->project = project;
    pthread_mutex_init(&current->mutex, NULL);
    pthread_mutex_init(&current->refreshing, NULL);
    if (!current_refresh(current) && current->problem.code == ERR_NONE)
        err_set(&current->problem, ERR_NOT_FOUND,
                "nothing is published yet: run `reckoner regenerate`");
    return current;
}

void current_close(struct current *current)
{
    served_release(current->served);
    pthread_mutex_destroy(&current->refreshing);
    pthread_mutex_destroy(&current->mutex);
    free(current);
}
