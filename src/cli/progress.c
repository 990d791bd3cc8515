#include "cli/progress.h"

#include <stdio.h>

enum { BAR_WIDTH = 30 };

void progress_end(const struct progress *progress)
{
    if (progress->is_terminal)
        fputs("\r\033[K", stderr);
}

void progress_show(void *context, const struct plan_job *job,
                   const struct work_result *result, size_t done, size_t total)
{
    struct progress *progress = context;
    size_t filled = total > 0 ? done * BAR_WIDTH / total : BAR_WIDTH;

    if (result->state == WORK_FAILED)
        progress->failure_count++;
    if (!progress->is_terminal)
        return;
    fputs("\r\033[K[", stderr);
    for (size_t i = 0; i < BAR_WIDTH; i++)
        fputc(i < filled ? '#' : '.', stderr);
    fprintf(stderr, "] %zu/%zu  %.*s", done, total, STR_ARG(job->template->id));
    fflush(stderr);
}
