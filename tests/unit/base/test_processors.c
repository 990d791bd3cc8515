#include "base/processors.h"
#include "test.h"

#include <pthread.h>
#include <sched.h>

/* In a thread of its own, which alone is kept to one processor. */
static void *count_on_one(void *count)
{
    cpu_set_t mine, one;

    CPU_ZERO(&one);
    if (sched_getaffinity(0, sizeof(mine), &mine) != 0)
        return NULL;
    for (size_t i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET(i, &mine)) {
            CPU_SET(i, &one);
            break;
        }
    if (sched_setaffinity(0, sizeof(one), &one) == 0)
        *(size_t *)count = processors_usable();
    return NULL;
}

TEST(processors_that_a_process_is_kept_from_do_not_count)
{
    size_t count = 0;
    pthread_t thread;

    assert_true(processors_usable() >= 1);
    assert_int_equal(pthread_create(&thread, NULL, count_on_one, &count), 0);
    pthread_join(thread, NULL);
    assert_int_equal(count, 1);
}
