/* Any bytes fail to parse with a place, or are a tree whose every node has a
   place in the text and whose every text is a C string. */
#include <stdlib.h>

#include "base/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIRST_LINE = 10 };

static void check(const struct yaml_node *node)
{
    if (node->line < FIRST_LINE || node->column < 1)
        abort();
    switch (node->kind) {
    case YAML_SCALAR:
        if (node->count > 0 || strlen(node->text.ptr) != node->text.len ||
            !str_is_utf8(node->text, NULL))
            abort();
        break;
    case YAML_SEQUENCE:
        for (size_t i = 0; i < node->count; i++)
            check(node->items[i]);
        break;
    case YAML_MAPPING:
        for (size_t i = 0; i < node->count; i++) {
            const struct yaml_pair *pair = &node->pairs[i];
            if (pair->key_line < FIRST_LINE || pair->key_column < 1 ||
                yaml_get(node, pair->key.ptr) != pair->value)
                abort();
            check(pair->value);
        }
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct yaml_place place = {"f", FIRST_LINE};
    struct arena *arena = arena_new();
    struct str text = {(const char *)data, size};
    struct err err = {0};
    const struct yaml_node *root = yaml_parse(text, place, arena, &err);

    if (root)
        check(root);
    else if (err.code == ERR_NONE || memcmp(err.text, "f:", 2) != 0 ||
             !str_is_utf8(str_from(err.text), NULL))
        abort();
    arena_free(arena);
    return 0;
}
