// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether the kernel gave what it said that it gave. Each check looks at every
 * struct page of the region, or at large folios made of some, and answers
 * NAME=ok, NAME=bad with what was found, or NAME=none if there is nothing to
 * look at.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "probe.h"

struct check {
	const char *name;
	/* How many were looked at; 0 if there is nothing of the kind. */
	u64 looked;
	u64 bad;
	/* Of the first that is not as it has to be: which, and how it is. */
	u64 first;
	u64 found;
	u64 wanted;
};

static void compare(struct check *check, u64 index, u64 found, u64 wanted)
{
	check->looked++;
	if (found == wanted || check->bad++)
		return;
	check->first = index;
	check->found = found;
	check->wanted = wanted;
}

static void say_check(struct answer *answer, const struct check *check)
{
	const char *name = check->name;

	if (!check->bad) {
		say(answer, " %s=%s", name, check->looked ? "ok" : "none");
		return;
	}
	say(answer, " %s=bad %s_bad=0x%llx %s_first=0x%llx", name, name,
	    check->bad, name, check->first);
	say(answer, " %s_found=0x%llx %s_wanted=0x%llx", name, check->found,
	    name, check->wanted);
}

/*
 * The range is as long as what was asked for; more only where the kernel
 * rounds addresses up. Addresses end where the kernel's search begins.
 */
void check_range(struct answer *answer, struct region *region)
{
	struct check length = { .name = "length" };
	struct check place = { .name = "place" };
	struct range range;
	u64 size, wanted = ALIGN(region->size, PAGE_SIZE);

	region_range(region, &range);
	size = range.end >= range.start ? range_len(&range) : 0;
	if (PROBE_NEEDS_ADDRESSES) {
		if (size >= wanted && size - wanted < PROBE_SECTION)
			wanted = size;
		compare(&place, 0, max(range.end, probe_limit()), probe_limit());
	}
	/* Without addresses there is nothing until there are pages. */
	if (region->reserved || region->initialized)
		compare(&length, 0, size, wanted);
	say_check(answer, &length);
	say_check(answer, &place);
}

#if IS_ENABLED(CONFIG_DEVICE_PRIVATE)

enum { TYPE, PGMAP, ZONE, NODE, COUNT, ZEROED, PAGE_CHECKS };

/* A page's own word, whatever page_folio() makes of it. */
static struct dev_pagemap *own_pagemap(struct page *page)
{
#ifdef STRAIT_HAVE_PAGE_PGMAP
	return ((struct folio *)page)->pgmap;
#else
	return page->pgmap;
#endif
}

/* The flags proper, without node, zone and section beside them. */
static unsigned long own_flags(const struct page *page)
{
	return *(const unsigned long *)page & (BIT(NR_PAGEFLAGS) - 1);
}

/*
 * What no page has yet that nobody used: the words between the driver's own
 * and the count of mappings, that count, and flags. The kernel marks pages of
 * devices as reserved.
 */
static u64 remains(const struct page *page)
{
	const unsigned long *word = (const void *)&page->zone_device_data;
	const unsigned long *end = (const void *)&page->_mapcount;

	for (; word < end; word++) {
		if (*word)
			return *word;
	}
	if (atomic_read(&page->_mapcount) != -1)
		return (u32)atomic_read(&page->_mapcount);
	return own_flags(page) & ~BIT(PG_reserved);
}

static void check_page(struct check *checks, struct region *region, u64 index)
{
	struct page *page = region_page(region, index);
	bool ours = own_pagemap(page) == &region->pagemap;

	compare(&checks[PGMAP], index, (unsigned long)own_pagemap(page),
		(unsigned long)&region->pagemap);
	/* Of another pagemap, which may be none, nothing can be asked. */
	if (ours)
		compare(&checks[TYPE], index, is_device_private_page(page), true);
	compare(&checks[ZONE], index, page_zonenum(page), ZONE_DEVICE);
	compare(&checks[NODE], index, page_to_nid(page), region->node);
	compare(&checks[COUNT], index, page_ref_count(page), 0);
	compare(&checks[ZEROED], index, remains(page), 0);
}

/* The order of the largest folio that the kernel makes of such pages. */
#if defined(CONFIG_TRANSPARENT_HUGEPAGE) && \
	defined(STRAIT_HAVE_ZONE_DEVICE_FOLIO_INIT)
static unsigned int folio_order_max(void)
{
	return HPAGE_PMD_ORDER;
}

static void make_folio(struct region *region, struct folio *folio,
		       unsigned int order)
{
#ifdef STRAIT_ZONE_DEVICE_FOLIO_INIT_HAS_PAGEMAP
	zone_device_folio_init(folio, &region->pagemap, order);
#else
	zone_device_folio_init(folio, order);
#endif
}
#else
static unsigned int folio_order_max(void)
{
	return 0;
}

static void make_folio(struct region *region, struct folio *folio,
		       unsigned int order)
{
}
#endif

/* Every page of a large folio knows its head. */
static void check_folio(struct check *head, struct region *region, u64 index,
			unsigned int order)
{
	struct page *first = region_page(region, index);
	struct folio *folio = (struct folio *)first;
	u64 i;

	make_folio(region, folio, order);
	compare(head, index, folio_order(folio), order);
	for (i = 0; i < 1ULL << order; i++)
		compare(head, index + i,
			(unsigned long)page_folio(region_page(region, index + i)),
			(unsigned long)folio);
	folio_unlock(folio);
	folio_put(folio);
}

/* Whether pages find their head by masking their own address. */
static bool heads_are_masked(void)
{
#ifdef STRAIT_HAVE_COMPOUND_INFO_HAS_MASK
	return compound_info_has_mask();
#else
	return false;
#endif
}

/*
 * The order up to which the addresses of struct pages and the numbers of their
 * pages are aligned alike: a folio begins at a number that is a multiple of
 * its size, and its head has to be at such an address.
 */
static unsigned int array_order(struct region *region, u64 number)
{
	u64 place = (unsigned long)region_page(region, 0) / sizeof(struct page);

	return place == number ? 63 : __ffs64(place ^ number);
}

/* Large folios at the beginning, in the middle and at the end. */
static void check_folios(struct answer *answer, struct region *region,
			 bool sane)
{
	struct check aligned = { .name = "aligned" };
	struct check head = { .name = "head" };
	unsigned int order = folio_order_max(), array;
	struct range range;
	u64 number, skip, count;

	region_range(region, &range);
	number = range.start >> PAGE_SHIFT;
	array = array_order(region, number);
	skip = ALIGN(number, 1ULL << order) - number;
	count = region_pages(region);
	count = order && count > skip ? (count - skip) >> order : 0;
	if (count && heads_are_masked())
		compare(&aligned, 0, min(array, order), order);
	/* Pages that are not what they should be make no folio. */
	if (count && sane) {
		const u64 places[] = { 0, count / 2, count - 1 };
		int i;

		for (i = 0; i < ARRAY_SIZE(places); i++) {
			if (!i || places[i] != places[i - 1])
				check_folio(&head, region,
					    skip + (places[i] << order), order);
		}
	}
	say(answer, " folio_order=%u array_order=%u", order, array);
	say_check(answer, &aligned);
	say_check(answer, &head);
}

void check_pages(struct answer *answer, struct region *region)
{
	struct check checks[PAGE_CHECKS] = {
		[TYPE] = { .name = "type" },
		[PGMAP] = { .name = "pgmap" },
		[ZONE] = { .name = "zone" },
		[NODE] = { .name = "node" },
		[COUNT] = { .name = "count" },
		[ZEROED] = { .name = "zeroed" },
	};
	u64 pages = region_pages(region), index;
	bool sane = true;
	int i;

	for (index = 0; index < pages; index++) {
		check_page(checks, region, index);
		if (!(index % 4096))
			cond_resched();
	}
	say(answer, " checked=0x%llx", pages);
	for (i = 0; i < PAGE_CHECKS; i++) {
		sane = sane && !checks[i].bad;
		say_check(answer, &checks[i]);
	}
	check_folios(answer, region, sane);
}

#else

void check_pages(struct answer *answer, struct region *region)
{
}

#endif
