/*
 * catalogue.h - a project: its settings, templates and notes.
 *
 * Read once, from a folder with config/, queries/ and dumps/; immutable from
 * then on. Every mistake in every file is collected, so that one look shows
 * them all; a project with mistakes is not used.
 */
#ifndef QUERY_CATALOGUE_H
#define QUERY_CATALOGUE_H

#include "query/settings.h"
#include "query/synonyms.h"
#include "query/template.h"

enum {
    CATALOGUE_TEMPLATES_MAX = 200000,
    CATALOGUE_NOTE_BYTES_MAX = 256 * 1024,
};

/* A text beside the numbers: queries/<category>/<name>.md */
struct note {
    struct str category, name, path;
    struct str title; /* its first heading, or the name with spaces */
    struct str text;
};

struct catalogue {
    struct str project; /* the folder, as it was given */
    const struct settings *settings;
    struct synonyms_file synonyms; /* none if the templates are only listed */
    const struct template **templates; /* in order of id; none if only listed */
    size_t template_count;
    const struct str *ids; /* of the templates, in order */
    size_t id_count;
    const struct note *notes; /* in order of path */
    size_t note_count;
};

/*
 * Loads the project at `project`. Always returns a catalogue with what could
 * be read (settings may be the defaults); whether it may be used is
 * report->error_count == 0. All lives in the arena.
 *
 * Checked here, beside what each template says: ids are [a-z0-9_]+/[a-z0-9_]+,
 * no question is claimed twice or is a not_question of its own template
 * (compared without case, accents being kept, and without punctuation and
 * double spaces),
 * `formerly` names no living id and no id twice, sources exist, and so does a
 * cadence that is one word. A cadence's own text ("every 15m"), and those of
 * the settings, are left to the caller, who can parse them: cadence_line and
 * setting_cadence.line say where.
 *
 * Paths in the report start at the project's folder. It is sorted.
 */
const struct catalogue *catalogue_load(const char *project, struct arena *arena,
                                       struct report *report);

/*
 * The same without reading the templates, of which there are the ids alone,
 * also of those with mistakes: for who shows what was published, and starts ten
 * times as fast by it.
 */
const struct catalogue *catalogue_list(const char *project, struct arena *arena,
                                       struct report *report);

/* Reads one template as its file is now; NULL if there is none of this id, or
   a mistake in it. */
const struct template *catalogue_read(const struct catalogue *catalogue,
                                      struct str id, struct arena *arena);

/* True if there is a template of this id, or one of this category. */
bool catalogue_has(const struct catalogue *catalogue, struct str id);
bool catalogue_has_category(const struct catalogue *catalogue,
                            struct str category);

/* True if there is a file for this id now: it may have been added since the
   catalogue was made. */
bool catalogue_has_file(const struct catalogue *catalogue, struct str id);

/* The template of this id, or NULL. */
const struct template *catalogue_find(const struct catalogue *catalogue,
                                      struct str id);

/* The id nearest to a misspelt one, or empty. A name alone will do, if it is
   near the name of a template. */
struct str catalogue_nearest(const struct catalogue *catalogue, struct str id);

#endif
