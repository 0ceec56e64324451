/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STRAIT_PROBE_H
#define STRAIT_PROBE_H

#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/memremap.h>
#include <linux/mmzone.h>
#include <linux/types.h>

#define PROBE_NAME	"strait-probe"

/* One more held region than any sane request; it bounds the answer to list. */
#define PROBE_MAX_HELD	64
#define PROBE_ANSWER	(16 * 1024)

/* What request_free_mem_region() aligns to. */
#define PROBE_ALIGN	(1UL << PA_SECTION_SHIFT)

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
void say_errno(struct answer *answer, int error);
void say_range(struct answer *answer, const struct range *range);

/* parse.c */
int parse_size(const char *word, u64 *size);
int parse_id(const char *word, unsigned int *id);

/* facts.c */
u64 probe_limit(void);
const char *probe_limit_source(void);
u64 probe_most(void);
u64 iomem_digest(void);
bool struct_pages_fit(u64 size, const char **why);
void say_facts(struct answer *answer);

/*
 * region.c: a region climbs reserve, then init; step says which rung it fell
 * from and why says what our own checks found, "kernel" when it was asked.
 */
struct region {
	struct list_head list;
	unsigned int id;
	u64 size;
	struct resource *reserved;
	bool initialized;
	const char *step;
	const char *why;
	struct dev_pagemap pagemap;
};

struct region *region_new(u64 size);
int region_reserve(struct region *region);
int region_init(struct region *region);
bool region_pages_sane(struct region *region);
void region_range(const struct region *region, struct range *range);
void region_free(struct region *region);
bool region_emulated(void);
u64 region_largest(struct range *granted, unsigned int *tries, int *error);

#endif
