// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel is, and what its memory and its /proc/iomem look like. */
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "probe.h"

/*
 * The end of what request_free_mem_region() looks at, besides iomem_resource.
 * With CONFIG_RANDOMIZE_MEMORY x86 keeps it in a variable that modules cannot
 * see: there the architecture's width stands in for it, and the source says
 * so. KASLR can only make the real one smaller.
 */
#if defined(CONFIG_X86_64) && defined(CONFIG_RANDOMIZE_MEMORY)
#define LIMIT		((1ULL << MAX_PHYSMEM_BITS) - 1)
#define LIMIT_SOURCE	"upper-bound"
#elif defined(DIRECT_MAP_PHYSMEM_END)
#define LIMIT		DIRECT_MAP_PHYSMEM_END
#define LIMIT_SOURCE	"direct-map"
#elif defined(PHYSMEM_END)
#define LIMIT		PHYSMEM_END
#define LIMIT_SOURCE	"physmem"
#else
#define LIMIT		((1ULL << MAX_PHYSMEM_BITS) - 1)
#define LIMIT_SOURCE	"physmem"
#endif

u64 probe_limit(void)
{
	return min_t(u64, iomem_resource.end, LIMIT);
}

const char *probe_limit_source(void)
{
	return iomem_resource.end < LIMIT ? "iomem" : LIMIT_SOURCE;
}

static int digest_one(struct resource *resource, void *digest)
{
	u64 *sum = digest;

	*sum = hash_64(*sum ^ resource->start, 64) + hash_64(resource->end, 64);
	return 0;
}

/* Two equal digests: /proc/iomem's regions start and end where they did. */
u64 iomem_digest(void)
{
	u64 digest = 0;

	walk_iomem_res_desc(IORES_DESC_NONE, 0, 0, -1, &digest, digest_one);
	return digest;
}

u64 struct_page_bytes(u64 size)
{
	return (size >> PAGE_SHIFT) * sizeof(struct page);
}

/* The kernel's own estimate of what can be had without swapping. */
u64 available_ram(void)
{
	return (u64)si_mem_available() << PAGE_SHIFT;
}

/*
 * The largest region whose struct pages have room. More of them may be refused
 * only after the kernel has used up all RAM, which it does not always give
 * back, and after it has ended processes: an answer at the price of all that
 * come after it. So nobody asks for more, and the answer is that nobody did.
 */
u64 largest_with_room(u64 margin)
{
	u64 available = available_ram();
	u64 room = available > margin ? available - margin : 0;

	return room / sizeof(struct page) << PAGE_SHIFT;
}

void say_facts(struct answer *answer)
{
	struct sysinfo memory;

	si_meminfo(&memory);
	say(answer, " interface=%s device_private=%s emulated=%s", PROBE_INTERFACE,
	    IS_ENABLED(CONFIG_DEVICE_PRIVATE) ? "yes" : "no",
	    region_emulated() ? "yes" : "no");
	say(answer, " page_size=0x%lx section_size=0x%lx struct_page=0x%zx",
	    PAGE_SIZE, PROBE_SECTION, sizeof(struct page));
	say(answer, " iomem_end=0x%llx limit=0x%llx limit_source=%s",
	    (u64)iomem_resource.end, probe_limit(), probe_limit_source());
	say(answer, " physmem_bits=%d", (int)MAX_PHYSMEM_BITS);
	say(answer, " ram_total=0x%llx ram_free=0x%llx ram_available=0x%llx",
	    (u64)memory.totalram * memory.mem_unit,
	    (u64)memory.freeram * memory.mem_unit, available_ram());
	say(answer, " direct_map=0x%lx vmemmap=0x%lx", (unsigned long)__va(0),
	    (unsigned long)pfn_to_page(0));
}
