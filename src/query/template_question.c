/*
 * Small letters by simple rules, for the alphabets in which case is one to
 * one: whoever needs the full rules of Unicode asks base/text. Here they only
 * have to find a question that was written twice.
 */
#include "query/template.h"

/* One character of well-formed UTF-8; *len is how many bytes it has. */
static uint32_t decode(const char *s, size_t *len)
{
    const unsigned char *u = (const unsigned char *)s;

    if (u[0] < 0x80) {
        *len = 1;
        return u[0];
    }
    *len = u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : 4;
    if (*len == 2)
        return (uint32_t)(u[0] & 0x1F) << 6 | (u[1] & 0x3F);
    if (*len == 3)
        return (uint32_t)(u[0] & 0x0F) << 12 | (uint32_t)(u[1] & 0x3F) << 6 |
               (u[2] & 0x3F);
    return 0x10000; /* neither a capital nor a mark that is known here */
}

/* Latin-1, Latin Extended-A, Greek and Cyrillic: all have two bytes. */
static uint32_t small_letter(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
        (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
        return c + 0x20;
    if ((c >= 0x100 && c <= 0x12F) || (c >= 0x132 && c <= 0x137) ||
        (c >= 0x14A && c <= 0x177))
        return c | 1;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
        return c % 2 == 1 ? c + 1 : c;
    return c >= 0x400 && c <= 0x40F ? c + 0x50 : c;
}

/* Signs that change what is asked ("over 5 %", "<", "R&D") stay. */
static bool is_gap(uint32_t c)
{
    static const char marks[] = "\t\n\r !\"(),-./:;?[\\]_`{|}";

    if (c < 0x80)
        return c < 0x20 || c == 0x7F || memchr(marks, (int)c, sizeof(marks));
    return c == 0xA0 || c == 0xA1 || c == 0xAB || c == 0xB7 || c == 0xBB ||
           c == 0xBF || (c >= 0x2000 && c <= 0x2027 && c != 0x2019) ||
           c == 0x202F || c == 0x2039 || c == 0x203A || c == 0x3000;
}

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019;
}

struct str template_question_key(struct str question, struct arena *arena)
{
    char *out = arena_alloc(arena, question.len + 1);
    size_t used = 0, len;
    bool has_gap = false;

    for (size_t i = 0; i < question.len; i += len) {
        uint32_t c = decode(question.ptr + i, &len);
        uint32_t small = small_letter(c);
        if (is_gap(c)) {
            has_gap = true;
            continue;
        }
        if (is_apostrophe(c))
            continue;
        if (has_gap && used > 0)
            out[used++] = ' ';
        has_gap = false;
        memcpy(out + used, question.ptr + i, len);
        if (small != c && len == 1)
            out[used] = (char)small;
        else if (small != c) {
            out[used] = (char)(0xC0 | small >> 6);
            out[used + 1] = (char)(0x80 | (small & 0x3F));
        }
        used += len;
    }
    return (struct str){out, used};
}
