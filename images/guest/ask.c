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
	int fd = open(PROBE, O_RDWR);
	size_t answered = 0;
	char buffer[4096];
	ssize_t length;

	if (fd < 0 || write(fd, command, strlen(command)) < 0)
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
