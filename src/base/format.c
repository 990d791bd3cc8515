/*
 * Numbers go through UNumberFormatter, which is immutable and made from a
 * skeleton, ICU's own small language: one formatter for each kind of number,
 * all made at the start. unum.h's older formatters change when they are used,
 * and would need a lock.
 */
#include "base/format.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/ucal.h>
#include <unicode/ucurr.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/unumberformatter.h>
#include <unicode/ustring.h>

#include "base/memory.h"

enum {
    LOCALE_SIZE = 64,
    CURRENCY_LEN = 3,
    SKELETON_SIZE = 96,
    PATTERN_SIZE = 128,
    TEXT_SIZE = 512, /* UTF-16 units: room for the 309 digits of a double */
    GRAIN_COUNT = DATE_YEAR + 1,
};

enum kind {
    DECIMAL_0,
    DECIMAL_LAST = DECIMAL_0 + FORMAT_DIGITS_MAX,
    PERCENT,
    CURRENCY,
    COMPACT,
    TENTHS,
    KIND_COUNT
};

struct dates {
    pthread_mutex_t lock;
    UDateFormat *by_grain[GRAIN_COUNT];
};

struct format {
    UNumberFormatter *numbers[KIND_COUNT];
    struct dates *dates;
    char locale[LOCALE_SIZE];
    char currency[CURRENCY_LEN + 1];
};

static bool is_available(const char *locale)
{
    UErrorCode status = U_ZERO_ERROR;
    UEnumeration *names =
        uloc_openAvailableByType(ULOC_AVAILABLE_WITH_LEGACY_ALIASES, &status);
    const char *name;
    bool is_found = false;

    while (!is_found && (name = uenum_next(names, NULL, &status)))
        is_found = strcmp(name, locale) == 0;
    uenum_close(names);
    return is_found;
}

/* Takes de-DE, de_DE and de_DE.UTF-8, and writes de_DE. */
static bool read_locale(struct str text, char out[LOCALE_SIZE], struct err *err)
{
    char name[LOCALE_SIZE] = "";
    UErrorCode status = U_ZERO_ERROR;

    if (text.len > 0 && text.len < LOCALE_SIZE &&
        !memchr(text.ptr, '@', text.len)) {
        memcpy(name, text.ptr, text.len);
        uloc_canonicalize(name, out, LOCALE_SIZE, &status);
        if (status == U_ZERO_ERROR && is_available(out))
            return true;
    }
    return err_set(err, ERR_INPUT,
                   "unknown locale \"%.*s\": write a language and a country, "
                   "such as en_US or de_DE",
                   text.len < LOCALE_SIZE ? (int)text.len : LOCALE_SIZE,
                   text.ptr);
}

static bool read_currency(struct str text, char out[CURRENCY_LEN + 1],
                          struct err *err)
{
    const UDate always = 1e300;
    UErrorCode status = U_ZERO_ERROR;
    UChar code[CURRENCY_LEN + 1] = {0};
    bool is_code = text.len == CURRENCY_LEN;

    for (size_t i = 0; is_code && i < text.len; i++)
        is_code = text.ptr[i] >= 'A' && text.ptr[i] <= 'Z';
    if (is_code) {
        u_charsToUChars(text.ptr, code, CURRENCY_LEN);
        is_code = ucurr_isAvailable(code, -always, always, &status);
    }
    if (!is_code || U_FAILURE(status))
        return err_set(err, ERR_INPUT,
                       "unknown currency \"%.*s\": write its three letters, "
                       "such as USD or EUR",
                       text.len < LOCALE_SIZE ? (int)text.len : LOCALE_SIZE,
                       text.ptr);
    memcpy(out, text.ptr, CURRENCY_LEN);
    return true;
}

static void write_skeleton(const struct format *format, int kind,
                           char out[SKELETON_SIZE])
{
    const char *rounding = "rounding-mode-half-up sign-negative";

    if (kind == DECIMAL_0)
        snprintf(out, SKELETON_SIZE, "precision-integer %s", rounding);
    else if (kind <= DECIMAL_LAST)
        snprintf(out, SKELETON_SIZE, ".%.*s %s", kind - DECIMAL_0, "000000",
                 rounding);
    else if (kind == PERCENT)
        snprintf(out, SKELETON_SIZE, "percent scale/100 .# %s", rounding);
    else if (kind == CURRENCY)
        snprintf(out, SKELETON_SIZE, "currency/%s %s", format->currency,
                 rounding);
    else if (kind == COMPACT)
        snprintf(out, SKELETON_SIZE, "compact-short %s", rounding);
    else
        snprintf(out, SKELETON_SIZE, ".# %s", rounding);
}

/* ICU compiles a formatter when it is used for the third time. Done here, the
   slow uses are over, and nothing is built any more while threads share it. */
static void warm_up(const UNumberFormatter *number, UErrorCode *status)
{
    UFormattedNumber *result = unumf_openResult(status);

    for (int i = 0; i < 4; i++)
        unumf_formatDouble(number, 1, result, status);
    unumf_closeResult(result);
}

static UNumberFormatter *open_number(const struct format *format, int kind,
                                     UErrorCode *status)
{
    char skeleton[SKELETON_SIZE];
    UChar wide[SKELETON_SIZE];
    UNumberFormatter *number;

    write_skeleton(format, kind, skeleton);
    u_charsToUChars(skeleton, wide, (int32_t)strlen(skeleton) + 1);
    number = unumf_openForSkeletonAndLocale(wide, -1, format->locale, status);
    warm_up(number, status);
    return number;
}

/* In UTC, and without a turn to the Julian calendar before 1582: days are then
   those of base/date.h. */
static void set_calendar(UDateFormat *dates, const char *locale,
                         UErrorCode *status)
{
    const UDate first = -1e16;
    UChar utc[8];
    UCalendar *calendar;

    u_uastrcpy(utc, "Etc/UTC");
    calendar = ucal_open(utc, -1, locale, UCAL_GREGORIAN, status);
    ucal_setGregorianChange(calendar, first, status);
    if (U_SUCCESS(*status))
        udat_setCalendar(dates, calendar);
    ucal_close(calendar);
}

static UDateFormat *open_date(const struct format *format,
                              enum date_grain grain, UErrorCode *status)
{
    static const char *const skeletons[GRAIN_COUNT] = {
        [DATE_MONTH] = "yMMMM", [DATE_QUARTER] = "yQQQ", [DATE_YEAR] = "y"};
    char locale[LOCALE_SIZE + 32];
    UDateFormatStyle style = UDAT_MEDIUM;
    UChar pattern[PATTERN_SIZE];
    int32_t len = 0;
    UDateFormat *dates;

    snprintf(locale, sizeof(locale), "%s@calendar=gregorian", format->locale);
    if (skeletons[grain]) {
        UDateTimePatternGenerator *patterns = udatpg_open(locale, status);
        UChar skeleton[8];
        u_uastrcpy(skeleton, skeletons[grain]);
        len = udatpg_getBestPattern(patterns, skeleton, -1, pattern,
                                    PATTERN_SIZE, status);
        udatpg_close(patterns);
        style = UDAT_PATTERN;
    }
    dates = udat_open(skeletons[grain] ? UDAT_PATTERN : UDAT_NONE, style,
                      locale, NULL, 0, pattern, len, status);
    if (U_SUCCESS(*status))
        set_calendar(dates, locale, status);
    return dates;
}

struct format *format_open(struct str locale, struct str currency,
                           struct err *err)
{
    struct format *format = MEMORY_NEW(struct format);
    UErrorCode status = U_ZERO_ERROR;

    format->dates = memory_array(1, sizeof(*format->dates));
    pthread_mutex_init(&format->dates->lock, NULL);
    if (!read_locale(locale, format->locale, err) ||
        !read_currency(currency, format->currency, err))
        goto failed;
    for (int i = 0; i < KIND_COUNT; i++)
        format->numbers[i] = open_number(format, i, &status);
    for (int i = 0; i < GRAIN_COUNT; i++)
        format->dates->by_grain[i] =
            open_date(format, (enum date_grain)i, &status);
    if (U_SUCCESS(status))
        return format;
    err_set(err, ERR_SYSTEM, "formats of locale %s: %s", format->locale,
            u_errorName(status));
failed:
    format_close(format);
    return NULL;
}

void format_close(struct format *format)
{
    if (!format)
        return;
    for (int i = 0; i < KIND_COUNT; i++)
        unumf_close(format->numbers[i]);
    for (int i = 0; i < GRAIN_COUNT; i++)
        if (format->dates->by_grain[i])
            udat_close(format->dates->by_grain[i]);
    pthread_mutex_destroy(&format->dates->lock);
    free(format->dates);
    free(format);
}

static struct str to_arena(struct arena *arena, const UChar *text, int32_t len)
{
    enum { UTF8_MAX = TEXT_SIZE * 3 };
    UErrorCode status = U_ZERO_ERROR;
    char utf8[UTF8_MAX];
    int32_t count = 0;

    u_strToUTF8(utf8, UTF8_MAX, &count, text, len, &status);
    assert(U_SUCCESS(status) && count <= UTF8_MAX);
    return arena_str(arena, (struct str){utf8, (size_t)count});
}

static struct str write_result(struct arena *arena, UFormattedNumber *result,
                               UErrorCode *status)
{
    UChar text[TEXT_SIZE];
    int32_t len = unumf_resultToString(result, text, TEXT_SIZE, status);

    unumf_closeResult(result);
    assert(U_SUCCESS(*status));
    return to_arena(arena, text, len);
}

static struct str write_number(const struct format *format, enum kind kind,
                               struct arena *arena, double value)
{
    UErrorCode status = U_ZERO_ERROR;
    UFormattedNumber *result = unumf_openResult(&status);

    assert(isfinite(value));
    unumf_formatDouble(format->numbers[kind], value, result, &status);
    return write_result(arena, result, &status);
}

struct str format_integer(const struct format *format, struct arena *arena,
                          int64_t value)
{
    UErrorCode status = U_ZERO_ERROR;
    UFormattedNumber *result = unumf_openResult(&status);

    unumf_formatInt(format->numbers[DECIMAL_0], value, result, &status);
    return write_result(arena, result, &status);
}

struct str format_decimal(const struct format *format, struct arena *arena,
                          double value, int digits)
{
    assert(0 <= digits && digits <= FORMAT_DIGITS_MAX);
    return write_number(format, (enum kind)(DECIMAL_0 + digits), arena, value);
}

struct str format_percent(const struct format *format, struct arena *arena,
                          double ratio)
{
    return write_number(format, PERCENT, arena, ratio);
}

struct str format_currency(const struct format *format, struct arena *arena,
                           double value)
{
    return write_number(format, CURRENCY, arena, value);
}

struct str format_compact(const struct format *format, struct arena *arena,
                          double value)
{
    return write_number(format, COMPACT, arena, value);
}

/* "2 h 5 min": `count` of the small unit, `size` of which are a large one. */
static struct str write_units(const struct format *format, struct arena *arena,
                              double count, int size, const char *units[2])
{
    int64_t n = (int64_t)count;
    struct str large = format_integer(format, arena, n / size);
    int64_t rest = (n < 0 ? -n : n) % size;
    struct str small = format_integer(format, arena, rest);

    if (rest == 0)
        return arena_printf(arena, "%.*s %s", STR_ARG(large), units[0]);
    return arena_printf(arena, "%.*s %s %.*s %s", STR_ARG(large), units[0],
                        STR_ARG(small), units[1]);
}

struct str format_duration(const struct format *format, struct arena *arena,
                           double seconds)
{
    const double longest = 1e15; /* what is more has lost its seconds */
    double value = fmax(-longest, fmin(seconds, longest));

    assert(isfinite(seconds));
    if (fabs(value) < 59.95)
        return arena_printf(
            arena, "%.*s s",
            STR_ARG(write_number(format, TENTHS, arena, value)));
    if (fabs(round(value)) < 3600)
        return write_units(format, arena, round(value), 60,
                           (const char *[]){"min", "s"});
    if (fabs(round(value / 60)) < 24 * 60)
        return write_units(format, arena, round(value / 60), 60,
                           (const char *[]){"h", "min"});
    return write_units(format, arena, round(value / 3600), 24,
                       (const char *[]){"d", "h"});
}

struct str format_date(const struct format *format, struct arena *arena,
                       struct date date, enum date_grain grain)
{
    UErrorCode status = U_ZERO_ERROR;
    UDate time_ms = (double)date.day * DATE_DAY_S * 1000;
    UChar text[TEXT_SIZE];
    int32_t len;

    pthread_mutex_lock(&format->dates->lock);
    len = udat_format(format->dates->by_grain[grain], time_ms, text, TEXT_SIZE,
                      NULL, &status);
    pthread_mutex_unlock(&format->dates->lock);
    assert(U_SUCCESS(status));
    return to_arena(arena, text, len);
}
