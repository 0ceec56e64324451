// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

static int usage(void)
{
	fputs("usage: strait-guest kmsg FROM\n"
	      "       strait-guest ask COMMAND\n"
	      "       strait-guest load PATH [PARAMETERS]\n"
	      "       strait-guest unload NAME\n"
	      "       strait-guest init (as PID 1 only)\n", stderr);
	return 2;
}

int main(int count, char **words)
{
	const char *verb = count > 1 ? words[1] : "";
	const char *first = count > 2 ? words[2] : NULL;
	const char *second = count > 3 ? words[3] : "";

	/* The kernel starts /init with whatever its command line left over. */
	if (getpid() == 1)
		return init_main();
	if (!strcmp(verb, "kmsg") && count == 3)
		return kmsg_main(first);
	if (!strcmp(verb, "ask") && count == 3)
		return ask_main(first);
	if (!strcmp(verb, "load") && (count == 3 || count == 4))
		return load_main(first, second);
	if (!strcmp(verb, "unload") && count == 3)
		return unload_main(first);
	return usage();
}
