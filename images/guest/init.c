// SPDX-License-Identifier: Apache-2.0
/* PID 1: makes the guest a place to log in to, and keeps it one. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"

#define HOST_KEY	"/etc/dropbear/dropbear_ed25519_host_key"
#define CLIENT_KEYS	"/root/.ssh/authorized_keys"
#define TRANSPORT	"/strait/transport/*.ko"
#define SERVER_LOG	"/run/dropbear.log"

#define READY_WAIT_MS	20000
#define RESTARTS	5

static const struct {
	const char *type, *path, *options;
	bool essential;
} mounts[] = {
	{ "proc", "/proc", NULL, true },
	{ "sysfs", "/sys", NULL, true },
	{ "devtmpfs", "/dev", "mode=0755", true },
	{ "devpts", "/dev/pts", "mode=0620,ptmxmode=0666", false },
	{ "tmpfs", "/dev/shm", "mode=1777", false },
	{ "tmpfs", "/tmp", "mode=1777", true },
	{ "tmpfs", "/run", "mode=0755", true },
	{ "debugfs", "/sys/kernel/debug", NULL, false },
};

static void mount_all(void)
{
	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].path, 0755);
		if (mount(mounts[i].type, mounts[i].path, mounts[i].type, 0,
			  mounts[i].options) &&
		    errno != EBUSY && mounts[i].essential)
			fatal(mounts[i].path);
	}
}

/* The console that the kernel gave us is from before /dev was there. */
static void open_console(void)
{
	int console = open("/dev/console", O_RDWR | O_NOCTTY);

	if (console < 0)
		return;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		dup2(console, fd);
	if (console > STDERR_FILENO)
		close(console);
}

/* Their names begin with the order in which they need each other. */
static void load_transport(void)
{
	glob_t modules;

	if (glob(TRANSPORT, 0, NULL, &modules))
		return;
	for (size_t i = 0; i < modules.gl_pathc; i++) {
		int fd = open(modules.gl_pathv[i], O_RDONLY | O_CLOEXEC);

		if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
			fatal(modules.gl_pathv[i]);
		close(fd);
	}
	globfree(&modules);
}

static void loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request))
		fatal("loopback");
	close(fd);
}

/* Both come with each run; an SSH server without them lets nobody in. */
static void require(const char *path)
{
	if (access(path, R_OK))
		fatal(path);
}

static void server_main(void)
{
	char *const words[] = {
		"dropbear", "-F", "-E", "-s", "-j", "-k", "-m",
		"-W", "1048576", "-p", "127.0.0.1:22",
		"-P", "/run/dropbear.pid", "-r", HOST_KEY, NULL,
	};
	char *const environment[] = {
		"PATH=/bin:/sbin:/usr/bin:/usr/sbin:/strait", "HOME=/root", NULL,
	};
	int log = open(SERVER_LOG, O_WRONLY | O_CREAT | O_APPEND, 0644);

	if (log >= 0) {
		dup2(log, STDOUT_FILENO);
		dup2(log, STDERR_FILENO);
	}
	execve("/usr/sbin/dropbear", words, environment);
	_exit(127);
}

static void bridge_child(void)
{
	_exit(bridge_main());
}

static struct service {
	const char *name;
	void (*run)(void);
	pid_t pid;
	int restarts;
} services[] = {
	{ "dropbear", server_main, 0, RESTARTS },
	{ "bridge", bridge_child, 0, RESTARTS },
};

#define SERVICES (sizeof(services) / sizeof(services[0]))

static sigset_t only_child_exits(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	return set;
}

static void start(struct service *service)
{
	pid_t pid = fork();

	if (pid < 0)
		fatal(service->name);
	if (!pid) {
		sigset_t set = only_child_exits();

		sigprocmask(SIG_UNBLOCK, &set, NULL);
		setsid();
		service->run();
		_exit(127);
	}
	service->pid = pid;
}

static void ended(struct service *service, int status)
{
	const char *how = WIFSIGNALED(status) ? "signal" : "exit";
	int number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);

	say("%s ended with %s %d, %d restarts left", service->name, how, number,
	    service->restarts);
	if (!service->restarts--) {
		errno = ECHILD;
		fatal(service->name);
	}
	start(service);
}

/* Every orphan of the guest ends up here. */
static void reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (size_t i = 0; i < SERVICES; i++) {
			if (services[i].pid == pid)
				ended(&services[i], status);
		}
	}
}

/* True when the server takes connections. */
static bool server_accepts(void)
{
	int fd = ssh_connect();
	struct pollfd wait = { .fd = fd, .events = POLLOUT };
	bool accepts;

	if (fd < 0)
		return false;
	accepts = poll(&wait, 1, READY_WAIT_MS) > 0 && !ssh_connect_result(fd);
	close(fd);
	return accepts;
}

/*
 * A server that is not listening yet refuses, and nothing tells when it does
 * listen; so it is asked again, soon, while its end would wake us at once.
 */
static void wait_for_server(void)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	sigset_t set = only_child_exits();

	for (int left = READY_WAIT_MS / 5; left; left--) {
		if (server_accepts())
			return;
		if (sigtimedwait(&set, NULL, &pause) == SIGCHLD)
			reap();
	}
	errno = ETIMEDOUT;
	fatal("dropbear");
}

int init_main(void)
{
	sigset_t set = only_child_exits();

	sigprocmask(SIG_BLOCK, &set, NULL);
	mount_all();
	open_console();
	load_transport();
	loopback_up();
	if (replay_wanted()) {
		sigprocmask(SIG_UNBLOCK, &set, NULL);
		replay_main();
	}
	require(HOST_KEY);
	require(CLIENT_KEYS);
	for (size_t i = 0; i < SERVICES; i++)
		start(&services[i]);
	wait_for_server();
	say("ready");
	for (;;) {
		sigwaitinfo(&set, NULL);
		reap();
	}
}
