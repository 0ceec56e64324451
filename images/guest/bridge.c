// SPDX-License-Identifier: Apache-2.0
/*
 * The bridge between the virtio-serial port and the SSH server.
 *
 * The port can be opened only once and says nothing dependable about who is
 * at its other end: a host that comes back quickly is seen before its going
 * is. So a connection begins with a request in the stream itself, and nothing
 * else is believed: a hang-up changes nothing, it only stops the flow.
 *
 * Both ends are waited for edge by edge (EPOLLET): the port reports its
 * hang-up as a level for as long as it lasts, which would be a busy loop.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/poll.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"

#define CHUNK		(256 * 1024)
/*
 * The port is always read, or a request behind a stuck session would never be
 * seen. What SSH has in flight is bounded by its windows, 1 MiB a channel; a
 * host with more than this under way does not speak SSH.
 */
#define TO_SSH_MAX	(8 * 1024 * 1024)

#define PORT_WAIT_MS	30000
#define RETRY_MS	10
#define RETRIES		500

/* Bytes on their way: those from start to end are still to be written. */
struct queue {
	char *bytes;
	size_t size, start, end;
};

struct bridge {
	int port, ssh, epoll;
	bool connected;			/* ssh is more than an attempt */
	int retries;			/* attempts left */
	struct matcher matcher;
	char nonce[CHANNEL_NONCE];	/* of the connection that is wanted */
	struct queue to_ssh, to_host;
};

static void queue_init(struct queue *queue, size_t size)
{
	queue->bytes = malloc(size);
	if (!queue->bytes)
		fatal("bridge: memory");
	queue->size = size;
}

static size_t queue_room(struct queue *queue)
{
	if (queue->start == queue->end)
		queue->start = queue->end = 0;
	return queue->size - queue->end;
}

static void queue_clear(struct queue *queue)
{
	queue->start = queue->end = 0;
}

static void queue_add(struct queue *queue, const char *bytes, size_t length)
{
	memcpy(queue->bytes + queue->end, bytes, length);
	queue->end += length;
}

/* Moves what is left to the front, for the room behind it. */
static void queue_compact(struct queue *queue)
{
	memmove(queue->bytes, queue->bytes + queue->start,
		queue->end - queue->start);
	queue->end -= queue->start;
	queue->start = 0;
}

/* Writes what it can: 1 for progress, 0 for none, -1 for an end. */
static int queue_write(struct queue *queue, int fd)
{
	ssize_t count;

	if (queue->start == queue->end)
		return 0;
	count = write(fd, queue->bytes + queue->start, queue->end - queue->start);
	if (count < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	queue->start += count;
	return count > 0;
}

static void watch(struct bridge *bridge, int fd)
{
	struct epoll_event event = {
		.events = EPOLLIN | EPOLLOUT | EPOLLET,
		.data.fd = fd,
	};

	if (epoll_ctl(bridge->epoll, EPOLL_CTL_ADD, fd, &event))
		fatal("bridge: epoll");
}

/* Closing takes the descriptor out of the epoll set as well. */
static void drop_session(struct bridge *bridge)
{
	if (bridge->ssh >= 0)
		close(bridge->ssh);
	bridge->ssh = -1;
	bridge->connected = false;
	queue_clear(&bridge->to_ssh);
}

/* Without it a host would wait for the rest of a session that has ended. */
static void say_dropped(struct bridge *bridge)
{
	queue_compact(&bridge->to_host);
	if (queue_room(&bridge->to_host) >= CHANNEL_WORD)
		queue_add(&bridge->to_host, CHANNEL_DROP, CHANNEL_WORD);
}

static void start_attempt(struct bridge *bridge)
{
	bridge->ssh = ssh_connect();
	if (bridge->ssh >= 0)
		watch(bridge, bridge->ssh);
}

/* The attempt has an outcome: grant the request, or try again later. */
static void finish_attempt(struct bridge *bridge)
{
	if (ssh_connect_result(bridge->ssh)) {
		close(bridge->ssh);
		bridge->ssh = -1;
		return;
	}
	bridge->connected = true;
	bridge->retries = 0;
	queue_add(&bridge->to_host, CHANNEL_GRANT, CHANNEL_WORD);
	queue_add(&bridge->to_host, bridge->nonce, CHANNEL_NONCE);
}

static void begin_session(struct bridge *bridge)
{
	drop_session(bridge);
	queue_clear(&bridge->to_host);
	memcpy(bridge->nonce, bridge->matcher.nonce, CHANNEL_NONCE);
	bridge->retries = RETRIES;
	start_attempt(bridge);
}

/* Without a session, and without one on its way, bytes have nowhere to go. */
static void forward(struct bridge *bridge, const char *bytes, size_t length)
{
	struct queue *queue = &bridge->to_ssh;

	if (bridge->ssh < 0 && !bridge->retries)
		return;
	if (queue_room(queue) < length)
		queue_compact(queue);
	if (queue_room(queue) < length) {
		say("bridge: the host sent %d bytes ahead; session dropped",
		    TO_SSH_MAX);
		drop_session(bridge);
		say_dropped(bridge);
		bridge->retries = 0;
		return;
	}
	queue_add(queue, bytes, length);
}

/* True for progress. A port without a host reads as empty, not as an end. */
static bool read_port(struct bridge *bridge, char *chunk)
{
	ssize_t count = read(bridge->port, chunk, CHUNK);
	const char *bytes = chunk;
	size_t length, taken;

	if (count < 0 && errno != EAGAIN && errno != EINTR)
		fatal("bridge: reading the port");
	if (count <= 0)
		return false;
	length = count;
	while ((taken = matcher_feed(&bridge->matcher, bytes, length))) {
		bytes += taken;
		length -= taken;
		begin_session(bridge);
	}
	forward(bridge, bytes, length);
	return true;
}

static bool read_ssh(struct bridge *bridge)
{
	struct queue *queue = &bridge->to_host;
	size_t room = queue_room(queue);
	ssize_t count;

	if (!bridge->connected || !room)
		return false;
	count = read(bridge->ssh, queue->bytes + queue->end, room);
	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (count <= 0) {
		/* What the server said last still goes to the host. */
		drop_session(bridge);
		say_dropped(bridge);
		return true;
	}
	queue->end += count;
	return true;
}

static bool write_ssh(struct bridge *bridge)
{
	int result;

	if (!bridge->connected)
		return false;
	result = queue_write(&bridge->to_ssh, bridge->ssh);
	/* Its last words may still be there to read: read_ssh() sees the end. */
	if (result < 0)
		queue_clear(&bridge->to_ssh);
	return result > 0;
}

static bool write_port(struct bridge *bridge)
{
	int result = queue_write(&bridge->to_host, bridge->port);

	if (result < 0)
		fatal("bridge: writing the port");
	return result > 0;
}

/* An edge comes once, so everything is moved that can be. */
static void pump(struct bridge *bridge, char *chunk)
{
	bool progress;

	do {
		progress = read_port(bridge, chunk);
		progress |= write_ssh(bridge);
		progress |= read_ssh(bridge);
		progress |= write_port(bridge);
	} while (progress);
}

/* Finds the device of the port by its name: the numbers depend on the host. */
static bool find_port(char *path, size_t size)
{
	DIR *directory = opendir("/sys/class/virtio-ports");
	struct dirent *entry;
	bool found = false;

	while (directory && !found && (entry = readdir(directory))) {
		char file[PATH_MAX], name[64] = "";
		FILE *stream;

		snprintf(file, sizeof(file), "/sys/class/virtio-ports/%s/name",
			 entry->d_name);
		stream = fopen(file, "re");
		if (!stream)
			continue;
		if (fgets(name, sizeof(name), stream))
			name[strcspn(name, "\n")] = '\0';
		fclose(stream);
		found = !strcmp(name, CHANNEL_PORT);
		snprintf(path, size, "/dev/%s", entry->d_name);
	}
	if (directory)
		closedir(directory);
	return found;
}

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * The device node is made before the port has heard its name from the host,
 * and sysfs reports no change of an attribute; so a new node wakes this, and
 * a short period covers the name. A kernel without inotify has the period
 * alone: poll() passes over a descriptor that there is not.
 */
static int open_port(void)
{
	int news = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	long deadline = now_ms() + PORT_WAIT_MS;
	char path[PATH_MAX], events[4096];

	if (news < 0 && errno != ENOSYS)
		fatal("bridge: watching /dev");
	if (news >= 0 && inotify_add_watch(news, "/dev", IN_CREATE) < 0)
		fatal("bridge: watching /dev");
	for (;;) {
		struct pollfd wait = { .fd = news, .events = POLLIN };

		if (find_port(path, sizeof(path))) {
			int port = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);

			/* The one before us may not have let go of it yet. */
			if (port >= 0 || (errno != EBUSY && errno != ENOENT)) {
				if (news >= 0)
					close(news);
				return port;
			}
		}
		if (now_ms() > deadline) {
			errno = ETIMEDOUT;
			return -1;
		}
		poll(&wait, 1, RETRY_MS);
		while (news >= 0 && read(news, events, sizeof(events)) > 0)
			;
	}
}

static void handle(struct bridge *bridge, const struct epoll_event *event)
{
	if (event->data.fd == bridge->ssh && !bridge->connected)
		finish_attempt(bridge);
}

static void run(struct bridge *bridge, char *chunk)
{
	for (;;) {
		struct epoll_event events[4];
		bool waiting = bridge->ssh < 0 && bridge->retries;
		int count = epoll_wait(bridge->epoll, events, 4,
				       waiting ? RETRY_MS : -1);

		if (count < 0 && errno != EINTR)
			fatal("bridge: epoll_wait");
		for (int i = 0; i < count; i++)
			handle(bridge, &events[i]);
		if (!count && waiting && --bridge->retries)
			start_attempt(bridge);
		else if (!count && waiting)
			say_dropped(bridge);
		pump(bridge, chunk);
	}
}

int bridge_main(void)
{
	struct bridge bridge = { .ssh = -1 };
	char *chunk = malloc(CHUNK);

	bridge.port = open_port();
	if (bridge.port < 0)
		fatal("channel " CHANNEL_PORT);
	bridge.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (bridge.epoll < 0 || !chunk)
		fatal("bridge: start");
	queue_init(&bridge.to_ssh, TO_SSH_MAX);
	queue_init(&bridge.to_host, CHUNK);
	watch(&bridge, bridge.port);
	/* After a restart there is a session to take leave of. */
	say_dropped(&bridge);
	run(&bridge, chunk);
	return 1;
}
