#include "http/negotiate.h"
#include "test.h"

TEST(negotiate_gzip_follows_the_weights)
{
    static const struct {
        const char *accept;
        bool is_gzip;
    } cases[] = {
        {"", false},
        {"gzip", true},
        {"GZIP", true},
        {"x-gzip", true},
        {"gzip, deflate, br", true},
        {"br;q=1.0, gzip;q=0.8, *;q=0.1", true},
        {"identity", false},
        {"identity;q=0.5, gzip;q=1.0", true},
        {"identity;q=1.0, gzip;q=0.5", false},
        {"gzip;q=0", false},
        {"gzip;q=0.000", false},
        {"gzip;q=0.001", true},
        {"gzip;q=1.000", true},
        {"gzip ; q=0.5", true},
        {"gzip;Q=0", false},
        {"*", true},
        {"*;q=0", false},
        {"*;q=0.5, gzip;q=0", false},
        {"*;q=0, gzip", true},
        {"br", false},
        {"gzipped", false},
        {" , ,gzip, ", true},
        /* What cannot be read counts as absent. */
        {"gzip;q=1.1", false},
        {"gzip;q=0.0001", false},
        {"gzip;q=", false},
        {"gzip;q=-1", false},
        {"gzip;q=2", false},
        {"gzip;q=0,5", false},
        {";q=1", false},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        if (negotiate_gzip(str_from(cases[i].accept)) != cases[i].is_gzip)
            print_error("\"%s\"\n", cases[i].accept);
        assert_int_equal(negotiate_gzip(str_from(cases[i].accept)),
                         cases[i].is_gzip);
    }
}

TEST(negotiate_etag_matches_lists_by_weak_comparison)
{
    static const struct {
        const char *list;
        bool matches;
    } cases[] = {
        {"\"v1\"", true},
        {"W/\"v1\"", true},
        {"*", true},
        {" * ", true},
        {"\"v0\", \"v1\"", true},
        {"\"v0\",\"v1\"", true},
        {"\"v0\" , , W/\"v1\"", true},
        {"\"v,0\", \"v1\"", true},
        {"\"v1-gzip\"", false},
        {"\"v0\"", false},
        {"\"V1\"", false},
        {"w/\"v1\"", false},
        {"v1", false},
        {"\"v1", false},
        {"", false},
        {"\"\"", false},
        {"\"v0\"\"v1\"", false},
        {"\"v0\"; \"v1\"", false},
        {"\"*\"", false},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        bool matches =
            negotiate_etag_matches(str_from(cases[i].list), str_from("\"v1\""));
        if (matches != cases[i].matches)
            print_error("%s\n", cases[i].list);
        assert_int_equal(matches, cases[i].matches);
    }
}
