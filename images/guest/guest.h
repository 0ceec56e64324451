/* SPDX-License-Identifier: Apache-2.0 */
/* strait-guest: everything of strait's that runs in a guest, in one program. */
#ifndef STRAIT_GUEST_H
#define STRAIT_GUEST_H

#include <stdbool.h>
#include <stddef.h>

#define GUEST_NAME	"strait-guest"

/* Where the bridge finds the host, and where it finds the SSH server. */
#define CHANNEL_PORT	"strait.ssh"
#define SSH_PORT	22

/*
 * After every connect the host sends the request and a nonce. The answer is
 * the grant with the same nonce; everything before it belongs to an earlier
 * connection, everything after it is SSH. Each word is 32 bytes, no more.
 */
#define CHANNEL_REQUEST	"strait-channel/1 connect request"
#define CHANNEL_GRANT	"strait-channel/1 connect granted"
/* Said to a host whose session is no more: no SSH, so its client gives up. */
#define CHANNEL_DROP	"strait-channel/1 connect dropped"
#define CHANNEL_WORD	32
#define CHANNEL_NONCE	16

_Static_assert(sizeof(CHANNEL_REQUEST) - 1 == CHANNEL_WORD, "request's length");
_Static_assert(sizeof(CHANNEL_GRANT) - 1 == CHANNEL_WORD, "grant's length");
_Static_assert(sizeof(CHANNEL_DROP) - 1 == CHANNEL_WORD, "drop's length");

/* One line on the console, in one write so that the kernel's cannot cut it. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says "fatal: WHAT: strerror(errno)" and switches the machine off. */
_Noreturn void fatal(const char *what);

/* Says it on standard error and returns 1, a command's exit code. */
int failed(const char *what);

/* "ERANGE" for ERANGE; a number in decimal where there is no name. */
const char *errno_name(int error);

/* What a guest runs in place of an SSH server, where it is there. */
#define REPLAY_SCRIPT	"/strait/replay"

/* What a line of a test program begins with in the kernel's log. */
#define TEST_MARK	"strait-test: "

int init_main(void);
bool replay_wanted(void);
_Noreturn void replay_main(void);
int bridge_main(void);

/* A verb with its one argument; main gives the exit code. */
struct verb {
	const char *name, *argument;
	int (*main)(const char *argument);
};

/* NULL where there is no such verb. */
const struct verb *find_verb(const char *name);

int ask_main(const char *command);
int kmsg_main(const char *from);
int load_main(const char *path);
int run_main(const char *command);
int show_main(const char *path);
int test_main(const char *command);
int unload_main(const char *name);
/* Triples of name, verb and argument. */
int sections_main(int count, char **words);

/* A TCP connection to the SSH server, begun; -1 and errno otherwise. */
int ssh_connect(void);
/* 0 once it stands, errno when it has failed. */
int ssh_connect_result(int fd);

/* Recognizes requests in a stream that is cut anywhere. */
struct matcher {
	size_t matched;			/* bytes of the request seen */
	size_t nonce_length;		/* then bytes of the nonce */
	char nonce[CHANNEL_NONCE];
};

/*
 * Looks at bytes; returns how many it took when one of them completes a
 * request and its nonce, 0 when none does and all were taken.
 */
size_t matcher_feed(struct matcher *matcher, const char *bytes, size_t length);

#endif
