// SPDX-License-Identifier: Apache-2.0
/* Every way to cut a stream in two must find the same requests. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"

#define NONCE "0123456789abcDEF"

/* The number of requests in a stream; the last nonce must be ours. */
static int count(const char *stream, size_t cut)
{
	size_t length = strlen(stream);
	struct matcher matcher = { 0 };
	int found = 0;
	size_t at = 0;

	while (at < length) {
		size_t end = at < cut ? cut : length;
		size_t taken = matcher_feed(&matcher, stream + at, end - at);

		if (taken) {
			found++;
			assert(!memcmp(matcher.nonce, NONCE, CHANNEL_NONCE));
		}
		at = taken ? at + taken : end;
	}
	return found;
}

static void expect(int found, const char *stream)
{
	for (size_t cut = 0; cut <= strlen(stream); cut++) {
		if (count(stream, cut) != found) {
			printf("not ok: \"%s\" cut at %zu\n", stream, cut);
			exit(1);
		}
	}
}

int main(void)
{
	expect(1, CHANNEL_REQUEST NONCE);
	expect(1, "SSH-2.0-x\r\n" CHANNEL_REQUEST NONCE "SSH-2.0-y");
	expect(2, CHANNEL_REQUEST NONCE CHANNEL_REQUEST NONCE);
	/* Cut short, and then whole. */
	expect(1, "strait-channel/1 connect reque" CHANNEL_REQUEST NONCE);
	expect(1, CHANNEL_REQUEST CHANNEL_REQUEST NONCE);
	expect(1, CHANNEL_REQUEST "0123" CHANNEL_REQUEST NONCE);
	/* The request ends in "st", which is how it begins. */
	expect(1, "strait-channel/1 connect request" "rait-channel/1 connect request" NONCE);
	expect(0, CHANNEL_REQUEST " " NONCE);
	expect(0, CHANNEL_REQUEST "0123456789abcdeg");
	expect(0, CHANNEL_GRANT NONCE);
	puts("ok matcher");
	return 0;
}
