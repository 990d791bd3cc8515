#include "http/routes.h"
#include "test.h"

TEST(routes_table_is_fully_documented)
{
    struct route_table real = routes_table();

    for (size_t i = 0; i < real.count; i++) {
        const struct route_row *row = &real.rows[i];
        assert_true(row->pattern[0] == '/');
        assert_non_null(row->handle);
        assert_true(strlen(row->summary) > 0);
        assert_true(row->replies && row->replies[0].status > 0);
        assert_true(row->method != HTTP_POST || row->body_schema);
        assert_true(row->method == HTTP_POST || row->method == HTTP_GET ||
                    row->method == HTTP_DELETE);
        assert_true(row->method == HTTP_GET || row->method == HTTP_POST ||
                    row->changes_state);
        /* Rows of one path stand together, and no row is there twice. */
        for (size_t j = 0; j < i; j++) {
            bool is_same = strcmp(row->pattern, real.rows[j].pattern) == 0;
            assert_false(is_same && row->method == real.rows[j].method);
            assert_true(!is_same ||
                        strcmp(row->pattern, real.rows[i - 1].pattern) == 0);
        }
        /* Every {name} is described. */
        for (const char *at = row->pattern; (at = strchr(at, '{')); at++) {
            struct str rest = str_from(at + 1);
            struct str name = str_cut(&rest, '}');
            bool is_described = false;
            for (const struct route_param *p = row->params; p && p->name; p++)
                is_described |=
                    p->place == PARAM_IN_PATH && str_is(name, p->name);
            assert_true(is_described);
        }
    }
}
