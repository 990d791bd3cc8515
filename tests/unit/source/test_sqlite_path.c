#include "source/sqlite_path.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "test.h"

static struct arena *arena;

static void expect_path(const char *url, const char *expected)
{
    struct str path;
    struct err err = {0};

    arena = arena_new();
    if (!sqlite_path_parse(arena, str_from(url), &path, &err))
        fail_msg("%s: %s", url, err.text);
    assert_string_equal(path.ptr, expected);
    arena_free(arena);
}

static void expect_error(struct str url, enum err_code code, const char *text)
{
    struct str path;
    struct err err = {0};

    arena = arena_new();
    assert_false(sqlite_path_parse(arena, url, &path, &err));
    assert_int_equal(err.code, code);
    assert_non_null(strstr(err.text, text));
    arena_free(arena);
}

TEST(a_bare_path_is_taken_as_it_is)
{
    expect_path("/a b/c%20d?e#f.db", "/a b/c%20d?e#f.db");
}

TEST(a_url_is_decoded)
{
    expect_path("sqlite:///a%20b/c%3Fd%23e%25f.db", "/a b/c?d#e%f.db");
    expect_path("sqlite:/a.db", "/a.db");
}

TEST(a_relative_path_starts_at_the_working_folder)
{
    char folder[PATH_MAX], expected[PATH_MAX + 32];

    assert_non_null(getcwd(folder, sizeof(folder)));
    snprintf(expected, sizeof(expected), "%s/a/b.db", folder);
    expect_path("a/b.db", expected);
    expect_path("sqlite:a/b.db", expected);
    snprintf(expected, sizeof(expected), "%s/:memory:", folder);
    expect_path(":memory:", expected);
    snprintf(expected, sizeof(expected), "%s/file:x?mode=rw", folder);
    expect_path("file:x?mode=rw", expected);
}

TEST(a_url_that_cannot_be_meant_is_an_error)
{
    expect_error((struct str)STR("sqlite:a?mode=rw"), ERR_INPUT, "%3F");
    expect_error((struct str)STR("sqlite:a#b"), ERR_INPUT, "%23");
    expect_error((struct str)STR("sqlite:a%2"), ERR_INPUT, "hexadecimal");
    expect_error((struct str)STR("sqlite:a%zz"), ERR_INPUT, "hexadecimal");
    expect_error((struct str)STR("sqlite:a%00b"), ERR_INPUT, "NUL");
    expect_error((struct str)STR("sqlite://host/a"), ERR_INPUT, "three");
    expect_error((struct str)STR("sqlite:"), ERR_INPUT, "empty");
    expect_error((struct str)STR(""), ERR_INPUT, "empty");
    expect_error((struct str)STR("/a\0b"), ERR_INPUT, "NUL");
}

TEST(a_path_that_sqlite_cannot_take_is_an_error_that_says_so)
{
    char path[600];

    memset(path, 'a', sizeof(path));
    path[0] = '/';
    expect_error((struct str){path, sizeof(path)}, ERR_LIMIT, "512");
}
