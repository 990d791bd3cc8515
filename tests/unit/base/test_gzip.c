#include "base/arena.h"
#include "base/gzip.h"
#include "test.h"

#include <stdlib.h>
#include <zlib.h>

/* Another decoder than the one the code under test uses. */
static void inflate_with_zlib(struct str file, struct buf *out)
{
    z_stream stream = {.next_in = (z_const Bytef *)file.ptr,
                       .avail_in = (uInt)file.len};
    int status;

    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    do {
        char chunk[4096];
        stream.next_out = (Bytef *)chunk;
        stream.avail_out = sizeof(chunk);
        status = inflate(&stream, Z_NO_FLUSH);
        assert_true(status == Z_OK || status == Z_STREAM_END);
        buf_add_bytes(out, chunk, sizeof(chunk) - stream.avail_out);
    } while (status != Z_STREAM_END);
    /* It compared CRC and length with what it saw. */
    assert_int_equal(stream.avail_in, 0);
    assert_int_equal(stream.total_out, out->len);
    assert_int_equal(stream.total_in, file.len);
    inflateEnd(&stream);
}

static struct str random_text(size_t len, unsigned seed)
{
    static char text[1600000];
    assert_true(len <= sizeof(text));
    for (size_t i = 0; i < len; i++) {
        seed = seed * 1103515245U + 12345U;
        text[i] = (char)('a' + (seed >> 16) % (1 + seed % 26));
    }
    return (struct str){text, len};
}

TEST(gzip_pack_makes_files_that_zlib_reads)
{
    static const size_t sizes[] = {0, 1, 2, 100, 4095, 65535, 65536, 300000};

    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct str raw = random_text(sizes[i], (unsigned)i);
        struct buf file, again;
        struct err err = {0};

        buf_init(&file, 1 << 20);
        buf_init(&again, 1 << 20);
        assert_true(gzip_pack(raw, &file, &err));
        inflate_with_zlib(buf_str(&file), &again);
        assert_true(str_equal(buf_str(&again), raw));
        buf_release(&again);
        buf_release(&file);
    }
}

TEST(gzip_join_makes_one_member_of_fresh_and_packed_parts)
{
    for (unsigned round = 0; round < 300; round++) {
        struct buf files[3], expected, joined, again, raw;
        struct gzip_packed packed[3];
        struct gzip_part parts[7];
        struct err err = {0};
        size_t count = 0;

        buf_init(&expected, 1 << 22);
        buf_init(&joined, 1 << 22);
        buf_init(&again, 1 << 22);
        buf_init(&raw, 1 << 22);
        for (unsigned i = 0; i < 3; i++) {
            struct str text =
                random_text((round * 977 + i * 131) % 90000, round * 3 + i);
            buf_init(&files[i], 1 << 22);
            assert_true(gzip_pack(text, &files[i], &err));
            assert_true(gzip_open(buf_str(&files[i]), &packed[i], &err));
            parts[count++] = (struct gzip_part){.bytes = str_from("{\"n\":")};
            buf_add_text(&expected, "{\"n\":");
            parts[count++] = (struct gzip_part){.packed = &packed[i]};
            buf_add(&expected, text);
        }
        parts[count++] = (struct gzip_part){.bytes = str_from("}")};
        buf_add_text(&expected, "}");

        gzip_join(parts, count, &joined);
        assert_int_equal(joined.len, gzip_join_size(parts, count));
        inflate_with_zlib(buf_str(&joined), &again);
        assert_true(str_equal(buf_str(&again), buf_str(&expected)));
        assert_true(gzip_join_raw(parts, count, &raw, &err));
        assert_true(str_equal(buf_str(&raw), buf_str(&expected)));

        for (unsigned i = 0; i < 3; i++)
            buf_release(&files[i]);
        buf_release(&raw);
        buf_release(&again);
        buf_release(&joined);
        buf_release(&expected);
    }
}

enum { STOCK_COUNT = 40, SPLICE_PARTS_MAX = 9, SPLICE_COUNT = 10000 };

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Some parts of a splice are packed texts, some fresh bytes: none, a few, and
   more than one stored block of deflate can hold. */
static struct gzip_part choose_part(uint32_t *state, struct str texts[],
                                    const struct gzip_packed packed[],
                                    struct buf *expected)
{
    size_t i = next_random(state) % STOCK_COUNT;
    uint32_t kind = next_random(state) % 40;
    struct str bytes = texts[STOCK_COUNT];

    if (kind < 20) {
        buf_add(expected, texts[i]);
        return (struct gzip_part){.packed = &packed[i]};
    }
    bytes.len = kind == 20 ? 65530 + next_random(state) % 12
                           : next_random(state) % (kind < 30 ? 4 : 700);
    buf_add(expected, bytes);
    return (struct gzip_part){.bytes = bytes};
}

TEST(gzip_join_makes_ten_thousand_random_splices_that_zlib_reads)
{
    struct arena *arena = arena_new();
    struct str texts[STOCK_COUNT + 1];
    struct buf files[STOCK_COUNT], expected, joined, again;
    struct gzip_packed packed[STOCK_COUNT];
    uint32_t dice = 20261120;
    struct err err = {0};

    for (size_t i = 0; i < STOCK_COUNT; i++) {
        size_t len = i < 4 ? i : next_random(&dice) % (i < 36 ? 3000 : 70000);
        texts[i] = arena_str(arena, random_text(len, (unsigned)i));
        buf_init(&files[i], 1 << 20);
        assert_true(gzip_pack(texts[i], &files[i], &err));
        assert_true(gzip_open(buf_str(&files[i]), &packed[i], &err));
    }
    texts[STOCK_COUNT] = arena_str(arena, random_text(66000, 5));
    buf_init(&expected, 1 << 22);
    buf_init(&joined, 1 << 22);
    buf_init(&again, 1 << 22);
    for (int round = 0; round < SPLICE_COUNT; round++) {
        struct gzip_part parts[SPLICE_PARTS_MAX];
        size_t count = next_random(&dice) % (SPLICE_PARTS_MAX + 1);
        buf_clear(&expected);
        buf_clear(&joined);
        buf_clear(&again);
        for (size_t i = 0; i < count; i++)
            parts[i] = choose_part(&dice, texts, packed, &expected);
        gzip_join(parts, count, &joined);
        inflate_with_zlib(buf_str(&joined), &again);
        assert_true(str_equal(buf_str(&again), buf_str(&expected)));
    }
    for (size_t i = 0; i < STOCK_COUNT; i++)
        buf_release(&files[i]);
    buf_release(&again);
    buf_release(&joined);
    buf_release(&expected);
    arena_free(arena);
}

TEST(gzip_unpack_finds_every_changed_byte)
{
    struct buf file, raw;
    struct err err = {0};

    buf_init(&file, 1 << 16);
    buf_init(&raw, 1 << 16);
    assert_true(gzip_pack(random_text(3000, 7), &file, &err));
    for (size_t i = 0; i < file.len; i++) {
        buf_clear(&raw);
        file.ptr[i] ^= 0x10;
        if (gzip_unpack(buf_str(&file), &raw, &err))
            assert_true(str_equal(buf_str(&raw), random_text(3000, 7)));
        file.ptr[i] ^= 0x10;
    }
    buf_release(&raw);
    buf_release(&file);
}

TEST(gzip_unpack_refuses_what_is_too_large_before_it_allocates)
{
    struct buf file, raw;
    struct err err = {0};

    buf_init(&file, 1 << 16);
    buf_init(&raw, 2999);
    assert_true(gzip_pack(random_text(3000, 7), &file, &err));
    assert_false(gzip_unpack(buf_str(&file), &raw, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_null(raw.ptr);
    buf_release(&file);
}

/* Equal rows must give equal bytes, in whatever order a worker packs them. */
TEST(gzip_packer_gives_the_same_bytes_whatever_it_packed_before)
{
    static const size_t sizes[] = {0, 1, 100, 3000, 70000, 1500000, 100, 3000};
    struct gzip_packer *packer = gzip_packer_new();

    for (size_t round = 0; round < 5; round++)
        for (size_t i = 0; i < COUNT(sizes); i++) {
            struct str raw = random_text(sizes[i], (unsigned)(round + 7 * i));
            struct buf kept, fresh;
            struct err err = {0};
            buf_init(&kept, 1 << 23);
            buf_init(&fresh, 1 << 23);
            assert_true(gzip_pack_with(packer, raw, &kept, &err));
            assert_true(gzip_pack(raw, &fresh, &err));
            assert_true(str_equal(buf_str(&kept), buf_str(&fresh)));
            buf_release(&fresh);
            buf_release(&kept);
        }
    gzip_packer_free(packer);
}
