// SPDX-License-Identifier: Apache-2.0
/*
 * Several answers as one command. Each line of an answer comes behind the
 * name of its section, so nothing in it can be taken for another section:
 * what would separate them otherwise is at the mercy of what is separated.
 *
 * What this program does itself it does in a child, without being started
 * again: under emulation that would take longer than most of the answers.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"

#define CHUNK (64 * 1024)

int show_main(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	static char bytes[CHUNK];
	ssize_t length;

	if (fd < 0)
		return failed(path);
	while ((length = read(fd, bytes, sizeof(bytes))) > 0)
		fwrite(bytes, 1, length, stdout);
	if (length < 0)
		return failed(path);
	return fflush(stdout) ? failed("standard output") : 0;
}

int run_main(const char *command)
{
	execl("/bin/sh", "sh", "-c", command, NULL);
	return failed("/bin/sh");
}

/* Prints what comes, line by line behind the name, until nobody can write. */
static void print_lines(const char *name, int fd)
{
	static char bytes[CHUNK];
	bool in_line = false;
	ssize_t length;

	while ((length = read(fd, bytes, sizeof(bytes))) > 0) {
		for (char *rest = bytes, *stop; rest < bytes + length; rest = stop) {
			char *end = memchr(rest, '\n', bytes + length - rest);

			stop = end ? end + 1 : bytes + length;
			if (!in_line)
				printf("%s:", name);
			fwrite(rest, 1, stop - rest, stdout);
			in_line = !end;
		}
		/* Whoever gives up on us has what there was until then. */
		fflush(stdout);
	}
	if (in_line)
		putchar('\n');
}

static void explain_end(const char *name, pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		printf("%s:" GUEST_NAME ": ended by signal %d, %s\n", name,
		       WTERMSIG(status), strsignal(WTERMSIG(status)));
}

static _Noreturn void child(int out, const struct verb *verb,
			    const char *argument)
{
	/* A command that is killed takes along what it waits for. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	exit(verb->main(argument));
}

static void section(const char *name, const struct verb *verb,
		    const char *argument)
{
	int ends[2];
	pid_t pid;

	/* Or the child would print it a second time. */
	fflush(stdout);
	if (pipe2(ends, O_CLOEXEC)) {
		printf("%s:" GUEST_NAME ": pipe: %s\n", name, strerror(errno));
		return;
	}
	pid = fork();
	if (!pid)
		child(ends[1], verb, argument);
	if (pid < 0)
		printf("%s:" GUEST_NAME ": fork: %s\n", name, strerror(errno));
	close(ends[1]);
	print_lines(name, ends[0]);
	close(ends[0]);
	if (pid > 0)
		explain_end(name, pid);
}

int sections_main(int count, char **words)
{
	for (int i = 0; i + 2 < count; i += 3) {
		const struct verb *verb = find_verb(words[i + 1]);

		if (!verb) {
			errno = EINVAL;
			return failed(words[i + 1]);
		}
		section(words[i], verb, words[i + 2]);
	}
	return fflush(stdout) ? failed("standard output") : 0;
}
