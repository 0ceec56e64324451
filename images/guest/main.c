// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

static const struct verb verbs[] = {
	{ "ask", "REQUEST", ask_main },
	{ "kmsg", "FROM", kmsg_main },
	{ "load", "PATH[ PARAMETERS]", load_main },
	{ "run", "COMMAND", run_main },
	{ "show", "PATH", show_main },
	{ "test", "COMMAND", test_main },
	{ "unload", "NAME", unload_main },
};

#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < VERBS; i++) {
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	}
	return NULL;
}

static int usage(void)
{
	for (size_t i = 0; i < VERBS; i++)
		fprintf(stderr, "usage: " GUEST_NAME " %s %s\n", verbs[i].name,
			verbs[i].argument);
	fputs("usage: " GUEST_NAME " sections [NAME VERB ARGUMENT]...\n"
	      "usage: " GUEST_NAME " init (as PID 1 only)\n", stderr);
	return 2;
}

int main(int count, char **words)
{
	const struct verb *verb;

	/* The kernel starts /init with whatever its command line left over. */
	if (getpid() == 1)
		return init_main();
	if (count > 1 && !strcmp(words[1], "sections") && count % 3 == 2)
		return sections_main(count - 2, words + 2);
	verb = count == 3 ? find_verb(words[1]) : NULL;
	return verb ? verb->main(words[2]) : usage();
}
