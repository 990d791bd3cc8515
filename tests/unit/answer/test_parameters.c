#include "answer/parameters.h"

#include "test.h"
#include "unit/answer/sales_rows.h"

struct fixture {
    struct parameters parameters;
    struct columns columns;
    struct buf bytes;
};

static void set_up(struct fixture *f)
{
    f->columns = sales_rows(true, &f->bytes);
    f->parameters = (struct parameters){
        .arena = arena_new(), .columns = &f->columns, .slots = choose_all()};
}

static void tear_down(struct fixture *f)
{
    arena_free(f->parameters.arena);
    buf_release(&f->bytes);
}

TEST(parameters_gather_the_values_of_a_column)
{
    const struct route_slots *slots;
    struct fixture f;
    struct err err = {0};

    set_up(&f);
    slots = &f.parameters.slots;
    assert_true(parameters_where(&f.parameters, (struct str)STR("region"),
                                 (struct str)STR("West"), &err));
    assert_true(parameters_where(&f.parameters, (struct str)STR("units"),
                                 (struct str)STR("5"), &err));
    assert_true(parameters_where(&f.parameters, (struct str)STR("region"),
                                 (struct str)STR(""), &err));
    assert_int_equal(slots->filter_count, 2);
    assert_int_equal(slots->filters[0].column, REGION);
    assert_int_equal(slots->filters[0].value_count, 2);
    assert_true(str_is(slots->filters[0].values[0], "West"));
    assert_int_equal(slots->filters[0].values[1].len, 0);
    assert_int_equal(slots->filters[1].column, UNITS);
    assert_false(slots->filters[1].is_excluded);
    tear_down(&f);
}

TEST(parameters_name_the_nearest_column)
{
    static const struct {
        struct str name;
        const char *text;
    } cases[] = {
        {STR("regoin"), "there is no column \"regoin\": did you mean "
                        "\"region\"?"},
        {STR("Region"), "there is no column \"Region\": did you mean "
                        "\"region\"?"},
        {STR("elephants"), "there is no column \"elephants\""},
    };
    struct fixture f;

    set_up(&f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct err err = {0};
        assert_false(parameters_where(&f.parameters, cases[i].name,
                                      (struct str)STR("x"), &err));
        assert_int_equal(err.code, ERR_INPUT);
        assert_string_equal(err.text, cases[i].text);
        assert_false(parameters_order(&f.parameters, cases[i].name, &err));
    }
    assert_true(choose_is_all(&f.parameters.slots));
    tear_down(&f);
}

TEST(parameters_take_a_hundred_values_of_a_column)
{
    struct fixture f;
    struct err err = {0};

    set_up(&f);
    for (int i = 0; i < 100; i++)
        assert_true(parameters_where(&f.parameters, (struct str)STR("units"),
                                     (struct str)STR("1"), &err));
    assert_false(parameters_where(&f.parameters, (struct str)STR("units"),
                                  (struct str)STR("1"), &err));
    assert_int_equal(err.code, ERR_LIMIT);
    tear_down(&f);
}

TEST(parameters_read_every_form_of_an_order)
{
    static const struct {
        struct str text;
        int column;
        bool descending;
    } cases[] = {
        {STR("units"), UNITS, false},     {STR("-units"), UNITS, true},
        {STR("units desc"), UNITS, true}, {STR("units asc"), UNITS, false},
        {STR("region"), REGION, false},
    };
    static const struct str wrong[] = {STR(""),         STR("-"),
                                       STR("units up"), STR("units desc asc"),
                                       STR(" desc"),    STR("--units")};
    struct fixture f;

    set_up(&f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct err err = {0};
        assert_true(parameters_order(&f.parameters, cases[i].text, &err));
        assert_int_equal(f.parameters.slots.order_column, cases[i].column);
        assert_int_equal(f.parameters.slots.order_descending,
                         cases[i].descending);
    }
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct err err = {0};
        assert_false(parameters_order(&f.parameters, wrong[i], &err));
        assert_int_equal(err.code, ERR_INPUT);
    }
    tear_down(&f);
}
