#include "cli/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/json_write.h"
#include "dump/verify.h"

struct lines {
    bool as_json;
    struct buf json;
};

static void tell(void *context, bool is_damage, const char *line)
{
    struct lines *lines = context;

    if (!lines->as_json) {
        printf("%s: %s\n", is_damage ? "damaged" : "note", line);
        return;
    }
    json_write_comma(&lines->json);
    buf_add_char(&lines->json, '{');
    json_write_member_bool(&lines->json, "damaged", is_damage);
    json_write_member(&lines->json, "text", str_from(line));
    buf_add_char(&lines->json, '}');
}

static void print_json(const struct verify_result *result, struct str findings)
{
    printf("{\"manifests\":%" PRId64 ",\"objects\":%" PRId64
           ",\"links\":%" PRId64 ",\"bytes\":%" PRId64 ",\"damaged\":%" PRId64
           ",\"findings\":[%.*s]}\n",
           result->manifest_count, result->object_count, result->link_count,
           result->size_bytes, result->damage_count, STR_ARG(findings));
}

static void print_summary(const struct verify_result *result)
{
    printf("%" PRId64 " manifests, %" PRId64 " objects, %" PRId64
           " links, %" PRId64 " bytes: ",
           result->manifest_count, result->object_count, result->link_count,
           result->size_bytes);
    if (result->damage_count == 0)
        printf("all as published\n");
    else
        printf("%" PRId64 " damaged; `reckoner regenerate` mends what is "
               "served, and old snapshots go in their time\n",
               result->damage_count);
}

int cmd_verify(struct invocation *call)
{
    struct lines lines = {.as_json = command_option(call, "--json") != NULL};
    struct verify_result result;
    struct err err = {0};
    bool ok;

    buf_init(&lines.json, 64 * 1024 * 1024);
    ok = verify_dumps("dumps", tell, &lines, &result, &err);
    if (ok && lines.as_json)
        print_json(&result, buf_str(&lines.json));
    else if (ok)
        print_summary(&result);
    buf_release(&lines.json);
    if (!ok)
        return command_fail(&err);
    return result.damage_count > 0 ? EXIT_FAILED : EXIT_DONE;
}
