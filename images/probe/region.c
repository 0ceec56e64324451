// SPDX-License-Identifier: GPL-2.0-only
/* One region of device-private memory, step by step. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/topology.h>

#include "probe.h"

/* Any address of ours will do: the kernel only compares owners. */
static char probe_owner;

/* No process ever gets one of our pages, so none has to be brought back. */
static vm_fault_t probe_migrate_to_ram(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

/* Nobody keeps a list of our pages: what check.c frees goes nowhere. */
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
	region->size = size;
	region->step = "none";
	region->why = "kernel";
	return region;
}

static int fell(struct region *region, const char *step, int error)
{
	region->step = step;
	return error;
}

/*
 * Without CONFIG_GET_FREE_REGION the kernel has no search to be asked; this
 * walks the candidates that it would walk in the same order, down from the
 * limit, a section at a time, and takes the first that nothing touches. What
 * it refuses is no answer of the kernel's.
 */
#ifdef CONFIG_GET_FREE_REGION
bool region_emulated(void)
{
	return false;
}

static struct resource *request_region_of(struct region *region)
{
	return request_free_mem_region(&iomem_resource, region->size, PROBE_NAME);
}
#else
bool region_emulated(void)
{
	return true;
}

static struct resource *request_region_of(struct region *region)
{
	u64 size = ALIGN(region->size, PROBE_SECTION);
	u64 start;

	region->why = "own-search";
	if (size > probe_limit())
		return ERR_PTR(-ERANGE);
	for (start = probe_limit() - size + 1;
	     start > PROBE_SECTION && start >= iomem_resource.start;
	     start -= PROBE_SECTION) {
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

int region_reserve(struct region *region)
{
	struct resource *granted;

	if (!PROBE_NEEDS_ADDRESSES)
		return 0;
	granted = request_region_of(region);
	if (IS_ERR(granted))
		return fell(region, "reserve", PTR_ERR(granted));
	region->why = "kernel";
	region->reserved = granted;
	return 0;
}

#ifdef STRAIT_HAVE_DEVICE_PRIVATE_PAGEMAP
static int map_pages(struct region *region)
{
	struct dev_pagemap *pagemap = &region->pagemap;
	unsigned long result;

	pagemap->nr_pages = DIV_ROUND_UP(region->size, PAGE_SIZE);
	/* Revisions of the series differ in the type that this returns. */
	result = (unsigned long)(long)
		memremap_device_private_pagemap(pagemap, region->node);
	return IS_ERR_VALUE(result) ? (int)(long)result : 0;
}

static void unmap_pages(struct region *region)
{
	memunmap_device_private_pagemap(&region->pagemap);
}

struct page *region_page(struct region *region, unsigned long index)
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
	return PTR_ERR_OR_ZERO(memremap_pages(pagemap, region->node));
}

static void unmap_pages(struct region *region)
{
	memunmap_pages(&region->pagemap);
}

struct page *region_page(struct region *region, unsigned long index)
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

struct page *region_page(struct region *region, unsigned long index)
{
	return NULL;
}
#endif

int region_init(struct region *region)
{
	int error;

	if (!IS_ENABLED(CONFIG_DEVICE_PRIVATE)) {
		region->why = "no-device-private";
		return fell(region, "init", -EOPNOTSUPP);
	}
	region->pagemap.type = MEMORY_DEVICE_PRIVATE;
	region->pagemap.ops = &probe_pagemap_ops;
	region->pagemap.owner = &probe_owner;
	region->node = numa_node_id();
	region->available = available_ram();
	if (region->size > largest_with_room(PROBE_MARGIN)) {
		region->why = "no-room";
		return fell(region, "init", -ENOMEM);
	}
	error = map_pages(region);
	if (error)
		return fell(region, "init", error);
	region->initialized = true;
	return 0;
}

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

/* How many struct pages the region has to have. */
unsigned long region_pages(const struct region *region)
{
	if (region->reserved)
		return resource_size(region->reserved) >> PAGE_SHIFT;
	return DIV_ROUND_UP(region->size, PAGE_SIZE);
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
