#include "base/map.h"

#include <stdio.h>

#include "test.h"

TEST(map_keeps_the_first_value_and_the_order)
{
    struct map map;
    bool was_added;

    map_init(&map);
    assert_true(map_get(&map, str_from("a")) == MAP_NONE);
    assert_int_equal(map_add(&map, str_from("b"), 1, &was_added), 1);
    assert_true(was_added);
    assert_int_equal(map_add(&map, str_from("a"), 2, NULL), 2);
    assert_int_equal(map_add(&map, str_from("b"), 3, &was_added), 1);
    assert_false(was_added);
    assert_int_equal(map.count, 2);
    assert_true(str_is(map.entries[0].key, "b"));
    assert_true(map_get(&map, str_from("c")) == MAP_NONE);
    map_release(&map);
    assert_true(map_get(&map, str_from("b")) == MAP_NONE);
}

TEST(map_takes_the_empty_key)
{
    struct map map;

    map_init(&map);
    map_add(&map, (struct str){NULL, 0}, 7, NULL);
    assert_int_equal(map_get(&map, (struct str){"", 0}), 7);
    map_release(&map);
}

TEST(map_finds_every_key_after_growing)
{
    enum { KEYS = 20000 };
    static char names[KEYS][8];
    struct map map;

    map_init(&map);
    for (uint32_t i = 0; i < KEYS; i++) {
        snprintf(names[i], sizeof(names[i]), "%u", i);
        map_add(&map, str_from(names[i]), i, NULL);
    }
    for (uint32_t i = 0; i < KEYS; i++) {
        assert_int_equal(map_get(&map, str_from(names[i])), i);
        assert_int_equal(map.entries[i].value, i);
    }
    assert_int_equal(map.count, KEYS);
    map_release(&map);
}

TEST(map_hash_is_fnv_1a)
{
    assert_int_equal(
        map_hash_more(map_hash((struct str)STR("foo")), (struct str)STR("bar")),
        map_hash((struct str)STR("foobar")));
    assert_true(map_hash(str_from("")) == 0x811C9DC5);
    assert_true(map_hash(str_from("a")) == 0xE40C292C);
    assert_true(map_hash(str_from("foobar")) == 0xBF9CF968);
}
