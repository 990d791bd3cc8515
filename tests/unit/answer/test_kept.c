#include "answer/kept.h"
#include "test.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static struct str key_of(char text[32], int i)
{
    snprintf(text, 32, "question %d", i);
    return str_from(text);
}

/* The body says which key it belongs to. */
static struct kept *add(struct kept_table *table, struct str key,
                        int64_t until_s)
{
    struct answer_body body = {.part_count = 1, .tag = "t"};
    struct kept_source source = {&body, ROUTE_HIT, until_s};

    body.parts[0].bytes = key;
    return kept_add(table, key, &source);
}

TEST(kept_wants_what_is_asked_twice)
{
    struct kept_table *table = kept_table_new(1 << 20);
    struct kept *kept;
    char text[32];
    struct str key = key_of(text, 1);

    assert_null(kept_find(table, key, 0));
    assert_false(kept_is_wanted(table, key));
    assert_true(kept_is_wanted(table, key));
    kept_release(add(table, key, INT64_MAX));
    kept = kept_find(table, key, 0);
    assert_non_null(kept);
    assert_true(str_equal(kept->body, key));
    assert_false(kept->is_gzip);
    kept_release(kept);
    kept_table_free(table);
}

TEST(kept_is_not_found_when_it_is_not_true_any_more)
{
    struct kept_table *table = kept_table_new(1 << 20);
    char text[32];
    struct str key = key_of(text, 1);
    struct kept *kept;

    kept_release(add(table, key, 100));
    kept = kept_find(table, key, 99);
    assert_non_null(kept);
    kept_release(kept);
    assert_null(kept_find(table, key, 100));
    assert_null(kept_find(table, key, 99));
    kept_table_free(table);
}

TEST(kept_outlives_its_table_while_it_is_held)
{
    struct kept_table *table = kept_table_new(1 << 20);
    char text[32];
    struct str key = key_of(text, 7);
    struct kept *kept = add(table, key, INT64_MAX);

    kept_table_free(table);
    assert_true(str_equal(kept->body, key));
    kept_release(kept);
}

TEST(kept_makes_room_and_spares_what_is_asked_for)
{
    struct kept_table *table = kept_table_new(64 * 1024);
    int found = 0;
    char text[32];
    struct kept *kept;

    kept_release(add(table, key_of(text, 0), INT64_MAX));
    for (int i = 1; i < 2000; i++) {
        kept_release(add(table, key_of(text, i), INT64_MAX));
        kept = kept_find(table, key_of(text, 0), 0);
        assert_non_null(kept);
        kept_release(kept);
    }
    for (int i = 0; i < 2000; i++) {
        kept = kept_find(table, key_of(text, i), 0);
        found += kept != NULL;
        kept_release(kept);
    }
    assert_in_range(found, 8, 128);
    kept_table_free(table);
}

TEST(kept_refuses_what_is_too_large)
{
    struct kept_table *table = kept_table_new(16 * 1024), *none;
    static const char large[4096];
    char text[32];

    assert_null(add(table, (struct str){large, sizeof(large)}, INT64_MAX));
    kept_table_free(table);
    none = kept_table_new(0);
    assert_false(kept_is_wanted(none, key_of(text, 1)));
    assert_false(kept_is_wanted(none, key_of(text, 1)));
    kept_table_free(none);
    assert_false(kept_is_wanted(NULL, key_of(text, 1)));
    assert_null(kept_find(NULL, key_of(text, 1), 0));
}

static _Atomic int freed_forms;

static void free_form(struct kept_form *form)
{
    atomic_fetch_add(&freed_forms, 1);
    free(form);
}

TEST(kept_forms_go_with_the_last_holder_and_bytes_after_them)
{
    struct kept_table *table = kept_table_new(1 << 20);
    char text[32];
    struct kept *kept = add(table, key_of(text, 1), INT64_MAX);

    freed_forms = 0;
    kept->forms[3] = calloc(1, sizeof(struct kept_form));
    kept->forms[3]->free = free_form;
    kept_hold_bytes(kept);
    kept_table_free(table);
    assert_int_equal(freed_forms, 0);
    kept_release(kept);
    assert_int_equal(freed_forms, 1);
    assert_true(str_equal(kept->body, key_of(text, 1)));
    kept_drop_bytes(kept);
}

/* ---- many threads ---- */

enum { THREADS = 4, ROUNDS = 20000, KEYS = 300 };

struct reader {
    struct kept_table *table;
    size_t number;
    int wrong;
};

static void ask(struct reader *reader, int i)
{
    char text[32];
    struct str key = key_of(text, i);
    struct kept *kept = kept_find(reader->table, key, 0);

    if (!kept && kept_is_wanted(reader->table, key))
        kept = add(reader->table, key, INT64_MAX);
    if (!kept)
        return;
    reader->wrong += !str_equal(kept->body, key);
    if (!kept->forms[reader->number]) {
        kept->forms[reader->number] = calloc(1, sizeof(struct kept_form));
        kept->forms[reader->number]->free = free_form;
    }
    kept_release(kept);
}

static void *read_on(void *argument)
{
    struct reader *reader = argument;
    uint32_t random = (uint32_t)reader->number * 2654435761U + 1;

    for (int i = 0; i < ROUNDS; i++) {
        random = random * 1664525U + 1013904223U;
        ask(reader, (int)(random >> 16) % KEYS);
    }
    return NULL;
}

TEST(kept_gives_many_threads_the_right_answers)
{
    /* So small that what is held is put out all the time. */
    struct kept_table *table = kept_table_new(128 * 1024);
    struct reader readers[THREADS];
    pthread_t threads[THREADS];

    for (size_t i = 0; i < THREADS; i++) {
        readers[i] = (struct reader){table, i, 0};
        pthread_create(&threads[i], NULL, read_on, &readers[i]);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(readers[i].wrong, 0);
    }
    kept_table_free(table);
}
