/*
 * Nearly all text is ASCII, and takes a loop over bytes. The rest goes through
 * ICU: compatibility decomposition, so that an accent is a code point of its
 * own and can be dropped. Dropping marks is wrong for some scripts of India,
 * where they are vowels; both sides of a comparison lose them alike.
 */
#include "base/text.h"

#include <assert.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uclean.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/memory.h"

enum { TEXT_BYTES_MAX = 1 << 26 };

/* ICU says that a currency or a locale is unknown when memory is short. */
static void *give_bytes(const void *context, size_t size)
{
    (void)context;
    return memory_bytes(size);
}

static void *give_more(const void *context, void *memory, size_t size)
{
    (void)context;
    return memory_grow(memory, 1, size);
}

static void take_back(const void *context, void *memory)
{
    (void)context;
    free(memory);
}

/* Not safe once threads use ICU, therefore before main(). */
__attribute__((constructor)) static void give_memory(void)
{
    UErrorCode code = U_ZERO_ERROR;

    u_setMemoryFunctions(NULL, give_bytes, give_more, take_back, &code);
    assert(U_SUCCESS(code));
}

static bool is_plain_ascii(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20 ||
            (unsigned char)text.ptr[i] >= 0x7f)
            return false;
    return true;
}

static struct str fold_ascii(struct str text, struct arena *arena)
{
    size_t i = 0;
    while (i < text.len && !(text.ptr[i] >= 'A' && text.ptr[i] <= 'Z'))
        i++;
    if (i == text.len)
        return text;
    struct str copy = arena_str(arena, text);
    char *out = (char *)copy.ptr;
    for (; i < copy.len; i++)
        if (out[i] >= 'A' && out[i] <= 'Z')
            out[i] = (char)(out[i] - 'A' + 'a');
    return copy;
}

/* What stands for a code point: itself, an ASCII look-alike, a space, or -1
   for a mark that goes. */
static UChar32 plain_of(UChar32 c)
{
    if (c < 0x80)
        return c < 0x20 || c == 0x7f ? ' ' : c;
    if (c == 0x2018 || c == 0x2019 || c == 0x201b || c == 0x2032)
        return '\'';
    if ((c >= 0x201c && c <= 0x201f) || c == 0xab || c == 0xbb)
        return '"';
    if (c >= 0x2010 && c <= 0x2015)
        return '-';
    switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_FORMAT_CHAR:
        return -1;
    default:
        return u_isalnum(c) ? c : ' ';
    }
}

/* The code point at *i of valid UTF-16, moving *i behind it. */
static UChar32 next_point(const UChar *text, int32_t len, int32_t *i)
{
    UChar32 c = text[(*i)++];
    if (c < 0xd800 || c > 0xdbff || *i == len)
        return c;
    UChar32 trail = text[(*i)++];
    return 0x10000 + ((c - 0xd800) << 10) + (trail - 0xdc00);
}

static int32_t drop_marks(UChar *text, int32_t len)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < len;) {
        UChar32 c = plain_of(next_point(text, len, &i));
        if (c > 0xffff) {
            text[kept++] = (UChar)(0xd7c0 + (c >> 10));
            text[kept++] = (UChar)(0xdc00 | (c & 0x3ff));
        } else if (c >= 0) {
            text[kept++] = (UChar)c;
        }
    }
    return kept;
}

/* Makes `units` from UTF-8: decomposed, folded if asked, without marks. */
static UChar *decompose(struct str text, bool folds, struct arena *arena,
                        int32_t *len, UErrorCode *code)
{
    const UNormalizer2 *form = unorm2_getNFKDInstance(code);
    int32_t raw_len = 0;
    UChar *raw = ARENA_ARRAY(arena, UChar, text.len + 1);
    u_strFromUTF8(raw, (int32_t)text.len + 1, &raw_len, text.ptr,
                  (int32_t)text.len, code);
    int32_t size = unorm2_normalize(form, raw, raw_len, NULL, 0, code);
    if (*code == U_BUFFER_OVERFLOW_ERROR)
        *code = U_ZERO_ERROR;
    UChar *units = ARENA_ARRAY(arena, UChar, (size_t)size + 1);
    *len = unorm2_normalize(form, raw, raw_len, units, size + 1, code);
    if (!folds || U_FAILURE(*code))
        return units;
    size = u_strFoldCase(NULL, 0, units, *len, U_FOLD_CASE_DEFAULT, code);
    if (*code == U_BUFFER_OVERFLOW_ERROR)
        *code = U_ZERO_ERROR;
    UChar *small = ARENA_ARRAY(arena, UChar, (size_t)size + 1);
    *len =
        u_strFoldCase(small, size + 1, units, *len, U_FOLD_CASE_DEFAULT, code);
    return small;
}

static bool make_plain(struct str text, bool folds, struct arena *arena,
                       struct str *out, struct err *err)
{
    size_t bad;
    if (text.len > TEXT_BYTES_MAX)
        return err_set(err, ERR_LIMIT, "text of more than 64 MB");
    if (!str_is_utf8(text, &bad))
        return err_set(err, ERR_INPUT, "byte %zu is not valid UTF-8", bad);
    UErrorCode code = U_ZERO_ERROR;
    int32_t len = 0;
    UChar *units = decompose(text, folds, arena, &len, &code);
    if (U_FAILURE(code))
        return err_set(err, ERR_SYSTEM, "ICU: %s", u_errorName(code));
    len = drop_marks(units, len);
    size_t room = (size_t)len * 3 + 1;
    char *bytes = arena_alloc(arena, room);
    int32_t byte_count = 0;
    u_strToUTF8(bytes, (int32_t)room, &byte_count, units, len, &code);
    if (U_FAILURE(code))
        return err_set(err, ERR_SYSTEM, "ICU: %s", u_errorName(code));
    *out = (struct str){bytes, (size_t)byte_count};
    return true;
}

bool text_plain(struct str text, struct arena *arena, struct str *plain,
                struct err *err)
{
    if (is_plain_ascii(text)) {
        *plain = text;
        return true;
    }
    return make_plain(text, false, arena, plain, err);
}

bool text_fold(struct str text, struct arena *arena, struct str *folded,
               struct err *err)
{
    if (is_plain_ascii(text)) {
        *folded = fold_ascii(text, arena);
        return true;
    }
    return make_plain(text, true, arena, folded, err);
}
