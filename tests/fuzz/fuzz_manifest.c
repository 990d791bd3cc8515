/* Any bytes are refused, or are a manifest that can be written and read again
   unchanged. The checksum at the end would stop nearly everything, so most
   inputs are given the right one: what is behind it has to stand alone. */
#include <stdio.h>
#include <stdlib.h>

#include "unit/dump/manifest_sample.h"

enum { BYTES_MAX = 1 << 24 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_again(const struct manifest *manifest, struct buf *out)
{
    buf_init(out, BYTES_MAX);
    manifest_write(manifest, out);
    if (buf_overflowed(out))
        abort();
}

/* Finds every dump that the manifest has, and none that it has not. */
static void find_all(const struct manifest *manifest)
{
    const struct str none = STR("not/there/at all");

    for (size_t i = 0; i < manifest->dump_count; i++)
        if (manifest_find(manifest, manifest->dumps[i].id) !=
            &manifest->dumps[i])
            abort();
    if (manifest_find(manifest, none) || manifest_find_failure(manifest, none))
        abort();
}

static void check(struct str text)
{
    static struct arena *arena; /* one for all runs: a new one costs more */
    const struct manifest *first, *second;
    struct err err = {0};

    if (!arena)
        arena = arena_new();
    first = manifest_parse(text, arena, &err);
    if (!first && err.code != ERR_CORRUPT)
        abort();
    if (first) {
        struct buf once, twice;
        find_all(first);
        write_again(first, &once);
        second = manifest_parse(buf_str(&once), arena, &err);
        if (!second)
            abort();
        write_again(second, &twice);
        if (!str_equal(buf_str(&once), buf_str(&twice)))
            abort();
        buf_release(&once);
        buf_release(&twice);
    }
    arena_reset(arena);
}

/* Puts the checksum behind the text that it belongs to. */
static void check_signed(struct str body)
{
    char hash[CRYPTO_SHA256_HEX + 1];
    struct buf text;

    crypto_sha256_hex(body, hash);
    buf_init(&text, BYTES_MAX);
    buf_add(&text, body);
    buf_printf(&text, ",\"checksum\":\"%s\"}\n", hash);
    check(buf_str(&text));
    buf_release(&text);
}

/* Three bytes are a patch of a sound manifest: where, in two, and what. */
static void check_patched(const uint8_t *data, size_t size)
{
    static const size_t tail = sizeof(",\"checksum\":\"\"}\n") - 1 + 64;
    const struct manifest sound = manifest_sample();
    struct buf text;

    write_again(&sound, &text);
    for (size_t i = 0; i + 3 <= size; i += 3) {
        size_t at = ((size_t)data[i] << 8 | data[i + 1]) % (text.len - tail);
        text.ptr[at] = (char)data[i + 2];
    }
    check_signed((struct str){text.ptr, text.len - tail});
    buf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest;

    if (size == 0)
        return 0;
    rest = (struct str){(const char *)data + 1, size - 1};
    if (data[0] % 4 == 0)
        check(rest);
    else if (data[0] % 4 == 1)
        check_signed(rest);
    else
        check_patched(data + 1, size - 1);
    return 0;
}
