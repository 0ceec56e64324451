// SPDX-License-Identifier: Apache-2.0
/*
 * Prints the kernel's log from a record on:
 *
 *     SEQ,PRIO,USEC;text           a line a record, escaped as the kernel does
 *     strait-kmsg/1 first=A next=B lost=N
 *
 * first is the oldest record printed (or next, when there is none), next what
 * to ask for the next time, lost how many between were gone before they could
 * be read.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

/* The kernel never hands out more than this for one record. */
#define RECORD	16384

struct reading {
	uint64_t from, first, next, lost;
	int printed;
};

/*
 * A record is "PRIO,SEQ,USEC,FLAGS;text\n", then lines " KEY=value\n" that
 * belong to devices and are left out.
 */
static void print_record(struct reading *reading, char *record)
{
	char *text = strchr(record, ';');
	uint64_t priority, sequence, time;

	if (!text || sscanf(record, "%" SCNu64 ",%" SCNu64 ",%" SCNu64,
			    &priority, &sequence, &time) != 3)
		return;
	if (sequence < reading->from)
		return;
	if (sequence > reading->next)
		reading->lost += sequence - reading->next;
	if (!reading->printed++)
		reading->first = sequence;
	reading->next = sequence + 1;
	text[strcspn(text, "\n")] = '\0';
	printf("%" PRIu64 ",%" PRIu64 ",%" PRIu64 ";%s\n", sequence, priority,
	       time, text + 1);
}

int kmsg_main(const char *from)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	static char record[RECORD];
	struct reading reading = { 0 };
	char *end;

	errno = 0;
	reading.from = strtoull(from, &end, 10);
	if (errno || end == from || *end) {
		errno = EINVAL;
		return failed(from);
	}
	reading.next = reading.from;
	if (fd < 0)
		return failed("/dev/kmsg");

	for (;;) {
		ssize_t length = read(fd, record, sizeof(record) - 1);

		/* EPIPE: overwritten under us; the gap shows in the sequence. */
		if (length < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (length < 0 && errno == EAGAIN)
			break;
		if (length <= 0)
			return failed("/dev/kmsg");
		record[length] = '\0';
		print_record(&reading, record);
	}
	if (!reading.printed)
		reading.first = reading.next;
	printf("strait-kmsg/1 first=%" PRIu64 " next=%" PRIu64 " lost=%" PRIu64 "\n",
	       reading.first, reading.next, reading.lost);
	return fflush(stdout) ? failed("standard output") : 0;
}
