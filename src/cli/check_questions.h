/*
 * check_questions.h - whether a project's questions lead where they stand.
 *
 * Asks each question of each template, on the day of its dump: it must not be
 * answered by another template, nor be asked back about because two cannot be
 * told apart; and what a template says it is not about must not be answered by
 * it. Synonyms must be of words that something has. Findings are warnings.
 * Needs a published snapshot; without one nothing is found. Templates that it
 * does not hold are left out: their number is told, because nothing found is
 * then nothing tried.
 */
#ifndef CLI_CHECK_QUESTIONS_H
#define CLI_CHECK_QUESTIONS_H

#include "cli/project.h"

struct questions_tried {
    size_t count;   /* templates whose questions were tried */
    size_t changed; /* of these: whose file is not that of the dump */
};

void check_questions(struct project *project, struct questions_tried *tried);

#endif
