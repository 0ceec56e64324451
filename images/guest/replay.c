// SPDX-License-Identifier: Apache-2.0
/* A guest that nobody logs in to: runs a script on the console, then ends. */
#include <errno.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"

bool replay_wanted(void)
{
	return !access(REPLAY_SCRIPT, R_OK);
}

static void replay_child(void)
{
	char *const words[] = { "sh", REPLAY_SCRIPT, NULL };
	char *const environment[] = {
		"PATH=/bin:/sbin:/usr/bin:/usr/sbin:/strait", "HOME=/root", NULL,
	};

	execve("/bin/sh", words, environment);
	_exit(127);
}

_Noreturn void replay_main(void)
{
	int status = 0;
	pid_t pid, ended;

	say("replay begins");
	pid = fork();
	if (pid < 0)
		fatal("replay");
	if (!pid)
		replay_child();
	/* Every orphan of the guest ends up here. */
	do {
		ended = waitpid(-1, &status, 0);
	} while (ended != pid && (ended > 0 || errno == EINTR));
	say("replay ended with %d", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	sync();
	reboot(RB_POWER_OFF);
	_exit(1);
}
