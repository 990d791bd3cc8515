#include "base/arena.h"

#include "test.h"

TEST(arena_memory_is_zero_aligned_and_apart)
{
    struct arena *arena = arena_new();
    size_t sizes[] = {1, 0, 15, 16, 17, 1000, 20000, 3000000, 5};
    unsigned char *before = arena_alloc(arena, 8);

    memset(before, 0xAA, 8);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        unsigned char *memory = arena_alloc(arena, sizes[i]);
        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal(memory[k], 0);
        memset(memory, 0xFF, sizes[i]);
    }
    for (size_t k = 0; k < 8; k++)
        assert_int_equal(before[k], 0xAA);
    arena_free(arena);
    arena_free(NULL);
}

TEST(arena_reset_gives_back_and_zeroes_again)
{
    struct arena *arena = arena_new();
    char *first = arena_alloc(arena, 64);

    memset(first, 'x', 64);
    arena_alloc(arena, 1 << 20);
    assert_true(arena_used(arena) >= (1 << 20) + 64);
    arena_reset(arena);
    assert_int_equal(arena_used(arena), 0);
    assert_ptr_equal(arena_alloc(arena, 64), first);
    assert_int_equal(first[0], 0);
    arena_free(arena);
}

TEST(arena_texts_are_c_strings_too)
{
    struct arena *arena = arena_new();
    struct str copy = arena_str(arena, (struct str){"abcdef", 3});

    assert_string_equal(copy.ptr, "abc");
    assert_int_equal(copy.len, 3);
    assert_string_equal(arena_str(arena, (struct str){NULL, 0}).ptr, "");
    assert_string_equal(arena_printf(arena, "%s-%d", "a", 7).ptr, "a-7");
    arena_free(arena);
}

TEST(arena_grow_keeps_the_elements)
{
    struct arena *arena = arena_new();
    size_t capacity = 0;
    int *numbers = NULL;

    for (size_t i = 0; i < 1000; i++) {
        numbers = arena_grow(arena, numbers, i, &capacity, sizeof(int));
        assert_true(capacity > i);
        numbers[i] = (int)i;
    }
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(numbers[i], i);
    arena_free(arena);
}
