// SPDX-License-Identifier: GPL-2.0-only
/* The largest region that the kernel grants, and what refuses a larger one. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "probe.h"

/* Sizes are told in MiB, so nothing finer is looked for. */
#define UNIT		SZ_1M

/*
 * A search for addresses costs the same whether it finds any, so it halves.
 * Where each try makes struct pages, one that is granted takes seconds and one
 * that is refused takes none: there it goes down in small steps.
 */
#define FAN		(PROBE_NEEDS_ADDRESSES ? 2 : 32)

/* The first size that is not asked for: above all addresses, or all RAM. */
static u64 first_bad(void)
{
	if (PROBE_NEEDS_ADDRESSES)
		return (probe_limit() + 1) / UNIT + 1;
	/* A little less than what may be asked for: no try may miss it by a page. */
	return largest_with_room(2 * PROBE_MARGIN) / UNIT + 1;
}

static u64 next_try(u64 good, u64 bad)
{
	return bad - max_t(u64, (bad - good) / FAN, 1);
}

/* What became of one size. */
struct try {
	int error;
	/* Whether there was memory to ask with: without, nothing is known. */
	bool made;
	/* Whether the kernel was asked; else its struct pages had no room. */
	bool asked;
	u64 available;
	struct range granted;
};

static struct try try_size(u64 size)
{
	struct try try = { .available = available_ram() };
	struct region *region = region_new(size);

	if (!region)
		return try;
	try.made = true;
	try.error = region_reserve(region);
	if (!try.error && !PROBE_NEEDS_ADDRESSES)
		try.error = region_init(region);
	try.asked = strcmp(region->why, "no-room");
	region_range(region, &try.granted);
	region_free(region);
	return try;
}

/*
 * What stands against the size that was refused. It is asked for only with
 * room for its struct pages, so ENOMEM is an allocation that the kernel does
 * not make although there is RAM. EBUSY is what a tree of numbers says that
 * has none left.
 */
static const char *limited_by(const struct search *search)
{
	if (search->error)
		return "unknown";
	if (!search->asked)
		return PROBE_NEEDS_ADDRESSES ? "addresses" : "ram";
	switch (search->refusal) {
	case -ENOMEM:
		return "allocation";
	case -ERANGE:
	case -EBUSY:
		return "addresses";
	default:
		return "other";
	}
}

/*
 * Every size is asked of the kernel itself. A search may be long, so a signal
 * ends it. What takes no addresses begins at the top: what memory has room for
 * is mostly granted.
 */
void search_largest(struct search *search)
{
	u64 good = 0;
	u64 bad = first_bad();
	u64 size = PROBE_NEEDS_ADDRESSES ? bad / 2 : bad - 1;

	*search = (struct search){ .available = available_ram() };
	while (bad - good > 1) {
		struct try try;

		if (fatal_signal_pending(current)) {
			search->error = -EINTR;
			break;
		}
		cond_resched();
		try = try_size(size * UNIT);
		if (!try.made) {
			search->error = -ENOMEM;
			break;
		}
		search->tries += try.asked;
		if (!try.error) {
			good = size;
			search->granted = try.granted;
		} else {
			bad = size;
			search->asked = try.asked;
			search->refusal = try.error;
			search->available = try.available;
		}
		size = next_try(good, bad);
	}
	search->size = good * UNIT;
	search->refused = bad * UNIT;
	search->limited = limited_by(search);
}
