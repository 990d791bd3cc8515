#include "base/crypto.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

void crypto_sha256_hex(struct str data, char hex[CRYPTO_SHA256_HEX + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[32];

    if (EVP_Digest(data.ptr, data.len, digest, NULL, EVP_sha256(), NULL) != 1) {
        fprintf(stderr, "reckoner: SHA-256 is not available\n");
        abort();
    }
    for (size_t i = 0; i < sizeof(digest); i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[CRYPTO_SHA256_HEX] = '\0';
}

bool crypto_is_sha256_hex(struct str s)
{
    if (s.len != CRYPTO_SHA256_HEX)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!memchr("0123456789abcdef", s.ptr[i], 16))
            return false;
    return true;
}

void crypto_random(void *bytes, size_t len)
{
    if (RAND_bytes(bytes, (int)len) != 1) {
        fprintf(stderr, "reckoner: no random numbers\n");
        abort();
    }
}
