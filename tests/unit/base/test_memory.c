#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

TEST(memory_array_is_zeroed_and_never_null)
{
    static const size_t counts[] = {0, 1, 7, 4096};

    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        int64_t *memory = MEMORY_ARRAY(int64_t, counts[i]);
        assert_non_null(memory);
        for (size_t n = 0; n < counts[i]; n++)
            assert_int_equal(memory[n], 0);
        free(memory);
    }
}

TEST(memory_that_grows_keeps_its_bytes)
{
    int *numbers = memory_grow(NULL, 3, sizeof(int));

    for (int i = 0; i < 3; i++)
        numbers[i] = i + 1;
    numbers = memory_grow(numbers, 3000, sizeof(int));
    assert_int_equal(numbers[0] + numbers[1] + numbers[2], 6);
    free(numbers);
}

TEST(memory_that_cannot_be_had_ends_the_process_with_a_message)
{
    int ends[2], status = 0;
    char said[200];
    ssize_t len;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        memory_is_out("a test");
    }
    close(ends[1]);
    len = read(ends[0], said, sizeof(said) - 1);
    assert_true(len > 0);
    said[len] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_string_equal(said, "reckoner: out of memory (a test)\n");
}
