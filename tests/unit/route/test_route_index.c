#include "test.h"

#include <stdlib.h>

#include "route/index_format.h"
#include "route_catalogue.h"

static const char path[] = "tests/data/route_catalogue.txt";

TEST(route_index_bytes_depend_on_the_templates_alone)
{
    struct catalogue a, b;
    catalogue_open(&a, path);
    catalogue_open(&b, path);
    assert_int_equal(a.bytes.len, b.bytes.len);
    assert_memory_equal(a.bytes.ptr, b.bytes.ptr, a.bytes.len);
    catalogue_close(&a);
    catalogue_close(&b);
}

TEST(route_index_gives_back_ids_and_questions)
{
    struct catalogue catalogue;
    catalogue_open(&catalogue, path);
    const struct route_index *index = catalogue.index;
    assert_int_equal(route_index_template_count(index), catalogue.count);
    for (uint32_t i = 0; i < catalogue.count; i++) {
        const struct route_template *template = &catalogue.templates[i];
        assert_true(str_equal(route_index_id(index, i), template->id));
        assert_true(str_equal(route_index_title(index, i), template->title));
        assert_int_equal(route_index_question_count(index, i),
                         template->question_count);
        assert_true(str_equal(route_index_question(index, i, 0),
                              template->questions[0]));
        assert_int_equal(index_find_template(index, template->id), i);
    }
    catalogue_close(&catalogue);
}

TEST(route_index_refuses_other_versions_and_cut_bytes)
{
    struct catalogue catalogue;
    struct err err;
    catalogue_open(&catalogue, path);
    struct index_header *header = (void *)catalogue.bytes.ptr;
    struct str bytes = buf_str(&catalogue.bytes);
    header->matcher_version++;
    assert_null(route_index_open(bytes, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    header->matcher_version--;
    bytes.len -= 8;
    assert_null(route_index_open(bytes, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    assert_null(route_index_open((struct str)STR("short"), &err));
    catalogue_close(&catalogue);
}

TEST(route_index_survives_any_changed_byte)
{
    struct catalogue catalogue;
    struct arena *arena = arena_new();
    catalogue_open(&catalogue, path);
    struct str bytes = buf_str(&catalogue.bytes);
    struct route_index *whole = catalogue.index;
    char *copy = malloc(bytes.len);
    assert_non_null(copy);
    memcpy(copy, bytes.ptr, bytes.len);
    for (size_t i = 0; i < bytes.len; i += 97) {
        struct err err;
        struct route route;
        char before = copy[i];
        copy[i] = (char)(before ^ (1 << i % 8));
        catalogue.index = route_index_open((struct str){copy, bytes.len}, &err);
        if (catalogue.index &&
            route_index_template_count(catalogue.index) == catalogue.count)
            catalogue_ask(&catalogue,
                          (struct str)STR("top 3 models in the Midwest"),
                          (struct str){"", 0}, arena, &route);
        route_index_close(catalogue.index);
        arena_reset(arena);
        copy[i] = before;
    }
    catalogue.index = whole;
    free(copy);
    catalogue_close(&catalogue);
    arena_free(arena);
}

TEST(route_index_may_be_empty_and_unaligned)
{
    struct buf bytes;
    struct err err;
    struct arena *arena = arena_new();
    buf_init(&bytes, 1 << 20);
    buf_add_char(&bytes, 'x');
    assert_true(route_index_build(NULL, 0, NULL, &bytes, &err));
    struct route_index *index =
        route_index_open(str_skip(buf_str(&bytes), 1), &err);
    assert_non_null(index);
    struct route_settings settings = {
        .accept = 0.9, .clarify = 0.4, .calendar = {1, 1}};
    struct route_request request = {.question = STR("anything at all"),
                                    .today = catalogue_today(),
                                    .settings = &settings,
                                    .explain = true};
    struct route route;
    route_decide(index, &request, arena, &route);
    assert_int_equal(route.status, ROUTE_MISS);
    route_index_close(index);
    buf_release(&bytes);
    arena_free(arena);
}

TEST(route_index_refuses_two_templates_of_one_name)
{
    static const struct str question = STR("How many?");
    struct route_template twice[2] = {
        {.id = STR("a/b"), .questions = &question, .question_count = 1},
        {.id = STR("a/b"), .questions = &question, .question_count = 1}};
    struct buf bytes;
    struct err err;
    buf_init(&bytes, 1 << 20);
    assert_false(route_index_build(twice, 2, NULL, &bytes, &err));
    assert_int_equal(err.code, ERR_INPUT);
    twice[1].id = (struct str)STR("a/c");
    twice[1].question_count = 0;
    assert_false(route_index_build(twice, 2, NULL, &bytes, &err));
    assert_int_equal(err.code, ERR_INPUT);
    buf_release(&bytes);
}
