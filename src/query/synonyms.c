#include "query/synonyms.h"

#include "base/map.h"
#include "base/text.h"
#include "query/fields.h"

/* A word on the right, compared without case. */
static void claim(const struct fields_reader *reader, struct map *claimed,
                  const struct template_text *other)
{
    struct str key = other->text;
    struct err err;
    bool was_added;

    if (!text_fold(other->text, reader->arena, &key, &err))
        return;
    map_add(claimed, key, 0, &was_added);
    if (!was_added)
        report_error(reader->report, reader->path, other->line, other->column,
                     "\"%.*s\" has a meaning already; a word has one",
                     STR_ARG(report_quote(other->text)));
}

static void check_claims(const struct fields_reader *reader,
                         const struct synonyms_file *synonyms)
{
    struct map claimed;

    map_init(&claimed);
    for (size_t i = 0; i < synonyms->count; i++)
        for (size_t n = 0; n < synonyms->items[i].others.count; n++)
            claim(reader, &claimed, &synonyms->items[i].others.items[n]);
    map_release(&claimed);
}

void synonyms_parse(struct str text, struct str path, struct arena *arena,
                    struct report *report, struct synonyms_file *synonyms)
{
    const struct fields_reader reader = {path, arena, report};
    const struct yaml_place place = {arena_str(arena, path).ptr, 1};
    const struct yaml_node *root;
    struct err err = {0};

    crypto_sha256_hex(text, synonyms->hash);
    root = yaml_parse(text, place, arena, &err);
    if (!root) {
        report_err(report, path, &err);
        return;
    }
    if (yaml_is_null(root))
        return;
    if (root->kind != YAML_MAPPING) {
        fields_complain(&reader, root,
                        "synonyms are lines of \"word: [other, words]\"");
        return;
    }
    synonyms->items = fields_synonyms(&reader, "synonyms", root, SYNONYMS_MAX,
                                      &synonyms->count);
    check_claims(&reader, synonyms);
}
