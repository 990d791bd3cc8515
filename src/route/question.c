/*
 * Mistyped words are looked for by comparing with every word of the index that
 * has nearly the same letters and length: two integer comparisons a word, so
 * 100,000 words cost a fraction of a millisecond, and only questions with an
 * unknown word pay. A table of deletions would be faster, and ten times the
 * size of the index's own words.
 */
#include "route/question.h"

#include "route/compared.h"
#include "route/difference.h"
#include "route/meaning.h"
#include "route/relation.h"
#include "route/spelling.h"

/* Without columns there are no parts of a dump that a word could choose. */
static bool has_columns(const struct question *question)
{
    return question->index->counts[SECTION_COLUMNS] > 0;
}

static void note_term(struct question *question, size_t at, uint32_t term)
{
    if (term == MAP_NONE)
        return;
    question->term_bits[term % QUESTION_TERM_BITS / 64] |= bits_of(term % 64);
    question->lowest[at] |= bits_of(term % 64);
}

static void find_same(struct question *question, size_t at)
{
    const struct token *token = &question->tokens.items[at];
    const struct thesaurus_word *others = NULL;
    size_t count = 0, found = 0;
    if (token->kind == TOKEN_CONTENT && !token->is_quoted)
        count = thesaurus_find(token->stem, &others);
    question->others[at] = others;
    question->other_counts[at] = (uint8_t)count;
    for (size_t i = 0; i < count && found < SAME_MAX; i++) {
        uint32_t term = index_find_hashed_term(question->index, others[i].stem,
                                               others[i].stem_hash);
        note_term(question, at, term);
        if (term != MAP_NONE)
            question->same[at][found++] = term;
    }
    if (found < SAME_MAX)
        question->same[at][found] = MAP_NONE;
}

/* As each reading compares it. */
static void note_word(struct question *question, size_t at, uint32_t hash)
{
    const struct token *token = &question->tokens.items[at];
    struct pair_word *word = &question->words[at];
    struct pair_alone *alone = &question->alone[at];
    bool is_quoted = token->is_quoted || token->is_code;
    word->term = question->terms[at];
    word->hash = hash;
    word->meaning = question->meanings[at];
    word->different = token->kind == TOKEN_NUMBER      ? DIFFERENCE_NUMBER
                      : is_quoted || token->is_capital ? DIFFERENCE_NAME
                                                       : hash;
    word->relatives =
        token->kind == TOKEN_CONTENT ? relation_bits(word->meaning) : 0;
    word->letter_pairs = index_letter_pairs(token->stem, &word->pair_count);
    word->weight = question->weights[at];
    word->kind = (uint8_t)token->kind;
    word->op = (uint8_t)token->op;
    word->len = (uint8_t)token->stem.len;
    alone->key = difference_in_question(word->different);
    alone->weight = (float)difference_weight(alone->key);
    alone->weight_of_columns =
        (float)difference_weight(alone->key ^ DIFFERENCE_OF_COLUMNS);
    if (token->kind == TOKEN_CONTENT && word->term == MAP_NONE)
        question->bits.strange |= bits_of(at);
}

static void find_terms(struct question *question)
{
    const struct route_index *index = question->index;
    memset(question->term_bits, 0, sizeof(question->term_bits));
    for (size_t i = 0; i < question->tokens.count; i++) {
        const struct token *token = &question->tokens.items[i];
        uint32_t hash = map_hash(token->term);
        uint32_t term = index_find_hashed_term(index, token->term, hash);
        question->terms[i] = term;
        question->lowest[i] = 0;
        note_term(question, i, term);
        find_same(question, i);
        question->weights[i] =
            term == MAP_NONE ? index->unknown_idf : index->terms[term].idf;
        question->meanings[i] = token->kind != TOKEN_CONTENT ? MAP_NONE
                                : term == MAP_NONE ? meaning_find(hash)
                                                   : index->terms[term].meaning;
        note_word(question, i, hash);
    }
}

static void add_mentions_at(struct question *question, struct str names,
                            const size_t *ends, size_t at, size_t offset)
{
    size_t room = question->tokens.count - at, start = offset;
    uint32_t hashes[MENTION_WORDS_MAX], hash = map_hash((struct str){"", 0});
    if (room > question->index->mention_words)
        room = question->index->mention_words;
    for (size_t n = 0; n < room; start = ends[at + n++]) {
        struct str more = {names.ptr + start, ends[at + n] - start};
        hashes[n] = hash = map_hash_more(hash, more);
    }
    for (size_t n = room; n > 0; n--) {
        struct str key = {names.ptr + offset, ends[at + n - 1] - offset};
        uint32_t mention =
            index_find_hashed_mention(question->index, key, hashes[n - 1]);
        if (mention == MAP_NONE ||
            question->mention_count == QUESTION_MENTIONS_MAX)
            continue;
        question->mentions[question->mention_count++] =
            (struct mention_at){(uint32_t)at, (uint32_t)n, mention, false};
    }
}

static bool names_value(const struct route_index *index, uint32_t mention)
{
    const struct index_mention *record = &index->mentions[mention];
    for (uint32_t i = 0; i < record->use_count; i++)
        if (index->uses[record->first_use + i].value != MAP_NONE)
            return true;
    return false;
}

/* The names of words that mean the same, behind those of the words. */
static void find_same_mentions(struct question *question)
{
    for (size_t i = 0; has_columns(question) && i < question->tokens.count;
         i++) {
        const struct thesaurus_word *others = question->others[i];
        for (size_t k = 0; k < question->other_counts[i]; k++) {
            uint32_t mention = index_find_hashed_mention(
                question->index, others[k].word, others[k].word_hash);
            if (mention == MAP_NONE ||
                question->mention_count == QUESTION_MENTIONS_MAX ||
                names_value(question->index, mention))
                continue;
            question->mentions[question->mention_count++] =
                (struct mention_at){(uint32_t)i, 1, mention, true};
        }
    }
}

static void find_mentions(struct question *question)
{
    size_t count = question->tokens.count, ends[TOKENS_MAX], end = 0;
    question->mention_count = 0;
    if (question->index->counts[SECTION_MENTIONS] == 0)
        return;
    struct str names =
        tokens_names(&question->tokens, 0, count, question->arena);
    for (size_t i = 0; i < count; i++) {
        end += question->tokens.items[i].name.len;
        ends[i] = end++;
    }
    for (size_t i = 0, offset = 0; i < count; i++) {
        add_mentions_at(question, names, ends, i, offset);
        offset = ends[i] + 1;
    }
    find_same_mentions(question);
}

/* What is nowhere in the index, and what is part of a value's name. */
static void find_known(struct question *question)
{
    const struct route_index *index = question->index;
    uint64_t known = 0, values = 0;
    for (size_t i = 0; i < question->mention_count; i++) {
        const struct mention_at *mention = &question->mentions[i];
        uint32_t use = index->mentions[mention->mention].first_use;
        uint64_t words = bits_before(mention->count) << mention->start;
        known |= words;
        values |= index->uses[use].value != MAP_NONE ? words : 0;
    }
    for (size_t i = 0; i < question->tokens.count; i++)
        if (question->terms[i] != MAP_NONE || question->same[i][0] != MAP_NONE)
            known |= bits_of(i);
    question->bits.unknown = bits_before(question->tokens.count) & ~known;
    question->bits.values = values;
}

bool question_is_term(const struct question *question, size_t token,
                      uint32_t term)
{
    if (question->terms[token] == term)
        return term != MAP_NONE;
    for (size_t i = 0; i < SAME_MAX && question->same[token][i] != MAP_NONE;
         i++)
        if (question->same[token][i] == term)
            return true;
    return false;
}

bool question_has_term(const struct question *question, uint32_t term)
{
    uint64_t bits = question->term_bits[term % QUESTION_TERM_BITS / 64];
    if (!(bits >> term % 64 & 1))
        return false;
    for (size_t i = 0; i < question->tokens.count; i++)
        if (question_is_term(question, i, term))
            return true;
    return false;
}

int question_strength(const struct question *question, uint32_t template,
                      size_t token)
{
    uint32_t term = question->terms[token];
    if ((question->index->bag_bits[template] & question->lowest[token]) == 0)
        return 0;
    int best = term == MAP_NONE
                   ? 0
                   : index_bag_strength(question->index, template, term);
    for (size_t i = 0; i < SAME_MAX && question->same[token][i] != MAP_NONE;
         i++) {
        int other = index_bag_strength(question->index, template,
                                       question->same[token][i]);
        best = other > best ? other : best;
    }
    return best;
}

/* "Next day" may be a service: whoever has such a value means that. */
static bool is_named_when(const struct question *question,
                          const struct when *when)
{
    bool may_be_name =
        !when->is_known ||
        when_is_weekday(question->tokens.items[when->start].word);
    for (size_t i = 0; may_be_name && i < question->mention_count; i++)
        if (question->mentions[i].start <= when->start &&
            question->mentions[i].start + question->mentions[i].count >=
                when->start + when->count &&
            names_value(question->index, question->mentions[i].mention))
            return true;
    return false;
}

static void find_whens(struct question *question)
{
    size_t count =
        when_find(&question->tokens, question->request->today, question->whens);
    question->bits.whens = 0;
    question->when_count = 0;
    for (size_t i = 0; i < count; i++)
        if (!is_named_when(question, &question->whens[i]))
            question->whens[question->when_count++] = question->whens[i];
    for (size_t i = 0; i < question->when_count; i++)
        question->bits.whens |= bits_before(question->whens[i].count)
                                << question->whens[i].start;
}

/* Three letters are never enough to be sure, but may be "tpo" and "wek". */
static bool may_be_mistyped(const struct question *question, size_t at)
{
    const struct token *token = &question->tokens.items[at];
    size_t least =
        has_columns(question) ? TYPO_LETTERS_MIN - 1U : TYPO_LETTERS_MIN + 1U;
    return token->kind == TOKEN_CONTENT && !token->is_quoted &&
           !token->is_code && token->role == WORD_PLAIN &&
           token->word.len >= least && token->word.len <= 40 &&
           question_is_unknown(question, at) && !question_is_when(question, at);
}

/* The words within `limit` edits that have different stems. */
static size_t find_near(const struct question *question, struct str word,
                        int limit, struct str *near, size_t max)
{
    const struct route_index *index = question->index;
    uint32_t letters = index_letters(word);
    size_t found = 0;
    for (uint32_t i = 0; i < index->counts[SECTION_WORDS]; i++) {
        const struct index_word *record = &index->words[i];
        size_t len = record->text.len;
        if (len > word.len + (size_t)limit || word.len > len + (size_t)limit ||
            bits_count(record->letters ^ letters) > 2 * limit)
            continue;
        struct str other = index_str(index, record->text);
        if (str_distance(word, other, limit) > limit)
            continue;
        bool is_form = found > 0 && (str_find(other, near[found - 1]) == 0 ||
                                     str_find(near[found - 1], other) == 0);
        if (is_form)
            continue;
        if (found == max)
            break;
        near[found++] = other;
    }
    return found;
}

/* Adds those of our own words that may have been meant, which would decide
   what is shown. */
static size_t add_own_words(const struct question *question, struct str word,
                            struct str *near, size_t found, size_t max)
{
    struct str own[TYPO_MEANT_MAX * 2];
    size_t count =
        has_columns(question) ? spelling_find(word, own, COUNT(own)) : 0;
    for (size_t i = 0; i < count && found < max; i++) {
        bool is_known = false;
        for (size_t k = 0; k < found; k++)
            is_known = is_known || spelling_is_form(own[i], near[k]);
        if (!is_known)
            near[found++] = own[i];
    }
    return found;
}

/* "turn" is no "burn": of four letters, one in the place of another makes too
   many words. Left out or swapped ones make few. */
static bool is_too_short(struct str word, struct str meant)
{
    size_t same = 0;
    if (word.len > TYPO_LETTERS_MIN)
        return false;
    if (meant.len != word.len)
        return meant.len < word.len;
    for (size_t i = 0; i < word.len; i++)
        same += word.ptr[i] == meant.ptr[i];
    return same + 1 == word.len;
}

/* Puts those that are too short behind the others; how many others. */
static size_t sort_short(struct str word, struct str *near, size_t count)
{
    struct str others[TYPO_MEANT_MAX] = {{NULL, 0}};
    size_t kept = 0, dropped = 0;
    for (size_t i = 0; i < count; i++)
        if (is_too_short(word, near[i]))
            others[dropped++] = near[i];
        else
            near[kept++] = near[i];
    for (size_t i = 0; i < dropped; i++)
        near[kept + i] = others[i];
    return kept;
}

static bool has_word(const struct str *words, size_t count, struct str word)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(words[i], word))
            return true;
    return false;
}

/* Of words that say nothing it does not matter which. */
static bool are_noise(const struct str *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        enum word_role role = operator_word_role(words[i]);
        if (role != WORD_NOISE && role != WORD_PLACE)
            return false;
    }
    return count > 0;
}

bool question_may_be_other(const struct question *question, size_t token,
                           struct str meant)
{
    uint32_t mention = index_find_mention(question->index, meant);
    if (mention == MAP_NONE || !names_value(question->index, mention))
        return false;
    uint32_t meaning =
        meaning_find(map_hash(tokens_stem(meant, question->arena)));
    return meaning != MAP_NONE &&
           spelling_has_other(question->tokens.items[token].word, meant,
                              meaning);
}

/* A word of a dictionary is not mistyped for sure, nor one that is as near to
   another of a dictionary. Of short words, most are. */
static bool is_nearest(const struct question *question, size_t at,
                       struct str meant)
{
    const struct token *token = &question->tokens.items[at];
    return question->meanings[at] == MAP_NONE &&
           !question_may_be_other(question, at, meant) &&
           (token->word.len < TYPO_LONG_WORD ||
            !spelling_has_other(token->word, meant, MAP_NONE));
}

/* One edit that can only mean one word is corrected. */
static bool is_sure(const struct question *question, const struct typo *typo,
                    size_t of_index)
{
    const struct token *token = &question->tokens.items[typo->at];
    bool is_name = token->is_placed || token->is_capital;
    if (are_noise(typo->meant, typo->meant_count) && !is_name)
        return typo->rival_count == 0;
    return typo->meant_count == 1 && token->word.len >= TYPO_LETTERS_MIN &&
           (of_index == 1 || !is_too_short(token->word, typo->meant[0])) &&
           is_nearest(question, typo->at, typo->meant[0]);
}

/* What is not corrected is noted, to be asked about. */
static bool correct_word(struct question *question, size_t at,
                         struct str *instead)
{
    struct typo typo = {.at = at};
    struct str word = question->tokens.items[at].word;
    struct str near[TYPO_MEANT_MAX];
    size_t found = find_near(question, word, 1, near, TYPO_MEANT_MAX);
    size_t of_index = sort_short(word, near, found);
    memcpy(typo.meant, near, of_index * sizeof(*near));
    typo.meant_count =
        add_own_words(question, word, typo.meant, of_index, TYPO_MEANT_MAX);
    if (has_word(typo.meant, typo.meant_count, word))
        return false;
    for (size_t i = of_index;
         i < found && typo.meant_count + typo.rival_count < TYPO_MEANT_MAX; i++)
        if (!has_word(typo.meant, typo.meant_count, near[i]))
            typo.meant[typo.meant_count + typo.rival_count++] = near[i];
    typo.may_be_right =
        typo.meant_count + typo.rival_count == TYPO_MEANT_MAX ||
        (question->meanings[at] != MAP_NONE && word.len < TYPO_LONG_WORD);
    if (is_sure(question, &typo, of_index)) {
        instead[question->tokens.items[at].place] = typo.meant[0];
        return true;
    }
    if (typo.meant_count == 0 && word.len > TYPO_LETTERS_MIN + 1) {
        typo.may_be_right = true;
        typo.rival_count = 0;
        typo.meant_count =
            find_near(question, word, 2, typo.meant, ROUTE_CHOICES_MAX);
    }
    if (typo.meant_count > 0 && question->typo_count < TYPOS_MAX)
        question->typos[question->typo_count++] = typo;
    return false;
}

/* Whether one of two signs stands between this word and the next. */
static bool is_signed(const struct tokens *tokens, size_t at, char a, char b)
{
    const struct str raw = tokens->items[at].raw;
    const char *end = tokens->items[at + 1].raw.ptr;
    for (const char *sign = raw.ptr + raw.len; sign < end; sign++)
        if (*sign == a || *sign == b)
            return true;
    return false;
}

static void note_token(struct question *question, size_t at)
{
    struct question_bits *bits = &question->bits;
    const struct token *token = &question->tokens.items[at];
    uint64_t bit = bits_of(at);
    for (uint64_t left = token->signs; left != 0; left &= left - 1)
        bits->signs[bits_first(left)] |= bit;
    bits->kinds[token->kind] |= bit;
    bits->operations[token->op] |= bit;
    if (operator_is_direction(token->op))
        bits->rankings |= bit;
    if (token->sense != SENSE_NONE)
        bits->senses |= bit;
    if (token->kind != TOKEN_CONTENT)
        return;
    if (token->is_quoted || token->is_code || token->is_capital)
        bits->literals |= bit;
    if (token->role == WORD_LIGHT)
        bits->light |= bit;
    if (token->is_placed)
        bits->placed |= bit;
    if (token->is_quoted || token->is_code)
        bits->quoted |= bit;
}

/* "is revenue down?" */
static uint64_t find_directions(const struct question *question)
{
    const struct question_bits *bits = &question->bits;
    uint64_t ways = bits->signs[SIGN_WAY] & ~bits->kinds[TOKEN_PART];
    uint64_t going = bits->signs[SIGN_GOING], found = 0;
    for (; ways != 0; ways &= ways - 1) {
        size_t at = bits_first(ways);
        if ((going & bits_before(at)) != 0 &&
            question->tokens.items[at - 1].role != WORD_FOLLOW)
            found |= bits_of(at);
    }
    return found;
}

static bool is_plural(const struct token *token)
{
    return !str_equal(token->word, token->name);
}

/* The words behind what asks or counts, the parts of its phrase between. */
static uint64_t find_asked_for(const struct question *question)
{
    const struct question_bits *bits = &question->bits;
    const struct token *tokens = question->tokens.items;
    uint64_t parts = bits->kinds[TOKEN_PART], found = 0;
    uint64_t leads = (bits->asking | bits->operations[OP_COUNT]) & ~parts;
    for (; leads != 0; leads &= leads - 1) {
        uint64_t next = (leads & -leads) << 1;
        for (; (next & parts) != 0; next <<= 1)
            found |= next;
        found |= next;
        uint64_t thing = next << 1; /* "how many operating theatres" */
        if ((bits->operations[OP_COUNT] & leads & -leads) != 0 &&
            (bits->kinds[TOKEN_CONTENT] & next) != 0 &&
            (bits->kinds[TOKEN_CONTENT] & thing) != 0 &&
            is_plural(&tokens[bits_first(thing)]))
            found |= thing;
    }
    return found;
}

/* What rules ask of every word, for each reading anew. */
static void find_signs(struct question *question)
{
    const struct tokens *tokens = &question->tokens;
    struct question_bits *bits = &question->bits;
    memset(bits, 0, sizeof(*bits));
    for (size_t i = 0; i < tokens->count; i++)
        note_token(question, i);
    for (size_t i = 0; i + 1 < tokens->count; i++) {
        bits->commas |= (uint64_t)is_signed(tokens, i, ',', ',') << i;
        bits->slashes |= (uint64_t)is_signed(tokens, i, '&', '/') << i;
    }
    bits->operators = bits_before(tokens->count) & ~bits->operations[OP_NONE];
    bits->asking = bits->signs[SIGN_WHICH] | bits->signs[SIGN_WHAT] |
                   bits->signs[SIGN_WHOSE];
    bits->asked_for = find_asked_for(question);
    bits->directions = find_directions(question);
    question->asks_for_change =
        (bits->directions | bits->senses | bits->operations[OP_TREND] |
         bits->operations[OP_COMPARE]) != 0;
    bool may_compare = bits->signs[SIGN_COMPARED] != 0;
    question->compared =
        may_compare ? compared_find(question->tokens.text, true) : 0;
}

static void find_all(struct question *question)
{
    find_signs(question);
    find_terms(question);
    find_mentions(question);
    find_known(question);
    find_whens(question);
}

/* Words that are corrected may have synonyms, of more words or fewer, so that
   the others move. */
static void read_corrected(struct question *question, const struct str *instead)
{
    struct tokens *tokens = &question->tokens;
    size_t places[TYPOS_MAX] = {0};
    for (size_t i = 0; i < question->typo_count; i++)
        places[i] = tokens->items[question->typos[i].at].place;
    question->instead = instead;
    tokens_read_again(tokens, instead, question->index->synonyms,
                      question->arena);
    for (size_t i = tokens->count; i-- > 0;) {
        size_t place = tokens->items[i].place;
        question->is_corrected[i] = instead[place].len > 0;
        for (size_t k = 0; k < question->typo_count; k++)
            if (places[k] == place)
                question->typos[k].at = i;
    }
    find_all(question);
}

/* A question of many unknown words is about something else, and is not worth
   the search. */
static void correct_words(struct question *question)
{
    uint64_t mistyped = 0;
    bool has_changed = false;
    for (size_t i = 0; i < question->tokens.count; i++)
        mistyped |= (uint64_t)may_be_mistyped(question, i) << i;
    if (mistyped == 0 || bits_count(mistyped) > TYPOS_MAX)
        return;
    struct str *instead = ARENA_ARRAY(question->arena, struct str, TOKENS_MAX);
    for (; mistyped != 0; mistyped &= mistyped - 1)
        has_changed = correct_word(question, bits_first(mistyped), instead) ||
                      has_changed;
    if (has_changed)
        read_corrected(question, instead);
}

void question_mend(struct question *mended, const struct question *question,
                   const struct typo *typo, struct str word)
{
    struct str *instead = ARENA_ARRAY(question->arena, struct str, TOKENS_MAX);
    *mended = *question;
    if (question->instead)
        memcpy(instead, question->instead, TOKENS_MAX * sizeof(*instead));
    instead[question->tokens.items[typo->at].place] = word;
    mended->typos[0] = *typo;
    mended->typo_count = 1;
    read_corrected(mended, instead);
    mended->typo_count = 0;
}

bool question_read(struct question *question, const struct route_index *index,
                   const struct route_request *request, struct str text,
                   struct arena *arena, struct err *err)
{
    difference_prepare();
    question->index = index;
    question->request = request;
    question->arena = arena;
    question->typo_count = 0;
    question->instead = NULL;
    memset(question->is_corrected, 0, sizeof(question->is_corrected));
    if (!tokens_read(text, index->synonyms, arena, &question->tokens, err))
        return false;
    find_all(question);
    correct_words(question);
    return true;
}
