#include "test.h"

#include "route/index_format.h"
#include "route/route.h"

static const struct str regions[] = {STR("West"), STR("Midwest")};
static const struct str shop_questions[] = {STR("Revenue by dealer")};
static const struct str claim_questions[] = {STR("Warranty claims by dealer")};
static const struct str channel_questions[] = {STR("Visits by channel")};
static const struct str shops[] = {STR("store"), STR("retail house")};
static const struct str coasts[] = {STR("left coast")};
static const struct str money[] = {STR("turnover")};
static const struct route_synonym synonyms[] = {
    {STR("dealer"), shops, COUNT(shops)},
    {STR("West"), coasts, COUNT(coasts)},
    {STR("revenue"), money, COUNT(money)}};

static const struct route_column shop_columns[] = {
    {.name = STR("dealer"), .entity = STR("dealer"), .role = ROUTE_DIMENSION},
    {.name = STR("region"),
     .entity = STR("region"),
     .role = ROUTE_DIMENSION,
     .values = regions,
     .value_count = COUNT(regions)},
    {.name = STR("revenue"), .role = ROUTE_MEASURE}};
static const struct route_column claim_columns[] = {
    {.name = STR("seller"), .entity = STR("dealer"), .role = ROUTE_DIMENSION},
    {.name = STR("area"),
     .entity = STR("region"),
     .role = ROUTE_DIMENSION,
     .values = regions,
     .value_count = COUNT(regions)},
    {.name = STR("revenue"), .role = ROUTE_MEASURE}};
/* "Store" is something else here, and "dealer" is no entity. */
static const struct route_column channel_columns[] = {
    {.name = STR("store"), .entity = STR("channel"), .role = ROUTE_DIMENSION},
    {.name = STR("other"), .entity = STR("dealer"), .role = ROUTE_DIMENSION},
    {.name = STR("visits"), .role = ROUTE_MEASURE}};

static const struct route_template templates[] = {
    {.id = STR("a/shops"),
     .questions = shop_questions,
     .question_count = 1,
     .synonyms = synonyms,
     .synonym_count = COUNT(synonyms),
     .columns = shop_columns,
     .column_count = COUNT(shop_columns),
     .order_column = -1},
    {.id = STR("a/claims"),
     .questions = claim_questions,
     .question_count = 1,
     .columns = claim_columns,
     .column_count = COUNT(claim_columns),
     .order_column = -1},
    {.id = STR("a/channels"),
     .questions = channel_questions,
     .question_count = 1,
     .columns = channel_columns,
     .column_count = COUNT(channel_columns),
     .order_column = -1}};

/* The column of the template that the words name, and of values which; both
   MAP_NONE if they name nothing there. */
static struct index_use find_use(const struct route_index *index,
                                 uint32_t template, const char *words)
{
    const struct index_use none = {template, MAP_NONE, MAP_NONE};
    uint32_t count, mention = index_find_mention(index, str_from(words));
    if (mention == MAP_NONE)
        return none;
    const struct index_use *uses =
        index_find_uses(index, &index->mentions[mention], template, &count);
    assert_true(count <= 1);
    return count == 0 ? none : uses[0];
}

TEST(index_shares_the_synonyms_of_entities)
{
    static const struct {
        const char *words;
        uint32_t template, column, value;
    } cases[] = {{"store", 0, 0, MAP_NONE},
                 {"store", 1, 0, MAP_NONE},
                 {"retail house", 1, 0, MAP_NONE},
                 {"left coast", 1, 1, 0},
                 {"turnover", 0, 2, MAP_NONE},
                 {"turnover", 1, MAP_NONE, MAP_NONE},
                 {"store", 2, 0, MAP_NONE},
                 {"retail house", 2, 1, MAP_NONE},
                 {"left coast", 2, MAP_NONE, MAP_NONE}};
    struct buf bytes;
    struct err err;
    buf_init(&bytes, 1 << 20);
    assert_true(
        route_index_build(templates, COUNT(templates), NULL, &bytes, &err));
    struct route_index *index = route_index_open(buf_str(&bytes), &err);
    assert_non_null(index);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct index_use use =
            find_use(index, cases[i].template, cases[i].words);
        assert_int_equal(use.column, cases[i].column);
        assert_int_equal(use.value, cases[i].value);
    }
    route_index_close(index);
    buf_release(&bytes);
}

TEST(index_tells_what_a_word_with_synonyms_is_in_a_template)
{
    static const struct {
        const char *word;
        uint32_t template;
        enum route_use use;
        const char *exact;
    } cases[] = {{"dealer", 0, ROUTE_USE_NAME, ""},
                 {"West", 0, ROUTE_USE_NAME, ""},
                 {"revenue", 1, ROUTE_USE_NAME, ""},
                 {"Dealers", 0, ROUTE_USE_WORD, ""},
                 {"regions", 0, ROUTE_USE_INEXACT, "region"},
                 {"west", 1, ROUTE_USE_INEXACT, "West"},
                 {"dealer", 1, ROUTE_USE_WORD, ""},
                 {"store", 1, ROUTE_USE_INEXACT, "seller"},
                 {"warranty", 1, ROUTE_USE_WORD, ""},
                 {"warranty claims", 1, ROUTE_USE_WORDS, ""},
                 {"warranty", 0, ROUTE_USE_NONE, ""},
                 {"revenue", 2, ROUTE_USE_NONE, ""},
                 {"West", 2, ROUTE_USE_NONE, ""},
                 {"?", 0, ROUTE_USE_NONE, ""}};
    struct arena *arena = arena_new();
    struct buf bytes;
    struct err err;
    buf_init(&bytes, 1 << 20);
    assert_true(
        route_index_build(templates, COUNT(templates), NULL, &bytes, &err));
    struct route_index *index = route_index_open(buf_str(&bytes), &err);
    assert_non_null(index);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str exact = {"", 0};
        assert_int_equal(route_index_use(index, cases[i].template,
                                         str_from(cases[i].word), &exact,
                                         arena),
                         cases[i].use);
        assert_true(str_is(exact, cases[i].exact));
    }
    route_index_close(index);
    buf_release(&bytes);
    arena_free(arena);
}

TEST(index_refuses_a_word_of_a_column_that_is_not_there)
{
    struct buf bytes;
    struct err err;
    buf_init(&bytes, 1 << 20);
    assert_true(
        route_index_build(templates, COUNT(templates), NULL, &bytes, &err));
    const struct index_header *header = (const void *)bytes.ptr;
    struct index_token *tokens =
        (void *)(bytes.ptr + header->sections[SECTION_TOKENS].offset);
    tokens[0].column = COUNT(shop_columns) + 1;
    assert_null(route_index_open(buf_str(&bytes), &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    buf_release(&bytes);
}
