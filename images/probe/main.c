// SPDX-License-Identifier: GPL-2.0-only
/*
 * strait_probe: asks the kernel for device-private memory, step by step, and
 * answers in lines that a program reads. README.md has the protocol.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "probe.h"

#define PROBE_REQUEST	128

/* Serializes requests: a bisection must not see another one's regions. */
static DEFINE_MUTEX(probe_lock);
static LIST_HEAD(held);
static unsigned int held_count;
/* /proc/iomem when nothing was held yet. */
static u64 held_digest;
static unsigned int last_id;

void say(struct answer *answer, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	answer->length += vscnprintf(answer->text + answer->length,
				     sizeof(answer->text) - answer->length,
				     format, arguments);
	va_end(arguments);
}

/* What this module and memremap_pages() answer with. */
static const struct {
	int number;
	const char *name;
} errno_names[] = {
	{ 0, "0" }, { EINTR, "EINTR" }, { ENXIO, "ENXIO" },
	{ ENOMEM, "ENOMEM" }, { EBUSY, "EBUSY" }, { EEXIST, "EEXIST" },
	{ EINVAL, "EINVAL" }, { ENOENT, "ENOENT" }, { ENOSPC, "ENOSPC" },
	{ ERANGE, "ERANGE" }, { EOPNOTSUPP, "EOPNOTSUPP" },
};

/*
 * "KEY=ERANGE", or "KEY=0". %pe knows the other names, with a minus before
 * them, but only where CONFIG_SYMBOLIC_ERRNAME is set.
 */
void say_errno(struct answer *answer, const char *key, int error)
{
	char name[24];
	int i;

	for (i = 0; i < ARRAY_SIZE(errno_names); i++) {
		if (errno_names[i].number == -error) {
			say(answer, " %s=%s", key, errno_names[i].name);
			return;
		}
	}
	snprintf(name, sizeof(name), "%pe", ERR_PTR(error));
	say(answer, " %s=%s", key, name + 1);
}

void say_range(struct answer *answer, const struct range *range)
{
	say(answer, " start=0x%llx end=0x%llx", range->start, range->end);
}

static void say_op(struct answer *answer, const char *op)
{
	say(answer, PROBE_NAME "/1 op=%s", op);
}

static void say_outcome(struct answer *answer, const char *step,
			const char *why, int error)
{
	say(answer, " step=%s", error ? step : "none");
	say_errno(answer, "errno", error);
	if (error)
		say(answer, " why=%s", why);
}

static void refuse(struct answer *answer, const char *op, const char *why,
		   int error)
{
	say_op(answer, op);
	say_outcome(answer, "parse", why, error);
	say(answer, "\n");
}

static void do_info(struct answer *answer, char *argument)
{
	say_op(answer, "info");
	say_facts(answer);
	say(answer, " held=%u", held_count);
	say_outcome(answer, "none", "", 0);
	say(answer, "\n");
}

static void say_iomem(struct answer *answer, u64 before)
{
	say(answer, " iomem=%s",
	    iomem_digest() == before ? "same" : "changed");
}

/* What a size takes of RAM, and what there was just before. */
static void say_struct_pages(struct answer *answer, u64 size, u64 available)
{
	say(answer, " struct_pages=0x%llx ram_available=0x%llx",
	    struct_page_bytes(size), available);
}

static void do_largest(struct answer *answer, char *argument)
{
	u64 before = iomem_digest();
	struct search search;
	int error;

	search_largest(&search);
	error = search.error;
	if (!error && !search.size && search.asked)
		error = search.refusal;

	say_op(answer, "largest");
	say(answer, " size=0x%llx", search.size);
	say_range(answer, &search.granted);
	say(answer, " limited=%s refused=0x%llx asked=%s", search.limited,
	    search.refused, search.asked ? "yes" : "no");
	if (search.asked)
		say_errno(answer, "refusal", search.refusal);
	say_struct_pages(answer, search.refused, search.available);
	say(answer, " tries=%u emulated=%s", search.tries,
	    region_emulated() ? "yes" : "no");
	say_iomem(answer, before);
	say_outcome(answer, PROBE_NEEDS_ADDRESSES ? "reserve" : "init",
		    region_emulated() ? "own-search" : "kernel", error);
	say(answer, "\n");
}

/* How far a request takes its region, and whether that is kept. */
struct goal {
	bool pages;
	bool keep;
};

static int climb(struct region *region, struct goal goal)
{
	int error = region_reserve(region);

	if (!error && goal.pages)
		error = region_init(region);
	return error;
}

static void keep(struct region *region, u64 before)
{
	if (!held_count++)
		held_digest = before;
	list_add_tail(&region->list, &held);
}

/* The size that was granted may be larger than the one asked for. */
static void say_region(struct answer *answer, struct region *region)
{
	bool granted = region->reserved || region->initialized;
	struct range range;

	region_range(region, &range);
	say(answer, " size=0x%llx", granted ? (u64)range_len(&range) : 0);
	say_range(answer, &range);
}

static void request_size(struct answer *answer, const char *op,
			 const char *word, struct goal goal)
{
	u64 before = iomem_digest();
	struct region *region;
	const char *step, *why;
	u64 size;
	int error;

	if (parse_size(word, &size)) {
		refuse(answer, op, "bad-size", -EINVAL);
		return;
	}
	if (goal.keep && held_count == PROBE_MAX_HELD) {
		refuse(answer, op, "too-many-held", -ENOSPC);
		return;
	}
	region = region_new(size);
	if (!region) {
		say_op(answer, op);
		say_outcome(answer, "alloc", "kernel", -ENOMEM);
		say(answer, "\n");
		return;
	}

	error = climb(region, goal);
	step = region->step;
	why = region->why;
	say_op(answer, op);
	if (!error && goal.keep) {
		region->id = ++last_id;
		say(answer, " id=%u", region->id);
	}
	say_region(answer, region);
	say(answer, " asked=0x%llx needed=%s emulated=%s", size,
	    PROBE_NEEDS_ADDRESSES ? "yes" : "no",
	    region_emulated() ? "yes" : "no");
	if (goal.pages)
		say_struct_pages(answer, size, region->available);
	if (!error)
		check_range(answer, region);
	if (!error && goal.pages)
		check_pages(answer, region);

	if (!error && goal.keep) {
		keep(region, before);
	} else {
		region_free(region);
		say_iomem(answer, before);
	}
	say_outcome(answer, step, why, error);
	say(answer, "\n");
}

static void do_reserve(struct answer *answer, char *argument)
{
	request_size(answer, "reserve", argument, (struct goal){});
}

static void do_init(struct answer *answer, char *argument)
{
	request_size(answer, "init", argument, (struct goal){ .pages = true });
}

static void do_claim(struct answer *answer, char *argument)
{
	request_size(answer, "claim", argument, (struct goal){ .keep = true });
}

static void do_hold(struct answer *answer, char *argument)
{
	request_size(answer, "hold", argument,
		     (struct goal){ .pages = true, .keep = true });
}

static void let_go(struct region *region)
{
	list_del(&region->list);
	held_count--;
	region_free(region);
}

static unsigned int let_all_go(void)
{
	struct region *region, *next;
	unsigned int freed = held_count;

	list_for_each_entry_safe(region, next, &held, list)
		let_go(region);
	return freed;
}

static void do_free(struct answer *answer, char *argument)
{
	struct region *region;
	unsigned int id, freed = 0;

	if (!strcmp(argument, "all")) {
		freed = let_all_go();
	} else if (parse_id(argument, &id)) {
		refuse(answer, "free", "bad-id", -EINVAL);
		return;
	} else {
		list_for_each_entry(region, &held, list) {
			if (region->id == id) {
				let_go(region);
				freed = 1;
				break;
			}
		}
		if (!freed) {
			refuse(answer, "free", "no-such-id", -ENOENT);
			return;
		}
	}
	say_op(answer, "free");
	say(answer, " freed=%u held=%u", freed, held_count);
	if (freed && !held_count)
		say_iomem(answer, held_digest);
	say_outcome(answer, "none", "", 0);
	say(answer, "\n");
}

static void do_list(struct answer *answer, char *argument)
{
	struct region *region;

	say_op(answer, "list");
	say(answer, " held=%u", held_count);
	say_outcome(answer, "none", "", 0);
	say(answer, "\n");
	list_for_each_entry(region, &held, list) {
		say_op(answer, "region");
		say(answer, " id=%u", region->id);
		say_region(answer, region);
		say(answer, "\n");
	}
}

static const struct command {
	const char *name;
	bool argument;
	void (*run)(struct answer *answer, char *argument);
} commands[] = {
	{ "info", false, do_info },
	{ "largest", false, do_largest },
	{ "reserve", true, do_reserve },
	{ "init", true, do_init },
	{ "claim", true, do_claim },
	{ "hold", true, do_hold },
	{ "free", true, do_free },
	{ "list", false, do_list },
};

/* Two words at most, apart from each other by one or more blanks. */
static void run_request(struct answer *answer, char *request)
{
	char *argument = strim(request);
	char *name = strsep(&argument, " \t");
	int i;

	argument = argument ? skip_spaces(argument) : "";
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(name, commands[i].name))
			continue;
		if (commands[i].argument != !!*argument)
			refuse(answer, name, "bad-arguments", -EINVAL);
		else
			commands[i].run(answer, argument);
		return;
	}
	refuse(answer, "unknown", "bad-command", -EINVAL);
}

static int probe_open(struct inode *inode, struct file *file)
{
	file->private_data = kzalloc(sizeof(struct answer), GFP_KERNEL);
	return file->private_data ? 0 : -ENOMEM;
}

static int probe_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

/* One write is one request; its answer replaces the last one. */
static ssize_t probe_write(struct file *file, const char __user *data,
			   size_t count, loff_t *offset)
{
	struct answer *answer = file->private_data;
	char request[PROBE_REQUEST];
	size_t length = min(count, sizeof(request) - 1);

	if (copy_from_user(request, data, length))
		return -EFAULT;
	request[length] = '\0';

	if (mutex_lock_interruptible(&probe_lock))
		return -ERESTARTSYS;
	answer->length = 0;
	if (length < count)
		refuse(answer, "unknown", "too-long", -EINVAL);
	else
		run_request(answer, request);
	mutex_unlock(&probe_lock);
	*offset = 0;
	return count;
}

static ssize_t probe_read(struct file *file, char __user *data, size_t count,
			  loff_t *offset)
{
	struct answer *answer = file->private_data;
	ssize_t length;

	if (mutex_lock_interruptible(&probe_lock))
		return -ERESTARTSYS;
	length = simple_read_from_buffer(data, count, offset, answer->text,
					 answer->length);
	mutex_unlock(&probe_lock);
	return length;
}

static const struct file_operations probe_operations = {
	.owner = THIS_MODULE,
	.open = probe_open,
	.release = probe_release,
	.write = probe_write,
	.read = probe_read,
};

static struct miscdevice probe_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "strait_probe",
	.fops = &probe_operations,
	.mode = 0600,
};

static int __init probe_start(void)
{
	return misc_register(&probe_device);
}

/* Open files hold the module, so no request can run any more. */
static void __exit probe_stop(void)
{
	misc_deregister(&probe_device);
	let_all_go();
}

module_init(probe_start);
module_exit(probe_stop);

MODULE_INFO(interface, PROBE_INTERFACE);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Asks for device-private memory and reports each step");
MODULE_AUTHOR("The strait authors");
