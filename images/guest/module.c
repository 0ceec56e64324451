// SPDX-License-Identifier: Apache-2.0
/*
 * Loads and unloads modules with one call of the kernel each: a fallback that
 * tries again would run a failing module's init twice.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guest.h"

static int answer(const char *verb, long result)
{
	if (result)
		printf("strait-%s/1 errno=%s\n", verb, errno_name(errno));
	else
		printf("strait-%s/1 ok\n", verb);
	return result ? 1 : 0;
}

/* "PATH", or "PATH PARAMETERS": no path of ours has a blank. */
int load_main(const char *argument)
{
	const char *parameters = strchrnul(argument, ' ');
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%.*s", (int)(parameters - argument),
		 argument);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return failed(path);
	return answer("load", syscall(SYS_finit_module, fd, parameters, 0));
}

/* O_NONBLOCK: a module in use is an answer, not something to wait for. */
int unload_main(const char *name)
{
	return answer("unload", syscall(SYS_delete_module, name, O_NONBLOCK));
}
