/*
 * The folders are walked once, in byte order. Whatever is found where it does
 * not belong is named, because a template that is silently not there is a
 * question that is silently not answered.
 */
#include "query/catalogue.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/fs.h"
#include "query/catalogue_checks.h"
#include "query/fields.h"

enum {
    DEPTH_MAX = 8, /* of folders in which misplaced templates are looked for */
    NAMES_MAX = CATALOGUE_TEMPLATES_MAX,
    CONFIG_BYTES_MAX = 1024 * 1024,
    NEAR = 3,
};

struct loader {
    struct catalogue *catalogue;
    struct arena *arena;
    struct report *report;
    struct buf file; /* the bytes of the file at hand */
    const struct template **templates;
    size_t template_capacity;
    bool is_listing; /* templates are not read */
    struct str *ids;
    size_t id_capacity;
    struct note *notes;
    size_t note_capacity;
};

/* A name in a folder of the project. */
struct entry {
    struct str path;     /* from the project's folder */
    struct str name;     /* without its ending */
    struct str category; /* empty at the top */
};

static const char *absolute(const struct loader *loader, struct str path)
{
    return arena_printf(loader->arena, "%.*s/%.*s",
                        STR_ARG(loader->catalogue->project), STR_ARG(path))
        .ptr;
}

static bool read_file(struct loader *loader, struct str path, size_t max,
                      struct err *err)
{
    buf_clear(&loader->file);
    loader->file.max_bytes = max;
    return fs_read(absolute(loader, path), &loader->file, err);
}

/* The settings of the project, or the defaults; false if there is a mistake in
   them. */
static bool load_settings(struct loader *loader, struct str path,
                          bool *is_missing)
{
    const struct settings *settings = NULL;
    size_t errors = loader->report->error_count;
    struct err err = {0};
    struct report ignored;

    *is_missing = false;
    if (read_file(loader, path, CONFIG_BYTES_MAX, &err)) {
        settings = settings_parse(buf_str(&loader->file), path, loader->arena,
                                  loader->report);
    } else {
        *is_missing = err.code == ERR_NOT_FOUND;
        if (!*is_missing)
            report_err(loader->report, path, &err);
    }
    report_init(&ignored, loader->arena);
    loader->catalogue->settings =
        settings ? settings
                 : settings_parse((struct str){"", 0}, path, loader->arena,
                                  &ignored);
    return loader->report->error_count == errors;
}

/* A project need not have any. */
static void load_synonyms(struct loader *loader)
{
    const struct str path = STR("config/synonyms.yaml");
    struct err err = {0};

    if (loader->is_listing)
        return;
    if (read_file(loader, path, SYNONYMS_BYTES_MAX, &err))
        synonyms_parse(buf_str(&loader->file), path, loader->arena,
                       loader->report, &loader->catalogue->synonyms);
    else if (err.code != ERR_NOT_FOUND)
        report_err(loader->report, path, &err);
}

static void add_id(struct loader *loader, struct str id)
{
    struct catalogue *catalogue = loader->catalogue;

    loader->ids = arena_grow(loader->arena, loader->ids, catalogue->id_count,
                             &loader->id_capacity, sizeof(id));
    loader->ids[catalogue->id_count++] = id;
}

static void take_template(struct loader *loader, const struct entry *entry)
{
    struct catalogue *catalogue = loader->catalogue;
    const struct template *template;
    struct err err = {0};
    struct str id;

    if (!fields_is_name(entry->name)) {
        report_error(loader->report, entry->path, 0, 0,
                     "a template's name is made of small letters, digits and "
                     "_");
        return;
    }
    if (!loader->is_listing &&
        !read_file(loader, entry->path, TEMPLATE_BYTES_MAX, &err)) {
        report_err(loader->report, entry->path, &err);
        return;
    }
    id = arena_printf(loader->arena, "%.*s/%.*s", STR_ARG(entry->category),
                      STR_ARG(entry->name));
    if (loader->is_listing) {
        add_id(loader, id);
        return;
    }
    template = template_parse(buf_str(&loader->file), id, entry->path,
                              loader->arena, loader->report);
    if (!template)
        return;
    loader->templates =
        arena_grow(loader->arena, loader->templates, catalogue->template_count,
                   &loader->template_capacity, sizeof(template));
    loader->templates[catalogue->template_count++] = template;
    add_id(loader, template->id);
}

/* The first heading, or the name of the file in words. */
static struct str find_title(struct str text, struct str name,
                             struct arena *arena)
{
    char *words;

    while (text.len > 0) {
        struct str line = str_trim(str_cut(&text, '\n'));
        if (!str_starts_with(line, "#"))
            continue;
        while (str_starts_with(line, "#"))
            line = str_skip(line, 1);
        line = str_trim(line);
        if (line.len > 0)
            return line;
    }
    words = arena_alloc(arena, name.len + 1);
    for (size_t i = 0; i < name.len; i++)
        words[i] = name.ptr[i] == '_' ? ' ' : name.ptr[i];
    return (struct str){words, name.len};
}

static void take_note(struct loader *loader, const struct entry *entry)
{
    struct catalogue *catalogue = loader->catalogue;
    struct note note = {.path = entry->path};
    struct err err = {0};
    struct str text;

    if (!read_file(loader, entry->path, CATALOGUE_NOTE_BYTES_MAX, &err)) {
        report_err(loader->report, entry->path, &err);
        return;
    }
    text = buf_str(&loader->file);
    if (!str_is_utf8(text, NULL) ||
        (text.len > 0 && memchr(text.ptr, '\0', text.len))) {
        report_error(loader->report, entry->path, 0, 0,
                     "the note is not UTF-8 text");
        return;
    }
    note.category = arena_str(loader->arena, entry->category);
    note.name = arena_str(loader->arena, entry->name);
    note.text = arena_str(loader->arena, text);
    note.title = find_title(note.text, note.name, loader->arena);
    loader->notes =
        arena_grow(loader->arena, loader->notes, catalogue->note_count,
                   &loader->note_capacity, sizeof(note));
    loader->notes[catalogue->note_count++] = note;
}

static void warn_of_stranger(struct loader *loader, const struct entry *entry)
{
    report_warning(loader->report, entry->path, 0, 0,
                   "neither a template (.sql) nor a note (.md); it is not "
                   "used");
}

static void complain_of_depth(struct loader *loader, const struct entry *entry)
{
    report_error(loader->report, entry->path, 0, 0,
                 "a template stands in the folder of its category: "
                 "queries/<category>/<name>.sql");
}

static void take_file(struct loader *loader, struct entry entry, int depth)
{
    bool is_template = str_ends_with(entry.path, ".sql");
    bool is_note = str_ends_with(entry.path, ".md");

    entry.name.len -= is_template ? 4 : is_note ? 3 : 0;
    if (is_template && depth == 1)
        take_template(loader, &entry);
    else if (is_template)
        complain_of_depth(loader, &entry);
    else if (is_note && depth == 1)
        take_note(loader, &entry);
    else if (depth > 0 || !str_is(entry.path, "queries/README.md"))
        warn_of_stranger(loader, &entry);
}

static bool list_folder(struct loader *loader, struct str path,
                        struct fs_names *names)
{
    struct err err = {0};

    if (fs_list(absolute(loader, path), NAMES_MAX, loader->arena, names, &err))
        return true;
    if (err.code == ERR_NOT_FOUND)
        report_error(loader->report, path, 0, 0,
                     "there is no such folder; make it, with a folder for each "
                     "category and a template in it: "
                     "queries/sales/top_models.sql");
    else
        report_err(loader->report, path, &err);
    return false;
}

/* Depth 0 is queries/ itself, 1 a category, and more is a mistake if there are
   templates. The recursion is as deep as DEPTH_MAX. */
static void walk(struct loader *loader, struct str path, struct str category,
                 int depth)
{
    struct fs_names names;

    if (!list_folder(loader, path, &names))
        return;
    for (size_t i = 0; i < names.count; i++) {
        const struct entry entry = {
            .path = arena_printf(loader->arena, "%.*s/%.*s", STR_ARG(path),
                                 STR_ARG(names.items[i])),
            .name = names.items[i],
            .category = category,
        };
        if (!fs_is_dir(absolute(loader, entry.path)))
            take_file(loader, entry, depth);
        else if (depth == 0 && !fields_is_name(entry.name))
            report_error(loader->report, entry.path, 0, 0,
                         "a category's name is made of small letters, digits "
                         "and _");
        else if (depth < DEPTH_MAX)
            walk(loader, entry.path, depth == 0 ? entry.name : category,
                 depth + 1);
    }
}

static int compare_ids(const void *a, const void *b)
{
    const struct template *const *left = a, *const *right = b;

    return str_compare((*left)->id, (*right)->id);
}

static int compare_strs(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static int compare_notes(const void *a, const void *b)
{
    const struct note *left = a, *right = b;

    return str_compare(left->path, right->path);
}

static void finish(struct loader *loader)
{
    struct catalogue *catalogue = loader->catalogue;

    if (catalogue->template_count > 0)
        qsort(loader->templates, catalogue->template_count,
              sizeof(loader->templates[0]), compare_ids);
    if (catalogue->note_count > 0)
        qsort(loader->notes, catalogue->note_count, sizeof(loader->notes[0]),
              compare_notes);
    if (catalogue->id_count > 0)
        qsort(loader->ids, catalogue->id_count, sizeof(loader->ids[0]),
              compare_strs);
    catalogue->templates = loader->templates;
    catalogue->ids = loader->ids;
    catalogue->notes = loader->notes;
}

static const struct catalogue *load(const char *project, bool is_listing,
                                    struct arena *arena, struct report *report)
{
    const struct str config = STR("config/reckoner.yaml");
    struct loader loader = {
        .catalogue = ARENA_NEW(arena, struct catalogue),
        .arena = arena,
        .report = report,
        .is_listing = is_listing,
    };
    bool is_missing, has_settings;

    loader.catalogue->project = arena_str(arena, str_from(project));
    buf_init(&loader.file, CONFIG_BYTES_MAX);
    has_settings = load_settings(&loader, config, &is_missing);
    load_synonyms(&loader);
    walk(&loader, (struct str)STR("queries"), (struct str){"", 0}, 0);
    buf_release(&loader.file);
    finish(&loader);
    catalogue_check_claims(loader.catalogue, report);
    if (has_settings)
        catalogue_check_settings(loader.catalogue, config, is_missing, report);
    report_sort(report);
    return loader.catalogue;
}

const struct catalogue *catalogue_load(const char *project, struct arena *arena,
                                       struct report *report)
{
    return load(project, false, arena, report);
}

const struct catalogue *catalogue_list(const char *project, struct arena *arena,
                                       struct report *report)
{
    return load(project, true, arena, report);
}

const struct template *catalogue_read(const struct catalogue *catalogue,
                                      struct str id, struct arena *arena)
{
    struct str path = arena_printf(arena, "queries/%.*s.sql", STR_ARG(id));
    const struct template *template = NULL;
    struct report ignored;
    struct err err = {0};
    struct buf file;

    if (!catalogue_has(catalogue, id))
        return NULL;
    report_init(&ignored, arena);
    buf_init(&file, TEMPLATE_BYTES_MAX + 1);
    if (fs_read(arena_printf(arena, "%.*s/%.*s", STR_ARG(catalogue->project),
                             STR_ARG(path))
                    .ptr,
                &file, &err))
        template = template_parse(buf_str(&file), id, path, arena, &ignored);
    buf_release(&file);
    return template;
}

bool catalogue_has(const struct catalogue *catalogue, struct str id)
{
    return catalogue->id_count > 0 &&
           bsearch(&id, catalogue->ids, catalogue->id_count, sizeof(id),
                   compare_strs);
}

bool catalogue_has_category(const struct catalogue *catalogue,
                            struct str category)
{
    for (size_t i = 0; i < catalogue->id_count; i++) {
        struct str id = catalogue->ids[i];
        if (str_equal(str_cut(&id, '/'), category))
            return true;
    }
    return false;
}

/* Names from outside become a path only if they can name nothing else. */
bool catalogue_has_file(const struct catalogue *catalogue, struct str id)
{
    struct str name = id, category = str_cut(&name, '/');
    char path[PATH_MAX];

    if (category.len == 0 || name.len == 0 || !fields_is_name(category) ||
        !fields_is_name(name) || catalogue->project.len + id.len > PATH_MAX / 2)
        return false;
    snprintf(path, sizeof(path), "%.*s/queries/%.*s.sql",
             STR_ARG(catalogue->project), STR_ARG(id));
    return fs_exists(path);
}

const struct template *catalogue_find(const struct catalogue *catalogue,
                                      struct str id)
{
    const struct template key = {.id = id};
    const struct template *const wanted = &key;
    const struct template **found = NULL;

    if (catalogue->template_count > 0)
        found =
            bsearch(&wanted, catalogue->templates, catalogue->template_count,
                    sizeof(catalogue->templates[0]), compare_ids);
    return found ? *found : NULL;
}

struct str catalogue_nearest(const struct catalogue *catalogue, struct str id)
{
    bool is_name = str_find(id, (struct str)STR("/")) < 0;
    struct str best = {"", 0};
    int limit = NEAR;

    for (size_t i = 0; i < catalogue->id_count && limit >= 0; i++) {
        struct str known = catalogue->ids[i], name = known;
        int distance;
        str_cut(&name, '/');
        distance = str_distance(id, is_name ? name : known, limit);
        if (distance > limit || (size_t)distance >= id.len)
            continue;
        best = known;
        limit = distance - 1;
    }
    return best;
}
