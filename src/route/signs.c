#include "route/signs.h"

enum { LIST_MAX = 12 };

struct list {
    enum sign sign;
    const char *words[LIST_MAX + 1]; /* up to NULL */
};

static const struct list of_words[] = {
    {SIGN_WHICH, {"which"}},
    {SIGN_WHAT, {"what"}},
    {SIGN_WHOSE, {"whose"}},
    {SIGN_WHO, {"who"}},
    {SIGN_WHY, {"why"}},
    {SIGN_OF_THE, {"of", "our", "the", "these", "those"}},
    {SIGN_ARTICLE, {"the", "a", "an", "our", "all"}},
    {SIGN_AND, {"and"}},
    {SIGN_JOINT, {"and", "&", "vs", "versus", "against", "compared"}},
    {SIGN_AGAINST, {"versus", "vs", "against", "compared"}},
    {SIGN_COST, {"cost"}},
    {SIGN_DO, {"do", "does"}},
    {SIGN_OUT, {"out", "sold"}},
    {SIGN_PER, {"per"}},
    {SIGN_MOST, {"most", "fewest", "least", "highest", "lowest"}},
    {SIGN_NUMEROUS, {"most", "fewest"}},
    {SIGN_FIRST, {"first"}},
    {SIGN_ORDINAL,
     {"second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
      "ninth", "tenth", "next"}},
    {SIGN_WAY, {"down", "up"}},
    {SIGN_EARN,
     {"earn", "earns", "earned", "earning", "bring", "brings", "brought",
      "bringing", "lucrative"}},
    {SIGN_GOING,
     {"is", "are", "was", "were", "be", "been", "go", "goes", "went", "going",
      "gone", "trending"}},
};

static const struct list of_names[] = {
    {SIGN_TIME_UNIT, {"day", "week", "month", "quarter", "year"}},
    {SIGN_COMPARED,
     {"day", "week", "month", "quarter", "year", "yoy", "qoq", "mom", "wow"}},
};

static uint32_t find_signs(struct str word, const struct list *lists,
                           size_t count)
{
    uint32_t signs = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; lists[i].words[k]; k++)
            if (str_is(word, lists[i].words[k]))
                signs |= UINT32_C(1) << lists[i].sign;
    return signs;
}

uint32_t signs_of(struct str word, struct str name)
{
    uint32_t adverb = str_ends_with(word, "ly");
    return find_signs(word, of_words, COUNT(of_words)) |
           find_signs(name, of_names, COUNT(of_names)) | adverb << SIGN_ADVERB;
}
