#include "http/openapi.h"

#include "base/json_write.h"

static void open_object(struct buf *buf, const char *name)
{
    json_write_open(buf, name, '{');
}

static void write_schema(const struct route_param *param, struct buf *buf)
{
    open_object(buf, "schema");
    switch (param->type) {
    case PARAM_STRING:
        json_write_member(buf, "type", str_from("string"));
        break;
    case PARAM_INTEGER:
        json_write_member(buf, "type", str_from("integer"));
        json_write_member_int(buf, "minimum", param->min);
        if (param->max > 0)
            json_write_member_int(buf, "maximum", param->max);
        break;
    case PARAM_BOOLEAN:
        json_write_member(buf, "type", str_from("boolean"));
        break;
    case PARAM_DATE:
        json_write_member(buf, "type", str_from("string"));
        json_write_member(buf, "format", str_from("date"));
        break;
    }
    buf_add_char(buf, '}');
}

static void write_param(const struct route_param *param, struct buf *buf)
{
    bool in_path = param->place == PARAM_IN_PATH;

    json_write_comma(buf);
    buf_add_char(buf, '{');
    json_write_member(buf, "name", str_from(param->name));
    json_write_member(buf, "in", str_from(in_path ? "path" : "query"));
    if (in_path || param->is_required)
        json_write_member_bool(buf, "required", true);
    if (param->description)
        json_write_member(buf, "description", str_from(param->description));
    write_schema(param, buf);
    buf_add_char(buf, '}');
}

static void write_params(const struct route_row *row, struct buf *buf)
{
    if (!row->params || !row->params->name)
        return;
    json_write_open(buf, "parameters", '[');
    for (const struct route_param *p = row->params; p->name; p++)
        write_param(p, buf);
    buf_add_char(buf, ']');
}

static void write_body(const struct route_row *row, struct buf *buf)
{
    if (!row->body_schema)
        return;
    open_object(buf, "requestBody");
    json_write_member_bool(buf, "required", true);
    open_object(buf, "content");
    open_object(buf, "application/json");
    json_write_next_key(buf, "schema");
    buf_add_text(buf, row->body_schema);
    buf_add_text(buf, "}}}");
}

/* One status may come in several media types; they stand together. */
static const struct route_reply *write_reply(const struct route_reply *reply,
                                             struct buf *buf)
{
    int status = reply->status;
    char name[16] = {(char)('0' + status / 100), (char)('0' + status / 10 % 10),
                     (char)('0' + status % 10)};

    open_object(buf, name);
    json_write_member(buf, "description", str_from(reply->description));
    if (!reply->media_type) {
        buf_add_char(buf, '}');
        return reply + 1;
    }
    open_object(buf, "content");
    for (; reply->status == status && reply->media_type; reply++) {
        bool is_problem = strcmp(reply->media_type, ROUTE_PROBLEM) == 0;
        open_object(buf, reply->media_type);
        if (is_problem)
            buf_add_text(buf, "\"schema\":{\"$ref\":"
                              "\"#/components/schemas/Problem\"}");
        buf_add_char(buf, '}');
    }
    buf_add_text(buf, "}}");
    return reply;
}

static void write_operation(const struct route_row *row, struct buf *buf)
{
    const struct route_reply *reply = row->replies;
    char name[8] = "";

    for (size_t i = 0; http_method_name(row->method)[i]; i++)
        name[i] = (char)(http_method_name(row->method)[i] - 'A' + 'a');
    open_object(buf, name);
    json_write_member(buf, "summary", str_from(row->summary));
    if (row->description)
        json_write_member(buf, "description", str_from(row->description));
    write_params(row, buf);
    write_body(row, buf);
    open_object(buf, "responses");
    while (reply && reply->status)
        reply = write_reply(reply, buf);
    buf_add_text(buf, "}}");
}

static void write_paths(struct route_table routes, struct buf *buf)
{
    const char *open = NULL;

    for (size_t i = 0; i < routes.count; i++) {
        const struct route_row *row = &routes.rows[i];
        if (!open || strcmp(open, row->pattern) != 0) {
            if (open)
                buf_add_char(buf, '}');
            open_object(buf, row->pattern);
            open = row->pattern;
        }
        write_operation(row, buf);
    }
    if (open)
        buf_add_char(buf, '}');
}

void openapi_write(struct route_table routes, const char *version,
                   struct buf *buf)
{
    buf_add_text(buf, "{\"openapi\":\"3.1.0\",\"info\":{"
                      "\"title\":\"Reckoner\"");
    json_write_member(buf, "version", str_from(version));
    buf_add_char(buf, '}');
    open_object(buf, "paths");
    write_paths(routes, buf);
    buf_add_text(
        buf,
        "},\"components\":{\"schemas\":{\"Problem\":{\"type\":\"object\","
        "\"description\":\"RFC 9457\","
        "\"required\":[\"title\",\"status\",\"code\"],\"properties\":{"
        "\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
        "\"code\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"},"
        "\"hint\":{\"type\":\"string\"},\"did_you_mean\":{\"type\":\"array\","
        "\"items\":{\"type\":\"string\"}}}}}}}\n");
}
