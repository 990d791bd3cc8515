#include "http/helpers.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"

struct job {
    helper_fn *run;
    void *context;
};

struct helpers {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct job *jobs; /* a ring */
    size_t first, count, capacity;
    bool is_stopping;
    pthread_t *threads;
    size_t thread_count;
};

static void *run_helper(void *argument)
{
    struct helpers *helpers = argument;

    pthread_mutex_lock(&helpers->lock);
    while (helpers->count > 0 || !helpers->is_stopping) {
        if (helpers->count == 0) {
            pthread_cond_wait(&helpers->changed, &helpers->lock);
            continue;
        }
        struct job job = helpers->jobs[helpers->first];
        helpers->first = (helpers->first + 1) % helpers->capacity;
        helpers->count--;
        pthread_mutex_unlock(&helpers->lock);
        job.run(job.context);
        pthread_mutex_lock(&helpers->lock);
    }
    pthread_mutex_unlock(&helpers->lock);
    return NULL;
}

struct helpers *helpers_new(size_t thread_count, size_t queue_max)
{
    struct helpers *helpers = MEMORY_NEW(struct helpers);

    helpers->jobs = memory_array(queue_max, sizeof(*helpers->jobs));
    helpers->threads = memory_array(thread_count, sizeof(*helpers->threads));
    helpers->capacity = queue_max;
    helpers->thread_count = thread_count;
    pthread_mutex_init(&helpers->lock, NULL);
    pthread_cond_init(&helpers->changed, NULL);
    for (size_t i = 0; i < thread_count; i++)
        if (pthread_create(&helpers->threads[i], NULL, run_helper, helpers))
            abort();
    return helpers;
}

void helpers_free(struct helpers *helpers)
{
    if (!helpers)
        return;
    pthread_mutex_lock(&helpers->lock);
    helpers->is_stopping = true;
    pthread_cond_broadcast(&helpers->changed);
    pthread_mutex_unlock(&helpers->lock);
    for (size_t i = 0; i < helpers->thread_count; i++)
        pthread_join(helpers->threads[i], NULL);
    pthread_cond_destroy(&helpers->changed);
    pthread_mutex_destroy(&helpers->lock);
    free(helpers->threads);
    free(helpers->jobs);
    free(helpers);
}

bool helpers_take(struct helpers *helpers, helper_fn *run, void *context)
{
    bool has_room;

    pthread_mutex_lock(&helpers->lock);
    has_room = helpers->count < helpers->capacity && !helpers->is_stopping;
    if (has_room) {
        size_t last = (helpers->first + helpers->count) % helpers->capacity;
        helpers->jobs[last] = (struct job){run, context};
        helpers->count++;
        pthread_cond_signal(&helpers->changed);
    }
    pthread_mutex_unlock(&helpers->lock);
    return has_room;
}
