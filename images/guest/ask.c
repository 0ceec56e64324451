// SPDX-License-Identifier: Apache-2.0
/* One request to the probe; its answer goes to standard output. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

#define PROBE "/dev/strait_probe"

int ask_main(const char *command)
{
	int fd = open(PROBE, O_RDWR | O_CLOEXEC);
	size_t answered = 0;
	char request[4096], buffer[4096];
	ssize_t length;

	if (fd < 0)
		return failed(PROBE);
	/* An empty request is a request too: the line's end makes it a write. */
	snprintf(request, sizeof(request), "%s\n", command);
	if (write(fd, request, strlen(request)) < 0)
		return failed(PROBE);
	while ((length = read(fd, buffer, sizeof(buffer))) > 0)
		answered += fwrite(buffer, 1, length, stdout);
	if (length < 0)
		return failed(PROBE);
	if (!answered) {
		errno = ENODATA;
		return failed(PROBE);
	}
	return fflush(stdout) ? failed("standard output") : 0;
}
