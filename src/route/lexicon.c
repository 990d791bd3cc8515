/*
 * A word has two places, by its hash: who comes takes the first, and the one
 * that was there moves on to the second. Stem and name are kept as the
 * beginning of the word and a few letters behind it: "happi" of "happy",
 * "battery" of "batteries". Words for which that is not enough are worked out
 * anew each time. A Snowball stemmer is not safe to share between threads, and
 * costs a few microseconds to make.
 */
#include "route/lexicon.h"

#include <assert.h>
#include <libstemmer.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "route/signs.h"
#include "route/when.h"

enum { PLACES = 1024, WAYS = 2, WORD_MAX = 24, TAIL_MAX = 3, STEM_MAX = 64 };

/* The first `kept` bytes of the word, and `len` more. */
struct form {
    uint8_t kept, len;
    char tail[TAIL_MAX];
};

struct place {
    uint32_t hash;
    uint8_t len; /* 0: free */
    uint8_t role, sense;
    int32_t number;
    struct phrase_range phrases;
    uint32_t signs;
    struct form stem, name;
    bool may_begin_time;
    char word[WORD_MAX];
};

struct lexicon {
    struct sb_stemmer *stemmer;
    struct place places[PLACES / WAYS][WAYS];
};

static pthread_key_t lexicon_key;
static pthread_once_t lexicon_once = PTHREAD_ONCE_INIT;

static void delete_lexicon(void *memory)
{
    struct lexicon *lexicon = memory;
    sb_stemmer_delete(lexicon->stemmer);
    free(lexicon);
}

static void make_key(void)
{
    int failed = pthread_key_create(&lexicon_key, delete_lexicon);
    assert(!failed);
}

static struct lexicon *get_lexicon(void)
{
    pthread_once(&lexicon_once, make_key);
    struct lexicon *lexicon = pthread_getspecific(lexicon_key);
    if (!lexicon) {
        lexicon = MEMORY_NEW(struct lexicon);
        lexicon->stemmer = sb_stemmer_new("english", NULL);
        if (!lexicon->stemmer)
            memory_is_out("Snowball");
        pthread_setspecific(lexicon_key, lexicon);
    }
    return lexicon;
}

/* Snowball takes no "s" from a word without another vowel: "gas" is one, and
   "KPIs" are several. */
static bool is_short_plural(struct str stem)
{
    return stem.len > 3 && str_ends_with(stem, "is");
}

static struct str stem_word(struct lexicon *lexicon, struct str word)
{
    if (word.len < 3 || word.len > STEM_MAX)
        return word;
    const sb_symbol *symbols = sb_stemmer_stem(
        lexicon->stemmer, (const sb_symbol *)word.ptr, (int)word.len);
    struct str stem = {(const char *)symbols,
                       (size_t)sb_stemmer_length(lexicon->stemmer)};
    if (stem.len == word.len && is_short_plural(stem))
        stem.len--;
    return stem;
}

/* "batteries", "boxes", "EVs" as "battery", "box", "ev". Names of one letter
   more or less in other languages are not worth a mistake here. The first
   bytes that are kept, and whether a "y" stands behind them. */
static size_t cut_plural(struct str word, bool *has_y)
{
    static const char *const hissing[] = {"xes", "ches", "shes", "sses"};
    *has_y = false;
    if (word.len < 3 || word.ptr[word.len - 1] != 's' ||
        word.ptr[word.len - 2] == 's')
        return word.len;
    *has_y = str_ends_with(word, "ies") && word.len > 4;
    if (*has_y)
        return word.len - 3;
    for (size_t i = 0; i < COUNT(hissing); i++)
        if (str_ends_with(word, hissing[i]))
            return word.len - 2;
    return word.len - 1;
}

/* False if more letters changed than a form can hold. */
static bool shorten(struct form *form, struct str word, struct str changed)
{
    size_t kept = 0;
    while (kept < word.len && kept < changed.len &&
           word.ptr[kept] == changed.ptr[kept])
        kept++;
    if (changed.len - kept > TAIL_MAX)
        return false;
    form->kept = (uint8_t)kept;
    form->len = (uint8_t)(changed.len - kept);
    memcpy(form->tail, changed.ptr + kept, form->len);
    return true;
}

/* Nearly always the beginning of the word: then no copy is made. */
static struct str join(struct str start, size_t kept, const char *tail,
                       size_t len, struct arena *arena)
{
    if (len == 0)
        return (struct str){start.ptr, kept};
    char *copy = arena_alloc(arena, kept + len);
    memcpy(copy, start.ptr, kept);
    memcpy(copy + kept, tail, len);
    return (struct str){copy, kept + len};
}

/* Words that are too long for a place are in no list. */
static uint32_t find_signs(struct str word, enum word_role role)
{
    char name[WORD_MAX];
    bool has_y;
    size_t kept = cut_plural(word, &has_y);
    if (role == WORD_NOISE || word.len > sizeof(name))
        return signs_of(word, word);
    memcpy(name, word.ptr, kept);
    if (has_y)
        name[kept++] = 'y';
    return signs_of(word, (struct str){name, kept});
}

/* All but the name. The stem is the stemmer's. */
static void work_out(struct lexicon *lexicon, struct str word,
                     struct lexeme *lexeme)
{
    struct str stem = stem_word(lexicon, word);
    enum word_role role = operator_word_role(word);
    bool is_noise = role == WORD_NOISE || role == WORD_PLACE;
    *lexeme = (struct lexeme){.stem = stem,
                              .role = role,
                              .sense = operator_sense(is_noise ? word : stem),
                              .number = operator_number(word),
                              .phrases = operator_phrases_of(word),
                              .signs = find_signs(word, role),
                              .may_begin_time = when_may_begin(word)};
}

static bool fill_place(struct place *place, struct str word, uint32_t hash,
                       const struct lexeme *lexeme)
{
    bool has_y;
    if (word.len == 0 || word.len > WORD_MAX ||
        !shorten(&place->stem, word, lexeme->stem))
        return false;
    place->hash = hash;
    place->len = (uint8_t)word.len;
    memcpy(place->word, word.ptr, word.len);
    place->role = (uint8_t)lexeme->role;
    place->sense = (uint8_t)lexeme->sense;
    place->number = lexeme->number;
    place->phrases = lexeme->phrases;
    place->signs = lexeme->signs;
    place->name.kept = (uint8_t)cut_plural(word, &has_y);
    place->name.len = has_y;
    place->name.tail[0] = 'y';
    place->may_begin_time = lexeme->may_begin_time;
    return true;
}

static void read_place(const struct place *place, struct str word,
                       struct arena *arena, struct lexeme *lexeme)
{
    *lexeme =
        (struct lexeme){.stem = join(word, place->stem.kept, place->stem.tail,
                                     place->stem.len, arena),
                        .name = join(word, place->name.kept, place->name.tail,
                                     place->name.len, arena),
                        .role = (enum word_role)place->role,
                        .sense = (enum word_sense)place->sense,
                        .number = place->number,
                        .phrases = place->phrases,
                        .signs = place->signs,
                        .may_begin_time = place->may_begin_time};
}

static bool is_of(const struct place *place, struct str word, uint32_t hash)
{
    return place->hash == hash && place->len == word.len && word.len > 0 &&
           memcmp(place->word, word.ptr, word.len) == 0;
}

static void learn(struct lexicon *lexicon, struct place *places,
                  struct str word, uint32_t hash, struct arena *arena,
                  struct lexeme *lexeme)
{
    struct place place = {.len = 0};
    bool has_y;
    work_out(lexicon, word, lexeme);
    if (fill_place(&place, word, hash, lexeme)) {
        places[1] = places[0];
        places[0] = place;
    }
    size_t kept = cut_plural(word, &has_y);
    lexeme->name = join(word, kept, "y", has_y, arena);
    lexeme->stem = arena_str(arena, lexeme->stem);
}

void lexicon_look_up(struct str word, struct arena *arena,
                     struct lexeme *lexeme)
{
    struct lexicon *lexicon = get_lexicon();
    uint32_t hash = map_hash(word);
    struct place *places =
        lexicon->places[(hash ^ hash >> 16) % (PLACES / WAYS)];
    for (size_t i = 0; i < WAYS; i++)
        if (is_of(&places[i], word, hash)) {
            read_place(&places[i], word, arena, lexeme);
            return;
        }
    learn(lexicon, places, word, hash, arena, lexeme);
}
