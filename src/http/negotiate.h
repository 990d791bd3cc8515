/*
 * negotiate.h - what a client's headers ask for: encoding, and whether what
 * it has is still good.
 *
 * Pure functions over header values (RFC 9110). A list item that cannot be
 * read counts as absent.
 */
#ifndef HTTP_NEGOTIATE_H
#define HTTP_NEGOTIATE_H

#include "base/str.h"

/* True if a client that sent this Accept-Encoding would rather have gzip than
   the bytes as they are. Without the header (empty text): false. */
bool negotiate_gzip(struct str accept_encoding);

/* True if `etag` (quoted, as in the ETag header) is on an If-None-Match list,
   by weak comparison; "*" matches any. */
bool negotiate_etag_matches(struct str if_none_match, struct str etag);

#endif
