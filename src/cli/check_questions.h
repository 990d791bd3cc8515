/*
 * check_questions.h - whether a project's questions lead where they stand.
 *
 * Asks each question of each template, on the day of its dump: it must not be
 * answered by another template, nor be asked back about because two cannot be
 * told apart; and what a template says it is not about must not be answered by
 * it. Synonyms must be of words that something has. Findings are warnings.
 * Needs a published snapshot; without one nothing is found. Templates that it
 * does not hold are left out.
 */
#ifndef CLI_CHECK_QUESTIONS_H
#define CLI_CHECK_QUESTIONS_H

#include "cli/project.h"

void check_questions(struct project *project);

#endif
