// SPDX-License-Identifier: Apache-2.0
/*
 * Requests can be cut anywhere between two reads, and an unfinished one can
 * run into a whole one, so this is the search of Knuth, Morris and Pratt.
 */
#include <stdbool.h>
#include <string.h>

#include "guest.h"

static const char request[] = CHANNEL_REQUEST;

/* The longest proper prefix of the request that its first n bytes end in. */
static size_t border(size_t n)
{
	size_t length = n ? n - 1 : 0;

	while (length && memcmp(request, request + n - length, length))
		length--;
	return length;
}

static bool is_hex(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
	       (byte >= 'A' && byte <= 'F');
}

static void match_byte(struct matcher *matcher, char byte)
{
	while (matcher->matched == CHANNEL_WORD ||
	       (matcher->matched && request[matcher->matched] != byte))
		matcher->matched = border(matcher->matched);
	if (request[matcher->matched] == byte)
		matcher->matched++;
}

/* True when the byte completes a nonce. */
static bool feed_byte(struct matcher *matcher, char byte)
{
	if (matcher->matched < CHANNEL_WORD || !is_hex(byte)) {
		matcher->nonce_length = 0;
		match_byte(matcher, byte);
		return false;
	}
	matcher->nonce[matcher->nonce_length++] = byte;
	if (matcher->nonce_length < CHANNEL_NONCE)
		return false;
	matcher->matched = 0;
	matcher->nonce_length = 0;
	return true;
}

size_t matcher_feed(struct matcher *matcher, const char *bytes, size_t length)
{
	size_t i = 0;

	while (i < length) {
		/* Most of a stream is not even a beginning: skip at full speed. */
		if (!matcher->matched) {
			const char *start = memchr(bytes + i, request[0], length - i);

			if (!start)
				return 0;
			i = start - bytes;
		}
		if (feed_byte(matcher, bytes[i++]))
			return i;
	}
	return 0;
}
