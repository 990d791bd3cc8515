/*
 * crypto.h - hashes and signatures. The only file that knows OpenSSL.
 */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include "base/str.h"

enum { CRYPTO_SHA256_HEX = 64 };

/* SHA-256 of the data in lower-case hexadecimal, with a NUL behind it. */
void crypto_sha256_hex(struct str data, char hex[CRYPTO_SHA256_HEX + 1]);

/* The same of all of the data and of its first `len` bytes, in one pass. */
void crypto_sha256_both(struct str data, size_t len,
                        char first[CRYPTO_SHA256_HEX + 1],
                        char whole[CRYPTO_SHA256_HEX + 1]);

/* HMAC-SHA-256 (RFC 2104), in the same form. */
void crypto_hmac_sha256_hex(struct str key, struct str data,
                            char hex[CRYPTO_SHA256_HEX + 1]);

/* True if s is 64 lower-case hexadecimal digits. */
bool crypto_is_sha256_hex(struct str s);

/* Fills bytes from the system's random source; aborts if there is none. */
void crypto_random(void *bytes, size_t len);

#endif
