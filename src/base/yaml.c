/*
 * libyaml's events become nodes on a stack of open collections: no recursion
 * on what comes from outside.
 */
#include "base/yaml.h"

#include <stdlib.h>
#include <yaml.h>

#include "base/map.h"
#include "base/memory.h"

enum { TEXT_MAX = 1024 * 1024, DEPTH_MAX = 64, NODES_MAX = 100000 };

/* A collection that is being filled. */
struct open_node {
    struct yaml_node *node;
    struct yaml_pair *pairs;
    const struct yaml_node **items;
    size_t capacity;
    bool has_key; /* of a mapping: the next node is its value */
    struct map keys;
};

struct builder {
    struct str text;
    struct yaml_place place;
    struct arena *arena;
    struct err *err;
    struct open_node stack[DEPTH_MAX];
    size_t depth;
    size_t node_count;
    const struct yaml_node *root;
};

static int file_line(const struct builder *b, yaml_mark_t mark)
{
    return (int)mark.line + b->place.first_line;
}

static bool complain(struct builder *b, yaml_mark_t mark, const char *what)
{
    return err_set(b->err, ERR_INPUT, "%s:%d:%d: %s", b->place.file,
                   file_line(b, mark), (int)mark.column + 1, what);
}

static struct yaml_node *new_node(struct builder *b, enum yaml_kind kind,
                                  yaml_mark_t mark)
{
    struct yaml_node *node = ARENA_NEW(b->arena, struct yaml_node);
    node->kind = kind;
    node->line = file_line(b, mark);
    node->column = (int)mark.column + 1;
    b->node_count++;
    return node;
}

static bool add_key(struct builder *b, struct open_node *open,
                    struct yaml_node *key, yaml_mark_t mark)
{
    bool was_added;

    if (key->kind != YAML_SCALAR)
        return complain(b, mark, "a key must be a word");
    map_add(&open->keys, key->text, 1, &was_added);
    if (!was_added)
        return complain(b, mark, "the same key twice");
    open->pairs = arena_grow(b->arena, open->pairs, open->node->count,
                             &open->capacity, sizeof(struct yaml_pair));
    open->pairs[open->node->count] = (struct yaml_pair){
        .key = key->text, .key_line = key->line, .key_column = key->column};
    open->has_key = true;
    return true;
}

static bool attach(struct builder *b, struct yaml_node *node, yaml_mark_t mark)
{
    struct open_node *open;

    if (b->node_count > NODES_MAX)
        return complain(b, mark, "too many nodes");
    if (b->depth == 0) {
        b->root = node;
        return true;
    }
    open = &b->stack[b->depth - 1];
    if (open->node->kind == YAML_SEQUENCE) {
        open->items = arena_grow(b->arena, open->items, open->node->count,
                                 &open->capacity, sizeof(open->items[0]));
        open->items[open->node->count++] = node;
        open->node->items = open->items;
        return true;
    }
    if (!open->has_key)
        return add_key(b, open, node, mark);
    open->pairs[open->node->count++].value = node;
    open->node->pairs = open->pairs;
    open->has_key = false;
    return true;
}

static bool open_collection(struct builder *b, enum yaml_kind kind,
                            yaml_mark_t mark)
{
    struct yaml_node *node = new_node(b, kind, mark);

    if (b->depth == DEPTH_MAX)
        return complain(b, mark, "nested too deeply");
    if (!attach(b, node, mark))
        return false;
    b->stack[b->depth++] = (struct open_node){.node = node};
    return true;
}

static void close_collection(struct builder *b)
{
    map_release(&b->stack[--b->depth].keys);
}

static bool add_scalar(struct builder *b, const yaml_event_t *event)
{
    struct yaml_node *node = new_node(b, YAML_SCALAR, event->start_mark);

    if (memchr(event->data.scalar.value, '\0', event->data.scalar.length))
        return complain(b, event->start_mark, "a text may not contain NUL");
    node->text =
        arena_str(b->arena, (struct str){(const char *)event->data.scalar.value,
                                         event->data.scalar.length});
    node->is_quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return attach(b, node, event->start_mark);
}

static bool has_extras(const yaml_event_t *event)
{
    switch ((int)event->type) {
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor || event->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor ||
               event->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor ||
               event->data.mapping_start.tag;
    default:
        return event->type == YAML_ALIAS_EVENT;
    }
}

static bool take_event(struct builder *b, const yaml_event_t *event)
{
    if (has_extras(event))
        return complain(b, event->start_mark,
                        "anchors, aliases and tags are not used here: put "
                        "text that begins with & * or ! in quotes");
    switch ((int)event->type) {
    case YAML_SCALAR_EVENT:
        return add_scalar(b, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(b, YAML_SEQUENCE, event->start_mark);
    case YAML_MAPPING_START_EVENT:
        return open_collection(b, YAML_MAPPING, event->start_mark);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_collection(b);
        return true;
    case YAML_DOCUMENT_START_EVENT:
        return !b->root || complain(b, event->start_mark, "a second document");
    default:
        return true;
    }
}

/* The place of a byte; the parser says no more of bytes that it cannot read. */
static yaml_mark_t find_mark(struct str text, size_t offset)
{
    yaml_mark_t mark = {0};

    for (; mark.index < offset && mark.index < text.len; mark.index++) {
        unsigned char c = (unsigned char)text.ptr[mark.index];
        mark.column += (c & 0xC0) != 0x80;
        if (c != '\n')
            continue;
        mark.line++;
        mark.column = 0;
    }
    return mark;
}

static bool complain_of_parser(struct builder *b, const yaml_parser_t *parser)
{
    yaml_mark_t mark = parser->problem_mark;
    char what[200];

    if (parser->error == YAML_MEMORY_ERROR)
        memory_is_out("libyaml");
    if (parser->error == YAML_READER_ERROR)
        mark = find_mark(b->text, parser->problem_offset);
    snprintf(what, sizeof(what), "%s%s%s",
             parser->problem ? parser->problem : "not YAML",
             parser->context ? " " : "",
             parser->context ? parser->context : "");
    return complain(b, mark, what);
}

static bool read_events(struct builder *b, yaml_parser_t *parser)
{
    for (bool is_done = false; !is_done;) {
        yaml_event_t event;
        bool ok;
        if (!yaml_parser_parse(parser, &event))
            return complain_of_parser(b, parser);
        is_done = event.type == YAML_STREAM_END_EVENT;
        ok = take_event(b, &event);
        yaml_event_delete(&event);
        if (!ok)
            return false;
    }
    return true;
}

const struct yaml_node *yaml_parse(struct str text, struct yaml_place place,
                                   struct arena *arena, struct err *err)
{
    struct builder builder = {
        .text = text, .place = place, .arena = arena, .err = err};
    yaml_parser_t parser;
    bool ok;

    if (text.len > TEXT_MAX) {
        err_set(err, ERR_LIMIT, "%s: over %d bytes of YAML", place.file,
                TEXT_MAX);
        return NULL;
    }
    if (!yaml_parser_initialize(&parser))
        memory_is_out("libyaml");
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr,
                                 text.len);
    ok = read_events(&builder, &parser);
    yaml_parser_delete(&parser);
    while (builder.depth > 0)
        close_collection(&builder);
    if (!ok)
        return NULL;
    if (!builder.root)
        builder.root = new_node(&builder, YAML_MAPPING, (yaml_mark_t){0});
    return builder.root;
}

const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key)
{
    if (!node || node->kind != YAML_MAPPING)
        return NULL;
    for (size_t i = 0; i < node->count; i++)
        if (str_is(node->pairs[i].key, key))
            return node->pairs[i].value;
    return NULL;
}

bool yaml_is_null(const struct yaml_node *node)
{
    if (!node)
        return true;
    return node->kind == YAML_SCALAR && !node->is_quoted &&
           (node->text.len == 0 || str_is(node->text, "~") ||
            str_is(node->text, "null"));
}
