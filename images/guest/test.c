// SPDX-License-Identifier: Apache-2.0
/*
 * Runs a test program. What it prints goes to standard output; lines that name
 * a test go into the kernel's log as well. So a report of the kernel's has its
 * test beside it, and the console shows how far the tests came where nobody
 * can ask the guest any more.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"

#define WAIT_MS	50
#define LINE	240

/* A line as it comes; of a longer one its beginning. */
struct line {
	char bytes[sizeof(TEST_MARK) + LINE + 1];
	size_t length;
};

/* The kernel drops what a process writes in a hurry, unless it is told. */
static int open_log(void)
{
	int fd = open("/proc/sys/kernel/printk_devkmsg", O_WRONLY | O_CLOEXEC);

	if (fd >= 0) {
		/* Kernels before 4.9 do not have it, and drop nothing. */
		if (write(fd, "on\n", 3) < 0)
			perror(GUEST_NAME ": printk_devkmsg");
		close(fd);
	}
	return open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
}

static bool begins(const char *text, const char *word)
{
	return !strncmp(text, word, strlen(word));
}

/* Results, plans and the harness's word that a test begins. */
static bool names_test(const char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	if (begins(text, "ok ") || begins(text, "not ok ") ||
	    begins(text, "1..") || begins(text, "Bail out!") ||
	    begins(text, "KTAP version ") || begins(text, "TAP version "))
		return true;
	if (*text++ != '#')
		return false;
	while (*text == ' ' || *text == '\t')
		text++;
	return begins(text, "RUN ");
}

static void end_line(struct line *line, int log)
{
	size_t mark = strlen(TEST_MARK), length = mark + line->length;

	line->bytes[length] = '\0';
	line->length = 0;
	if (!names_test(line->bytes + mark))
		return;
	line->bytes[length] = '\n';
	/* Without a log the output is whole all the same. */
	if (write(log, line->bytes, length + 1) < 0)
		return;
}

static void mark_lines(struct line *line, int log, const char *bytes,
		       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes[i] == '\n')
			end_line(line, log);
		else if (line->length < LINE)
			line->bytes[strlen(TEST_MARK) + line->length++] = bytes[i];
	}
}

/* True while there may be more. */
static bool pass_on(int from, struct line *line, int log)
{
	static char bytes[64 * 1024];
	ssize_t count = read(from, bytes, sizeof(bytes));

	if (count < 0)
		return errno == EINTR;
	if (!count)
		return false;
	/* The mark first: what follows may take the kernel down. */
	mark_lines(line, log, bytes, count);
	for (ssize_t done = 0, part; done < count; done += part) {
		part = write(STDOUT_FILENO, bytes + done, count - done);
		if (part < 0) {
			perror(GUEST_NAME ": standard output");
			return false;
		}
	}
	return true;
}

static _Noreturn void child(int out, const char *command)
{
	/* A command that is killed takes along what it waits for. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	_exit(run_main(command));
}

int test_main(const char *command)
{
	struct line line = { .bytes = TEST_MARK };
	int log = open_log(), ends[2], status = 0;
	bool alive = true;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		return failed("pipe");
	pid = fork();
	if (pid < 0)
		return failed("fork");
	if (!pid) {
		/* Programs expect an output that waits. */
		fcntl(ends[1], F_SETFL, 0);
		child(ends[1], command);
	}
	close(ends[1]);
	/* Until the program is gone, and not until all are that it left behind. */
	while (alive) {
		struct pollfd wait = { .fd = ends[0], .events = POLLIN };

		poll(&wait, 1, WAIT_MS);
		alive = waitpid(pid, &status, WNOHANG) != pid;
		while (pass_on(ends[0], &line, log))
			;
	}
	if (line.length)
		end_line(&line, log);
	if (WIFSIGNALED(status))
		return 128 + WTERMSIG(status);
	return WEXITSTATUS(status);
}
