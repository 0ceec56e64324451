// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "guest.h"

void say(const char *format, ...)
{
	char line[256] = GUEST_NAME ": ";
	size_t used = strlen(line);
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(line + used, sizeof(line) - used - 1, format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	used = strnlen(line, sizeof(line) - 2);
	line[used++] = '\n';
	/* A console that does not take it leaves nobody to tell. */
	if (write(STDOUT_FILENO, line, used) < 0)
		return;
}

_Noreturn void fatal(const char *what)
{
	say("fatal: %s: %s", what, strerror(errno));
	sync();
	/* Only PID 1's children get here besides itself; each ends the guest. */
	reboot(RB_POWER_OFF);
	_exit(1);
}

int failed(const char *what)
{
	fprintf(stderr, GUEST_NAME ": %s: %s\n", what, strerror(errno));
	return 1;
}

const char *errno_name(int error)
{
	static char number[16];
	const char *name = strerrorname_np(error);

	if (name)
		return name;
	snprintf(number, sizeof(number), "%d", error);
	return number;
}
