#include "http/http_date.h"
#include "test.h"

#include <time.h>

/* The first is the example of RFC 9110, 5.6.7; the others by `date -u`. */
TEST(http_date_is_an_imf_fixdate)
{
    static const struct {
        int64_t time_s;
        const char *text;
    } cases[] = {
        {784111777, "Sun, 06 Nov 1994 08:49:37 GMT"},
        {0, "Thu, 01 Jan 1970 00:00:00 GMT"},
        {1709164800, "Thu, 29 Feb 2024 00:00:00 GMT"},
        {1767225599, "Wed, 31 Dec 2025 23:59:59 GMT"},
        {253402300799, "Fri, 31 Dec 9999 23:59:59 GMT"},
    };
    char text[HTTP_DATE_LEN + 1];

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(http_date_write(cases[i].time_s, text));
        assert_string_equal(text, cases[i].text);
    }
}

TEST(http_date_refuses_years_it_cannot_write)
{
    static const int64_t cases[] = {-1, 253402300800, INT64_MAX, INT64_MIN};
    char text[HTTP_DATE_LEN + 1];

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_false(http_date_write(cases[i], text));
}

/* Every day of sixty years, as the C library sees it. */
TEST(http_date_agrees_with_the_library)
{
    char text[HTTP_DATE_LEN + 1], other[64];

    for (int64_t s = 86399; s < INT64_C(60) * 366 * 86400; s += 86400) {
        time_t seconds = (time_t)s;
        struct tm tm;
        assert_true(http_date_write(s, text));
        assert_non_null(gmtime_r(&seconds, &tm));
        strftime(other, sizeof(other), "%a, %d %b %Y %H:%M:%S GMT", &tm);
        assert_string_equal(text, other);
    }
}
