// SPDX-License-Identifier: GPL-2.0-only
/* One region of device-private memory, step by step. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/topology.h>

#include "probe.h"

/* Any address of ours will do: the kernel only compares owners. */
static char probe_owner;

/*
 * Nobody ever gets one of our pages, so neither of these is called; the
 * kernel refuses a map of device-private memory without them.
 */
static vm_fault_t probe_migrate_to_ram(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

#ifdef STRAIT_HAVE_FOLIO_FREE
static void probe_folio_free(struct folio *folio)
{
}
#else
static void probe_page_free(struct page *page)
{
}
#endif

static const struct dev_pagemap_ops probe_pagemap_ops = {
#ifdef STRAIT_HAVE_FOLIO_FREE
	.folio_free = probe_folio_free,
#else
	.page_free = probe_page_free,
#endif
	.migrate_to_ram = probe_migrate_to_ram,
};

struct region *region_new(u64 size)
{
	struct region *region = kzalloc(sizeof(*region), GFP_KERNEL);

	if (!region)
		return NULL;
	INIT_LIST_HEAD(&region->list);
	region->size = ALIGN(size, PROBE_ALIGN);
	region->step = "none";
	region->why = "kernel";
	return region;
}

static int fell(struct region *region, const char *step, const char *why,
		int error)
{
	region->step = step;
	if (why)
		region->why = why;
	return error;
}

/*
 * Without CONFIG_GET_FREE_REGION the kernel has the search but not for us;
 * this walks the same candidates in the same order: down from the limit, a
 * section at a time, and takes the first that nothing touches.
 */
#ifdef CONFIG_GET_FREE_REGION
bool region_emulated(void)
{
	return false;
}

static struct resource *request_region_of(u64 size)
{
	return request_free_mem_region(&iomem_resource, size, PROBE_NAME);
}
#else
bool region_emulated(void)
{
	return true;
}

static struct resource *request_region_of(u64 size)
{
	u64 start;

	if (size > probe_limit())
		return ERR_PTR(-ERANGE);
	for (start = probe_limit() - size + 1;
	     start > PROBE_ALIGN && start >= iomem_resource.start;
	     start -= PROBE_ALIGN) {
		struct resource *granted;

		cond_resched();
		if (region_intersects(start, size, 0, IORES_DESC_NONE) !=
		    REGION_DISJOINT)
			continue;
		granted = request_mem_region(start, size, PROBE_NAME);
		return granted ?: ERR_PTR(-ERANGE);
	}
	return ERR_PTR(-ERANGE);
}
#endif

static bool iomem_is_endless(void)
{
	return iomem_resource.end == (resource_size_t)-1;
}

int region_reserve(struct region *region)
{
	struct resource *granted;

	if (!PROBE_NEEDS_ADDRESSES)
		return 0;

	/*
	 * The kernel starts its search at end - size + 1 without a look. What
	 * wraps around is refused later on, unless the resource tree has no
	 * end: there a request beyond the limit would be granted nonsense.
	 */
	if (region->size > probe_limit() && iomem_is_endless())
		return fell(region, "reserve", "beyond-limit", -ERANGE);

	granted = request_region_of(region->size);
	if (IS_ERR(granted))
		return fell(region, "reserve", NULL, PTR_ERR(granted));
	region->reserved = granted;
	return 0;
}

#ifdef STRAIT_HAVE_DEVICE_PRIVATE_PAGEMAP
static int map_pages(struct region *region)
{
	struct dev_pagemap *pagemap = &region->pagemap;
	unsigned long result;

	pagemap->nr_pages = region->size >> PAGE_SHIFT;
	/* Revisions of the series differ in the type that this returns. */
	result = (unsigned long)(long)
		memremap_device_private_pagemap(pagemap, numa_node_id());
	return IS_ERR_VALUE(result) ? (int)(long)result : 0;
}

static void unmap_pages(struct region *region)
{
	memunmap_device_private_pagemap(&region->pagemap);
}

static struct page *page_at(struct region *region, unsigned long index)
{
	return &region->pagemap.pages[index];
}
#elif IS_ENABLED(CONFIG_DEVICE_PRIVATE)
static int map_pages(struct region *region)
{
	struct dev_pagemap *pagemap = &region->pagemap;

	pagemap->range.start = region->reserved->start;
	pagemap->range.end = region->reserved->end;
	pagemap->nr_range = 1;
	return PTR_ERR_OR_ZERO(memremap_pages(pagemap, numa_node_id()));
}

static void unmap_pages(struct region *region)
{
	memunmap_pages(&region->pagemap);
}

static struct page *page_at(struct region *region, unsigned long index)
{
	return pfn_to_page(PHYS_PFN(region->reserved->start) + index);
}
#else
static int map_pages(struct region *region)
{
	return -EOPNOTSUPP;
}

static void unmap_pages(struct region *region)
{
}
#endif

int region_init(struct region *region)
{
	int error;

	if (!IS_ENABLED(CONFIG_DEVICE_PRIVATE))
		return fell(region, "init", "no-device-private", -EOPNOTSUPP);
	if (!struct_pages_fit(region->size, &region->why))
		return fell(region, "init", NULL, -ENOMEM);

	region->pagemap.type = MEMORY_DEVICE_PRIVATE;
	region->pagemap.ops = &probe_pagemap_ops;
	region->pagemap.owner = &probe_owner;
	error = map_pages(region);
	if (error)
		return fell(region, "init", NULL, error);
	region->initialized = true;
	return 0;
}

/* The struct pages at both ends are there, and are what was asked for. */
#if IS_ENABLED(CONFIG_DEVICE_PRIVATE)
static bool page_sane(struct page *page)
{
	return is_device_private_page(page) && !page_count(page);
}

bool region_pages_sane(struct region *region)
{
	unsigned long last = (region->size >> PAGE_SHIFT) - 1;

	return page_sane(page_at(region, 0)) && page_sane(page_at(region, last));
}
#else
bool region_pages_sane(struct region *region)
{
	return false;
}
#endif

/* The range granted, or an empty one. */
void region_range(const struct region *region, struct range *range)
{
	if (region->reserved) {
		range->start = region->reserved->start;
		range->end = region->reserved->end;
	} else if (region->initialized) {
		*range = region->pagemap.range;
	} else {
		range->start = 0;
		range->end = 0;
	}
}

void region_free(struct region *region)
{
	if (region->initialized)
		unmap_pages(region);
	if (region->reserved)
		release_mem_region(region->reserved->start,
				   resource_size(region->reserved));
	kfree(region);
}

/* Whether the kernel takes a region of this size; the range that it took. */
static int try_size(u64 size, struct range *granted)
{
	struct region *region = region_new(size);
	int error;

	if (!region)
		return -ENOMEM;
	error = region_reserve(region);
	if (!error && !PROBE_NEEDS_ADDRESSES)
		error = region_init(region);
	if (!error)
		region_range(region, granted);
	region_free(region);
	return error;
}

/*
 * The largest size granted, by bisection over whole sections. Every size is
 * asked of the kernel itself. A search may be long, so a signal ends it. What
 * takes no addresses begins at the top: there every try makes struct pages,
 * and what memory has room for is mostly granted.
 */
u64 region_largest(struct range *granted, unsigned int *tries, int *error)
{
	u64 good = 0;
	u64 bad = (probe_most() >> PA_SECTION_SHIFT) + 1;
	u64 middle = PROBE_NEEDS_ADDRESSES ? bad / 2 : bad - 1;

	*tries = 0;
	*error = 0;
	while (bad - good > 1) {
		struct range range;
		int result;

		if (fatal_signal_pending(current)) {
			*error = -EINTR;
			break;
		}
		cond_resched();
		++*tries;
		result = try_size(middle << PA_SECTION_SHIFT, &range);
		if (!result) {
			good = middle;
			*granted = range;
		} else {
			bad = middle;
			*error = result;
		}
		middle = good + (bad - good) / 2;
	}
	if (good && *error != -EINTR)
		*error = 0;
	return good << PA_SECTION_SHIFT;
}
