// SPDX-License-Identifier: Apache-2.0
/* The way to the SSH server: TCP on the loopback, never blocking. */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "guest.h"

int ssh_connect(void)
{
	struct sockaddr_in server = {
		.sin_family = AF_INET,
		.sin_port = htons(SSH_PORT),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const int yes = 1;
	/* Closing it is a reset: the old session must end at once. */
	const struct linger reset = { .l_onoff = 1 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0)
		return -1;
	if (!setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)) &&
	    !setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)) &&
	    (!connect(fd, (struct sockaddr *)&server, sizeof(server)) ||
	     errno == EINPROGRESS))
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

int ssh_connect_result(int fd)
{
	int error = 0;
	socklen_t length = sizeof(error);

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length))
		return errno;
	return error;
}
