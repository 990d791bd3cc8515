#include "route/candidates.h"

#include <stdlib.h>

#include "test.h"

enum { TEMPLATES = 3000 }; /* 6,000 examples: more than one window */

static struct route_index *build_index(struct arena *arena, struct buf *bytes)
{
    struct err err;
    struct route_template *templates =
        ARENA_ARRAY(arena, struct route_template, TEMPLATES);
    for (int i = 0; i < TEMPLATES; i++) {
        struct str *questions = ARENA_ARRAY(arena, struct str, 2);
        questions[0] = arena_printf(arena, "parts of machine x%dq", i);
        questions[1] = arena_printf(arena, "machine x%dq repaired", i);
        templates[i] =
            (struct route_template){.id = arena_printf(arena, "a/t%d", i),
                                    .questions = questions,
                                    .question_count = 2,
                                    .order_column = -1};
    }
    buf_init(bytes, 1 << 26);
    assert_true(route_index_build(templates, TEMPLATES, NULL, bytes, &err));
    return route_index_open(buf_str(bytes), &err);
}

static size_t find(const struct route_index *index, struct str text,
                   struct arena *arena,
                   struct candidate candidates[CANDIDATES_MAX])
{
    static struct route_coverage coverage[TEMPLATES];
    static const struct route_settings settings = {.accept = 0.9};
    struct route_request request = {
        .question = text, .coverage = coverage, .settings = &settings};
    struct question *question = ARENA_NEW(arena, struct question);
    struct profile profile = {.best_count = 0};
    struct err err;
    for (size_t i = 0; i < TEMPLATES; i++)
        coverage[i].is_served = true;
    assert_true(question_read(question, index, &request, text, arena, &err));
    return candidates_find(question, &profile, candidates);
}

TEST(candidates_are_found_wherever_their_examples_stand)
{
    static const int numbers[] = {0, 1, 1023, 2047, 2048, 2049, 2998, 2999};
    struct arena *arena = arena_new();
    struct buf bytes;
    struct route_index *index = build_index(arena, &bytes);
    assert_non_null(index);
    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct candidate candidates[CANDIDATES_MAX];
        struct str text =
            arena_printf(arena, "machine x%dq repaired", numbers[i]);
        size_t count = find(index, text, arena, candidates);
        assert_int_equal(count, CANDIDATES_NEAR_MAX);
        /* Its own example, word for word. */
        assert_int_equal(candidates[0].example, 2 * numbers[i] + 1);
        assert_true(candidates[0].cosine > 0.99F);
        for (size_t k = 1; k < count; k++)
            assert_true(candidates[k].cosine <= candidates[k - 1].cosine);
    }
    route_index_close(index);
    buf_release(&bytes);
    arena_free(arena);
}
