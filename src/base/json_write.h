/*
 * json_write.h - JSON text, written straight into a buffer.
 *
 * For answers, dumps and manifests, which are written often and never changed:
 * no tree is built. Commas are the caller's own. Text must be valid UTF-8.
 */
#ifndef BASE_JSON_WRITE_H
#define BASE_JSON_WRITE_H

#include "base/buf.h"
#include "base/date.h"

/* "..." with everything escaped that RFC 8259 demands; also U+2028, U+2029
   and </ , so that the text may stand in a script. */
void json_write_string(struct buf *buf, struct str text);

/* "name": */
void json_write_key(struct buf *buf, const char *name);

/* The shortest decimal that reads back as the same double, with ".0" when it
   would otherwise look like an integer. NaN and infinity become null. */
void json_write_real(struct buf *buf, double value);
void json_write_int(struct buf *buf, int64_t value);
void json_write_bool(struct buf *buf, bool value);

/* {"name":"text", ... } pieces: a comma first unless the buffer ends in an
   opening bracket. */
void json_write_comma(struct buf *buf);
void json_write_next_key(struct buf *buf, const char *name);
void json_write_member(struct buf *buf, const char *name, struct str text);
void json_write_member_int(struct buf *buf, const char *name, int64_t value);
void json_write_member_bool(struct buf *buf, const char *name, bool value);
/* Seconds since the epoch, as "2026-11-20T02:00:00Z"; 0 is null. */
void json_write_member_time(struct buf *buf, const char *name, int64_t time_s);
void json_write_member_date(struct buf *buf, const char *name,
                            struct date date);

/* "name":{ or "name":[ */
void json_write_open(struct buf *buf, const char *name, char bracket);

/* The decimal itself, as json_write_real; returns its length. */
size_t json_format_real(double value, char out[32]);

#endif
