/*
 * gzip.h - gzip files that can be spliced into a larger answer.
 *
 * A packed file is one ordinary gzip member (RFC 1952; `zcat` shows it), laid
 * out so that its middle can be lent:
 *
 *     10 bytes   header: no name, no time
 *     body       deflate blocks (RFC 1951), byte-aligned, none of them final
 *     5 bytes    an empty final stored block
 *     8 bytes    CRC-32 and length of the raw bytes
 *
 * Several parts - bytes made for this answer, bodies of packed files - are
 * joined into one new member without inflating or deflating anything; the
 * CRC of the whole is combined from those of the parts.
 *
 * Pure functions; any number of threads. Who packs many files keeps a packer,
 * which is of one thread: making one costs as much as packing a small file.
 */
#ifndef BASE_GZIP_H
#define BASE_GZIP_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* What is known of a packed file. `body` points into it. */
struct gzip_packed {
    struct str body;
    uint32_t crc32;     /* of the raw bytes */
    uint64_t raw_bytes; /* their number; below 4 GiB */
    uint32_t crc_shift; /* made of raw_bytes by gzip_open; 0: not yet */
};

/* One part of an answer: fresh bytes, or a packed body. */
struct gzip_part {
    struct str bytes;                 /* used when packed is NULL */
    const struct gzip_packed *packed; /* borrowed */
};

/* Appends to `file` the packed form of `raw`, and proves that it unpacks to
   the same bytes. */
MUST_CHECK bool gzip_pack(struct str raw, struct buf *file, struct err *err);

struct gzip_packer;
struct gzip_packer *gzip_packer_new(void);
void gzip_packer_free(struct gzip_packer *packer);

/* The same, with what the packer keeps. */
MUST_CHECK bool gzip_pack_with(struct gzip_packer *packer, struct str raw,
                               struct buf *file, struct err *err);

/* Finds the parts of a packed file. Fails with ERR_CORRUPT if it is not laid
   out as above. Does not look inside the body. */
MUST_CHECK bool gzip_open(struct str file, struct gzip_packed *packed,
                          struct err *err);

/* Appends the raw bytes to `raw`, checking CRC and length. Refuses, before it
   allocates, what would not fit into raw->max_bytes. */
MUST_CHECK bool gzip_unpack(struct str file, struct buf *raw, struct err *err);

/* Appends one gzip member made of the parts. */
void gzip_join(const struct gzip_part *parts, size_t count, struct buf *out);

/* How many bytes gzip_join will add. */
size_t gzip_join_size(const struct gzip_part *parts, size_t count);

/* The raw bytes of the parts, one after the other. */
MUST_CHECK bool gzip_join_raw(const struct gzip_part *parts, size_t count,
                              struct buf *out, struct err *err);

#endif
