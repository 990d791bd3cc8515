#include "http/negotiate.h"

#include "http/request.h"

enum { Q_ONE = 1000 /* weights are counted in thousandths */ };

/* qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ) */
static bool read_weight(struct str text, int *weight)
{
    int value, unit = Q_ONE / 10;

    if (text.len == 0 || text.len > 5 || text.ptr[0] < '0' || text.ptr[0] > '1')
        return false;
    if (text.len > 1 && text.ptr[1] != '.')
        return false;
    value = (text.ptr[0] - '0') * Q_ONE;
    for (size_t i = 2; i < text.len; i++, unit /= 10) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        value += (text.ptr[i] - '0') * unit;
    }
    *weight = value;
    return value <= Q_ONE;
}

/* "gzip; q=0.5" into its name and weight. */
static bool read_item(struct str item, struct str *name, int *weight)
{
    *name = str_trim(str_cut(&item, ';'));
    *weight = Q_ONE;
    while (item.len > 0) {
        struct str value = str_cut(&item, ';');
        struct str key = str_trim(str_cut(&value, '='));
        if (http_same_word(key, str_from("q")))
            return read_weight(str_trim(value), weight);
    }
    return name->len > 0;
}

bool negotiate_gzip(struct str accept_encoding)
{
    int gzip = -1, identity = -1, other = -1;

    while (accept_encoding.len > 0) {
        struct str name;
        int weight;
        if (!read_item(str_cut(&accept_encoding, ','), &name, &weight))
            continue;
        if (http_same_word(name, str_from("gzip")) ||
            http_same_word(name, str_from("x-gzip")))
            gzip = weight > gzip ? weight : gzip;
        else if (http_same_word(name, str_from("identity")))
            identity = weight;
        else if (str_is(name, "*"))
            other = weight;
    }
    if (gzip < 0)
        gzip = other;
    /* Identity that is not named is acceptable, but never preferred. */
    return gzip > 0 && gzip >= identity;
}

static struct str without_weakness(struct str etag)
{
    return str_starts_with(etag, "W/") ? str_skip(etag, 2) : etag;
}

/* Takes one entity-tag off the list. Commas may stand inside the quotes. */
static bool take_etag(struct str *list, struct str *etag)
{
    const char *end;
    size_t start;

    *list = str_trim(*list);
    while (list->len > 0 && list->ptr[0] == ',')
        *list = str_trim(str_skip(*list, 1));
    start = str_starts_with(*list, "W/") ? 2 : 0;
    if (list->len < start + 2 || list->ptr[start] != '"')
        return false;
    end = memchr(list->ptr + start + 1, '"', list->len - start - 1);
    if (!end)
        return false;
    *etag = (struct str){list->ptr, (size_t)(end - list->ptr) + 1};
    *list = str_trim(str_skip(*list, etag->len));
    return list->len == 0 || list->ptr[0] == ',';
}

bool negotiate_etag_matches(struct str if_none_match, struct str etag)
{
    struct str candidate;

    if (str_equal(if_none_match, etag) || str_is(str_trim(if_none_match), "*"))
        return true;
    while (take_etag(&if_none_match, &candidate))
        if (str_equal(without_weakness(candidate), without_weakness(etag)))
            return true;
    return false;
}
