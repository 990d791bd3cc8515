#include "draw.h"

#include <assert.h>

static uint64_t next(struct draw *draw)
{
    uint64_t z = draw->state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

struct draw draw_start(uint64_t seed, const char *name)
{
    struct draw draw = {seed ^ 0xcbf29ce484222325u};

    for (; *name; name++) {
        draw.state ^= (unsigned char)*name;
        draw.state *= 0x100000001b3u;
    }
    next(&draw);
    return draw;
}

int draw_below(struct draw *draw, int limit)
{
    assert(limit >= 1);
    return (int)(((next(draw) >> 32) * (uint64_t)limit) >> 32);
}

int draw_between(struct draw *draw, int low, int high)
{
    return low + draw_below(draw, high - low + 1);
}

int draw_low_between(struct draw *draw, int low, int high)
{
    return low + draw_below(draw, 1 + draw_below(draw, high - low + 1));
}

bool draw_chance(struct draw *draw, int permille)
{
    return draw_below(draw, 1000) < permille;
}

int draw_weighted(struct draw *draw, const int *weights, int count)
{
    int total = 0, at;

    for (int i = 0; i < count; i++)
        total += weights[i];
    at = draw_below(draw, total);
    for (int i = 0; i < count - 1; i++) {
        if (at < weights[i])
            return i;
        at -= weights[i];
    }
    return count - 1;
}
