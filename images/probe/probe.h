/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STRAIT_PROBE_H
#define STRAIT_PROBE_H

#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/memremap.h>
#include <linux/mmzone.h>
#include <linux/sizes.h>
#include <linux/types.h>

#define PROBE_NAME	"strait-probe"

/* One more held region than any sane request; it bounds the answer to list. */
#define PROBE_MAX_HELD	64
#define PROBE_ANSWER	(16 * 1024)

/* Left to the rest of the system when struct pages are allocated. */
#define PROBE_MARGIN	SZ_32M

/* What request_free_mem_region() aligns to. */
#define PROBE_SECTION	(1UL << PA_SECTION_SHIFT)

#ifdef STRAIT_HAVE_DEVICE_PRIVATE_PAGEMAP
#define PROBE_NEEDS_ADDRESSES	false
#define PROBE_INTERFACE		"nr_pages"
#else
#define PROBE_NEEDS_ADDRESSES	true
#define PROBE_INTERFACE		"range"
#endif

/* The text that one write produced; read back from the same open file. */
struct answer {
	size_t length;
	char text[PROBE_ANSWER];
};

__printf(2, 3) void say(struct answer *answer, const char *format, ...);
void say_errno(struct answer *answer, const char *key, int error);
void say_range(struct answer *answer, const struct range *range);

/* parse.c */
int parse_size(const char *word, u64 *size);
int parse_id(const char *word, unsigned int *id);

/* facts.c */
u64 probe_limit(void);
const char *probe_limit_source(void);
u64 iomem_digest(void);
u64 struct_page_bytes(u64 size);
u64 available_ram(void);
u64 largest_with_room(u64 margin);
void say_facts(struct answer *answer);

/*
 * region.c: a region climbs reserve, then init; step says which rung it fell
 * from, and why says whose answer that is: "kernel" when it was asked. size is
 * what was asked for, to the byte: it is for the kernel to round it.
 */
struct region {
	struct list_head list;
	unsigned int id;
	u64 size;
	struct resource *reserved;
	bool initialized;
	int node;
	/* Just before the struct pages were asked for. */
	u64 available;
	const char *step;
	const char *why;
	struct dev_pagemap pagemap;
};

struct region *region_new(u64 size);
int region_reserve(struct region *region);
int region_init(struct region *region);
void region_range(const struct region *region, struct range *range);
unsigned long region_pages(const struct region *region);
struct page *region_page(struct region *region, unsigned long index);
void region_free(struct region *region);
bool region_emulated(void);

/* check.c */
void check_range(struct answer *answer, struct region *region);
void check_pages(struct answer *answer, struct region *region);

/*
 * search.c: what was found. refused is the smallest size that was not granted;
 * asked says whether the kernel refused it, or nobody asked: because there are
 * not so many addresses, or not so much RAM for its struct pages.
 */
struct search {
	u64 size;
	struct range granted;
	u64 refused;
	bool asked;
	int refusal;
	u64 available;
	const char *limited;
	unsigned int tries;
	/* Why the search ended early. */
	int error;
};

void search_largest(struct search *search);

#endif
