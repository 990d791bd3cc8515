/* Preloaded: time() is as many seconds ahead as the file LATER names says. */
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static long seconds_ahead(void)
{
    const char *path = getenv("LATER");
    char text[24] = "";
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    long len;

    if (fd < 0)
        return 0;
    len = read(fd, text, sizeof(text) - 1);
    close(fd);
    return len > 0 ? strtol(text, NULL, 10) : 0;
}

time_t time(time_t *out)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    now.tv_sec += seconds_ahead();
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}
