#include "source/sqlite_rules.h"

#include "test.h"

TEST(a_function_is_known_in_any_case)
{
    assert_true(sqlite_rules_knows_function("sum"));
    assert_true(sqlite_rules_knows_function("JSON_Extract"));
    assert_true(sqlite_rules_knows_function("->>"));
    assert_true(sqlite_rules_knows_function("zeroblob"));
    assert_true(sqlite_rules_knows_function("CURRENT_TIMESTAMP"));
}

TEST(a_function_that_is_not_listed_is_unknown)
{
    assert_false(sqlite_rules_knows_function("load_extension"));
    assert_false(sqlite_rules_knows_function("readfile"));
    assert_false(sqlite_rules_knows_function("randomblob"));
    assert_false(sqlite_rules_knows_function("sqlite_version"));
    assert_false(sqlite_rules_knows_function("su"));
    assert_false(sqlite_rules_knows_function(""));
}

TEST(the_clock_and_chance_vary)
{
    assert_true(sqlite_rules_function_varies("RANDOM"));
    assert_true(sqlite_rules_function_varies("current_date"));
    assert_false(sqlite_rules_function_varies("date"));
}

TEST(tables_of_sqlite_are_internal_in_any_case)
{
    assert_true(sqlite_rules_table_is_internal("sqlite_schema"));
    assert_true(sqlite_rules_table_is_internal("SQLITE_MASTER"));
    assert_true(sqlite_rules_table_is_internal("pragma_table_info"));
    assert_true(sqlite_rules_table_is_internal("DbStat"));
    assert_false(sqlite_rules_table_is_internal("sqlite"));
    assert_false(sqlite_rules_table_is_internal("orders"));
}

TEST(a_pattern_matches_the_name_or_what_begins_with_it)
{
    assert_true(sqlite_rules_name_matches((struct str)STR("Users"), "uSERS"));
    assert_false(sqlite_rules_name_matches((struct str)STR("users"), "user"));
    assert_false(sqlite_rules_name_matches((struct str)STR("user"), "users"));
    assert_true(sqlite_rules_name_matches((struct str)STR("fts*"), "FTS_data"));
    assert_true(sqlite_rules_name_matches((struct str)STR("fts*"), "fts"));
    assert_false(sqlite_rules_name_matches((struct str)STR("fts*"), "ft"));
    assert_true(sqlite_rules_name_matches((struct str)STR("*"), "anything"));
    assert_false(sqlite_rules_name_matches((struct str)STR(""), "anything"));
}

TEST(a_shadow_is_the_table_with_one_of_the_suffixes)
{
    assert_true(sqlite_rules_table_is_shadow("Docs_Content", "docs"));
    assert_true(sqlite_rules_table_is_shadow("geo_node", "geo"));
    assert_false(sqlite_rules_table_is_shadow("docs", "docs"));
    assert_false(sqlite_rules_table_is_shadow("geo_sales", "geo"));
    assert_false(sqlite_rules_table_is_shadow("ge", "geo"));
}

TEST(white_space_and_comments_are_blank)
{
    assert_true(sqlite_rules_text_is_blank((struct str)STR("")));
    assert_true(sqlite_rules_text_is_blank((struct str)STR(" \t\r\n\f")));
    assert_true(sqlite_rules_text_is_blank((struct str)STR("-- x\n/* y */ ")));
    assert_true(sqlite_rules_text_is_blank((struct str)STR("/* no end")));
    assert_true(sqlite_rules_text_is_blank((struct str)STR("-- no end")));
    assert_true(sqlite_rules_text_is_blank((struct str)STR("/**/")));
}

TEST(anything_else_is_not_blank)
{
    assert_false(sqlite_rules_text_is_blank((struct str)STR(";")));
    assert_false(sqlite_rules_text_is_blank((struct str)STR("-")));
    assert_false(sqlite_rules_text_is_blank((struct str)STR("/")));
    assert_false(sqlite_rules_text_is_blank((struct str)STR("/* x */ y")));
    assert_false(sqlite_rules_text_is_blank((struct str)STR("/*/ */ y */")));
    assert_false(sqlite_rules_text_is_blank((struct str)STR("-- x\ny")));
    assert_false(sqlite_rules_text_is_blank((struct str)STR("\0")));
    assert_false(sqlite_rules_text_is_blank((struct str)STR("\xef\xbb\xbf")));
}

TEST(a_position_counts_lines_and_characters)
{
    struct str sql = STR("SELECT 1,\n  'Ærø', x\nFROM t");
    int line, column;

    sqlite_rules_find_position(sql, 0, &line, &column);
    assert_int_equal(line, 1);
    assert_int_equal(column, 1);
    sqlite_rules_find_position(
        sql, (size_t)str_find(sql, (struct str)STR("x\n")), &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 10);
    sqlite_rules_find_position(sql, 1000, &line, &column);
    assert_int_equal(line, 3);
    assert_int_equal(column, 7);
}

TEST(a_format_is_cut_into_pieces)
{
    struct str format = STR("a%%b%-08.3f%s!");
    struct sqlite_rules_piece piece;
    struct err err;

    assert_true(sqlite_rules_cut_piece(&format, &piece, &err));
    assert_true(str_is(piece.text, "a"));
    assert_int_equal(piece.conversion, '%');
    assert_true(sqlite_rules_cut_piece(&format, &piece, &err));
    assert_true(str_is(piece.text, "b"));
    assert_int_equal(piece.conversion, 'f');
    assert_string_equal(piece.flags, "-0");
    assert_int_equal(piece.width, 8);
    assert_int_equal(piece.precision, 3);
    assert_true(sqlite_rules_cut_piece(&format, &piece, &err));
    assert_int_equal(piece.conversion, 's');
    assert_int_equal(piece.width, -1);
    assert_int_equal(piece.precision, -1);
    assert_true(sqlite_rules_cut_piece(&format, &piece, &err));
    assert_true(str_is(piece.text, "!"));
    assert_int_equal(piece.conversion, 0);
    assert_int_equal(format.len, 0);
}

TEST(a_width_that_is_large_or_an_argument_is_refused)
{
    static const char *const formats[] = {"%1001d", "%*d", "%.1001s", "%.*c",
                                          "%99999999999999999999d"};
    struct sqlite_rules_piece piece;

    for (size_t i = 0; i < COUNT(formats); i++) {
        struct str format = str_from(formats[i]);
        struct err err = {0};
        assert_false(sqlite_rules_cut_piece(&format, &piece, &err));
        assert_int_equal(err.code, ERR_LIMIT);
    }
}

TEST(an_unknown_conversion_is_refused)
{
    static const struct str formats[] = {STR("%n"), STR("%p"),  STR("%l"),
                                         STR("%-"), STR("%\0"), STR("%k")};
    struct sqlite_rules_piece piece;

    for (size_t i = 0; i < COUNT(formats); i++) {
        struct str format = formats[i];
        struct err err = {0};
        assert_false(sqlite_rules_cut_piece(&format, &piece, &err));
        assert_int_equal(err.code, ERR_INPUT);
    }
}
