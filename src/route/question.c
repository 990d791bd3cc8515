/*
 * Mistyped words are looked for by comparing with every word of the index that
 * has nearly the same letters and length: two integer comparisons a word, so
 * 100,000 words cost a fraction of a millisecond, and only questions with an
 * unknown word pay. A table of deletions would be faster, and ten times the
 * size of the index's own words.
 */
#include "route/question.h"

#include "route/difference.h"
#include "route/meaning.h"

static void find_terms(struct question *question)
{
    const struct route_index *index = question->index;
    for (size_t i = 0; i < question->tokens.count; i++) {
        const struct token *token = &question->tokens.items[i];
        uint32_t term = index_find_term(index, token->term);
        question->terms[i] = term;
        question->hashes[i] = map_hash(token->term);
        question->letter_pairs[i] =
            index_letter_pairs(token->stem, &question->pair_counts[i]);
        question->weights[i] =
            term == MAP_NONE ? index->unknown_idf : index->terms[term].idf;
        question->meanings[i] = token->kind != TOKEN_CONTENT ? MAP_NONE
                                : term == MAP_NONE
                                    ? meaning_find(question->hashes[i])
                                    : index->terms[term].meaning;
    }
}

static void add_mentions_at(struct question *question, struct str names,
                            const size_t *ends, size_t at, size_t offset)
{
    size_t room = question->tokens.count - at;
    for (size_t n = room < MENTION_WORDS_MAX ? room : MENTION_WORDS_MAX; n > 0;
         n--) {
        struct str key = {names.ptr + offset, ends[at + n - 1] - offset};
        uint32_t mention = index_find_mention(question->index, key);
        if (mention == MAP_NONE ||
            question->mention_count == QUESTION_MENTIONS_MAX)
            continue;
        question->mentions[question->mention_count++] =
            (struct mention_at){(uint32_t)at, (uint32_t)n, mention};
    }
}

static void find_mentions(struct question *question)
{
    size_t count = question->tokens.count, ends[TOKENS_MAX], end = 0;
    question->mention_count = 0;
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
}

static bool is_mentioned(const struct question *question, size_t token)
{
    for (size_t i = 0; i < question->mention_count; i++) {
        const struct mention_at *mention = &question->mentions[i];
        if (token >= mention->start && token < mention->start + mention->count)
            return true;
    }
    return false;
}

bool question_is_unknown(const struct question *question, size_t token)
{
    return question->terms[token] == MAP_NONE && !is_mentioned(question, token);
}

bool question_is_value(const struct question *question, size_t token)
{
    const struct route_index *index = question->index;
    for (size_t i = 0; i < question->mention_count; i++) {
        const struct mention_at *mention = &question->mentions[i];
        uint32_t use = index->mentions[mention->mention].first_use;
        if (token >= mention->start &&
            token < mention->start + mention->count &&
            index->uses[use].value != MAP_NONE)
            return true;
    }
    return false;
}

bool question_is_when(const struct question *question, size_t token)
{
    for (size_t i = 0; i < question->when_count; i++)
        if (token >= question->whens[i].start &&
            token < question->whens[i].start + question->whens[i].count)
            return true;
    return false;
}

static bool may_be_mistyped(const struct question *question, size_t at)
{
    const struct token *token = &question->tokens.items[at];
    return token->kind == TOKEN_CONTENT && !token->is_quoted &&
           !token->is_code && token->role == WORD_PLAIN &&
           token->word.len >= TYPO_LETTERS_MIN && token->word.len <= 40 &&
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
        if (__builtin_popcount(record->letters ^ letters) > 2 * limit ||
            len > word.len + (size_t)limit || word.len > len + (size_t)limit)
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

/* One edit that can only mean one word is corrected; the rest is noted, to be
   asked about. */
static bool correct_word(struct question *question, size_t at)
{
    struct typo typo = {.at = at};
    struct token *token = &question->tokens.items[at];
    typo.meant_count =
        find_near(question, token->word, 1, typo.meant, COUNT(typo.meant));
    if (typo.meant_count == 1) {
        tokens_replace(&question->tokens, at, typo.meant[0], question->arena);
        question->is_corrected[at] = true;
        return true;
    }
    if (typo.meant_count == 0 && token->word.len > TYPO_LETTERS_MIN)
        typo.meant_count =
            find_near(question, token->word, 2, typo.meant, COUNT(typo.meant));
    if (typo.meant_count > 0 && question->typo_count < TYPOS_MAX)
        question->typos[question->typo_count++] = typo;
    return false;
}

/* A question of many unknown words is about something else, and is not worth
   the search. */
static void correct_words(struct question *question)
{
    bool has_changed = false;
    size_t unknown = 0;
    for (size_t i = 0; i < question->tokens.count; i++)
        unknown += may_be_mistyped(question, i);
    if (unknown > TYPOS_MAX)
        return;
    for (size_t i = 0; i < question->tokens.count; i++)
        if (may_be_mistyped(question, i))
            has_changed = correct_word(question, i) || has_changed;
    if (!has_changed)
        return;
    find_terms(question);
    find_mentions(question);
}

bool question_read(struct question *question, const struct route_index *index,
                   const struct route_request *request, struct str text,
                   struct arena *arena, struct err *err)
{
    memset(question, 0, sizeof(*question));
    difference_prepare();
    question->index = index;
    question->request = request;
    question->arena = arena;
    if (!tokens_read(text, arena, &question->tokens, err))
        return false;
    find_terms(question);
    find_mentions(question);
    question->when_count =
        when_find(&question->tokens, request->today, question->whens);
    correct_words(question);
    return true;
}
