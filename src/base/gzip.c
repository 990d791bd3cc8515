/*
 * libdeflate compresses best, but always ends with a final block at any bit.
 * release_body walks over the blocks once with zlib, clears the mark of the
 * last one and appends an empty stored block, which ends on a byte. Writing
 * the blocks with zlib's Z_SYNC_FLUSH would need no walk, and costs 10 % more
 * bytes at every answer.
 */
#include "base/gzip.h"

#include <assert.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/memory.h"

enum {
    HEADER_BYTES = 10,
    FINAL_BYTES = 5,
    TRAILER_BYTES = 8,
    STORED_MAX = 65535, /* bytes of one stored block */
    STORED_HEADER = 5,
    BEST_LEVEL = 12, /* for what fits a request; larger takes FAST_LEVEL */
    FAST_LEVEL = 9,
    BEST_LEVEL_MAX = 1024 * 1024,
};

static const char gzip_header[HEADER_BYTES] = {0x1f, (char)0x8b, 8, 0, 0,
                                               0,    0,          0, 2, 3};
static const char empty_final[FINAL_BYTES] = {1, 0, 0, (char)0xff, (char)0xff};

static void put_u32(char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (char)(value >> (8 * i));
}

static uint32_t get_u32(const char *at)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++)
        value |= (uint32_t)(unsigned char)at[i] << (8 * i);
    return value;
}

static void add_trailer(struct buf *out, uint32_t crc, uint64_t raw_bytes)
{
    char trailer[TRAILER_BYTES];
    put_u32(trailer, crc);
    put_u32(trailer + 4, (uint32_t)raw_bytes);
    buf_add_bytes(out, trailer, sizeof(trailer));
}

enum { BEST, FAST, LEVELS };

static const int levels[LEVELS] = {[BEST] = BEST_LEVEL, [FAST] = FAST_LEVEL};

/* Each is made when it is first needed. */
struct gzip_packer {
    struct libdeflate_compressor *compressors[LEVELS];
    struct libdeflate_decompressor *decompressor;
    z_stream walker;
    bool has_walker;
};

struct gzip_packer *gzip_packer_new(void)
{
    return MEMORY_NEW(struct gzip_packer);
}

static void release_packer(struct gzip_packer *packer)
{
    for (int i = 0; i < LEVELS; i++)
        libdeflate_free_compressor(packer->compressors[i]);
    libdeflate_free_decompressor(packer->decompressor);
    if (packer->has_walker)
        inflateEnd(&packer->walker);
}

void gzip_packer_free(struct gzip_packer *packer)
{
    release_packer(packer);
    free(packer);
}

static void begin_walk(struct gzip_packer *packer)
{
    if (packer->has_walker) {
        inflateReset(&packer->walker);
        return;
    }
    if (inflateInit2(&packer->walker, -15) != Z_OK)
        memory_is_out("zlib");
    packer->has_walker = true;
}

/* Finds, in bits from the start, where the last block begins and ends. */
static bool find_last_block(struct gzip_packer *packer, struct str body,
                            uint64_t *begin, uint64_t *end)
{
    unsigned char scratch[32768];
    z_stream *stream = &packer->walker;
    uint64_t boundary = 0;
    bool found = false;

    begin_walk(packer);
    stream->next_in = (z_const Bytef *)body.ptr;
    stream->avail_in = (uInt)body.len;
    *begin = 0;
    while (!found) {
        stream->next_out = scratch;
        stream->avail_out = sizeof(scratch);
        int status = inflate(stream, Z_BLOCK);
        if (status == Z_MEM_ERROR)
            memory_is_out("zlib");
        if (status != Z_OK && status != Z_BUF_ERROR)
            break;
        if (status == Z_BUF_ERROR && stream->avail_in == 0)
            break;
        if (!(stream->data_type & 128))
            continue;
        uint64_t position =
            (uint64_t)stream->total_in * 8 - (uint64_t)(stream->data_type & 7);
        if (stream->data_type & 64) {
            *begin = boundary;
            *end = position;
            found = true;
        }
        boundary = position;
    }
    return found;
}

/* Makes the blocks at out->ptr + start non-final and byte-aligned. */
static bool release_body(struct gzip_packer *packer, struct buf *out,
                         size_t start)
{
    struct str body = {out->ptr + start, out->len - start};
    uint64_t begin, end;

    if (!find_last_block(packer, body, &begin, &end))
        return false;
    out->ptr[start + begin / 8] &= (char)~(1U << (begin % 8));
    /* Three bits of header, zeros up to the byte, then length 0. */
    out->len = start + (size_t)((end + 3 + 7) / 8);
    if (out->len > start + body.len)
        out->ptr[out->len - 1] = 0;
    buf_add_bytes(out, empty_final + 1, FINAL_BYTES - 1);
    return true;
}

static bool compress_body(struct gzip_packer *packer, struct str raw,
                          struct buf *file)
{
    int level = raw.len > BEST_LEVEL_MAX ? FAST : BEST;
    struct libdeflate_compressor *compressor = packer->compressors[level];
    size_t start = file->len, bound, len = 0;
    char *room;

    if (!compressor)
        compressor = libdeflate_alloc_compressor(levels[level]);
    packer->compressors[level] = compressor;
    if (!compressor)
        memory_is_out("libdeflate");
    bound = libdeflate_deflate_compress_bound(compressor, raw.len);
    room = buf_reserve(file, bound + FINAL_BYTES);
    if (room)
        len = libdeflate_deflate_compress(compressor, raw.ptr, raw.len, room,
                                          bound);
    file->len += len;
    return len > 0 && release_body(packer, file, start);
}

static bool unpack(struct libdeflate_decompressor *decompressor,
                   struct str file, struct buf *raw, struct err *err);

static bool unpacks_to(struct gzip_packer *packer, struct str file,
                       struct str raw)
{
    struct buf again;
    struct err ignored = {0};
    bool same;

    if (!packer->decompressor)
        packer->decompressor = libdeflate_alloc_decompressor();
    buf_init(&again, raw.len + 1);
    same = unpack(packer->decompressor, file, &again, &ignored) &&
           str_equal(buf_str(&again), raw);
    buf_release(&again);
    return same;
}

bool gzip_pack(struct str raw, struct buf *file, struct err *err)
{
    struct gzip_packer packer = {0};
    bool ok = gzip_pack_with(&packer, raw, file, err);

    release_packer(&packer);
    return ok;
}

bool gzip_pack_with(struct gzip_packer *packer, struct str raw,
                    struct buf *file, struct err *err)
{
    size_t start = file->len;

    if (raw.len >= UINT32_MAX)
        return err_set(err, ERR_LIMIT, "cannot pack more than 4 GiB");
    buf_add_bytes(file, gzip_header, sizeof(gzip_header));
    if (!compress_body(packer, raw, file))
        return err_set(err, ERR_LIMIT, "compressed data grew too large");
    buf_add_bytes(file, empty_final, sizeof(empty_final));
    add_trailer(file, libdeflate_crc32(0, raw.ptr, raw.len), raw.len);
    if (buf_overflowed(file))
        return err_set(err, ERR_LIMIT, "compressed data grew too large");
    if (!unpacks_to(packer, (struct str){file->ptr + start, file->len - start},
                    raw))
        return err_set(err, ERR_SYSTEM,
                       "compressed data does not unpack to what went in");
    return true;
}

bool gzip_open(struct str file, struct gzip_packed *packed, struct err *err)
{
    size_t around = HEADER_BYTES + FINAL_BYTES + TRAILER_BYTES;
    const char *end = file.ptr + file.len;

    if (file.len < around ||
        memcmp(file.ptr, gzip_header, sizeof(gzip_header)) != 0 ||
        memcmp(end - TRAILER_BYTES - FINAL_BYTES, empty_final, FINAL_BYTES) !=
            0)
        return err_set(err, ERR_CORRUPT, "not a packed gzip file");
    *packed = (struct gzip_packed){
        .body = {file.ptr + HEADER_BYTES, file.len - around},
        .crc32 = get_u32(end - TRAILER_BYTES),
        .raw_bytes = get_u32(end - TRAILER_BYTES + 4),
    };
    packed->crc_shift = (uint32_t)crc32_combine_gen((z_off_t)packed->raw_bytes);
    return true;
}

static bool unpack(struct libdeflate_decompressor *decompressor,
                   struct str file, struct buf *raw, struct err *err)
{
    enum libdeflate_result result;
    struct gzip_packed packed;
    char *room;

    if (!gzip_open(file, &packed, err))
        return false;
    /* Deflate cannot shrink more than 1032 times: a larger claim is a lie. */
    if (packed.raw_bytes / 1032 > file.len)
        return err_set(err, ERR_CORRUPT, "gzip file claims too many bytes");
    room = buf_reserve(raw, packed.raw_bytes);
    if (!room)
        return err_set(err, ERR_LIMIT, "unpacked data is over %zu bytes",
                       raw->max_bytes);
    if (!decompressor)
        memory_is_out("libdeflate");
    result = libdeflate_gzip_decompress(decompressor, file.ptr, file.len, room,
                                        packed.raw_bytes, NULL);
    if (result != LIBDEFLATE_SUCCESS)
        return err_set(err, ERR_CORRUPT, "gzip file is damaged");
    raw->len += packed.raw_bytes;
    raw->ptr[raw->len] = '\0';
    return true;
}

bool gzip_unpack(struct str file, struct buf *raw, struct err *err)
{
    struct libdeflate_decompressor *decompressor =
        libdeflate_alloc_decompressor();
    bool ok = unpack(decompressor, file, raw, err);

    libdeflate_free_decompressor(decompressor);
    return ok;
}

static size_t stored_size(size_t len)
{
    return len + (len + STORED_MAX - 1) / STORED_MAX * STORED_HEADER;
}

size_t gzip_join_size(const struct gzip_part *parts, size_t count)
{
    size_t size = HEADER_BYTES + FINAL_BYTES + TRAILER_BYTES;

    for (size_t i = 0; i < count; i++)
        size += parts[i].packed ? parts[i].packed->body.len
                                : stored_size(parts[i].bytes.len);
    return size;
}

static void add_stored(struct buf *out, struct str bytes)
{
    while (bytes.len > 0) {
        size_t len = bytes.len < STORED_MAX ? bytes.len : STORED_MAX;
        char header[STORED_HEADER] = {0, (char)len, (char)(len >> 8),
                                      (char)~len, (char)(~len >> 8)};
        buf_add_bytes(out, header, sizeof(header));
        buf_add_bytes(out, bytes.ptr, len);
        bytes = str_skip(bytes, len);
    }
}

/* zlib never returns from joining with an operator of 0. */
static uint32_t shift_of(const struct gzip_packed *packed)
{
    return packed->crc_shift
               ? packed->crc_shift
               : (uint32_t)crc32_combine_gen((z_off_t)packed->raw_bytes);
}

void gzip_join(const struct gzip_part *parts, size_t count, struct buf *out)
{
    uint32_t crc = 0;
    uint64_t raw_bytes = 0;

    buf_add_bytes(out, gzip_header, sizeof(gzip_header));
    for (size_t i = 0; i < count; i++) {
        const struct gzip_packed *packed = parts[i].packed;
        struct str bytes = parts[i].bytes;
        if (packed) {
            buf_add(out, packed->body);
            crc = (uint32_t)crc32_combine_op(crc, packed->crc32,
                                             shift_of(packed));
            raw_bytes += packed->raw_bytes;
        } else {
            add_stored(out, bytes);
            crc = libdeflate_crc32(crc, bytes.ptr, bytes.len);
            raw_bytes += bytes.len;
        }
    }
    buf_add_bytes(out, empty_final, sizeof(empty_final));
    add_trailer(out, crc, raw_bytes);
}

/* Wraps a body into a file of its own, so that one function unpacks. */
static bool unpack_body(const struct gzip_packed *packed, struct buf *out,
                        struct err *err)
{
    struct gzip_part part = {.packed = packed};
    struct buf file;
    bool ok;

    buf_init(&file, gzip_join_size(&part, 1) + 1);
    gzip_join(&part, 1, &file);
    ok = gzip_unpack(buf_str(&file), out, err);
    buf_release(&file);
    return ok;
}

bool gzip_join_raw(const struct gzip_part *parts, size_t count, struct buf *out,
                   struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!parts[i].packed)
            buf_add(out, parts[i].bytes);
        else if (!unpack_body(parts[i].packed, out, err))
            return false;
    }
    if (buf_overflowed(out))
        return err_set(err, ERR_LIMIT, "answer is over %zu bytes",
                       out->max_bytes);
    return true;
}
