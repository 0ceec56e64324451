// SPDX-License-Identifier: GPL-2.0-only
/* Sizes and numbers as a request writes them. */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/string.h>

#include "probe.h"

#define PROBE_MAX_SIZE	(1ULL << 62)

static const struct {
	const char *name;
	unsigned int shift;
} units[] = {
	{ "KiB", 10 }, { "MiB", 20 }, { "GiB", 30 }, { "TiB", 40 },
};

/* kstrtoull() alone would read a leading zero as octal, and accept "+1". */
static int parse_number(const char *word, u64 *value)
{
	bool hex = word[0] == '0' && (word[1] == 'x' || word[1] == 'X');

	if (!isdigit(word[0]))
		return -EINVAL;
	return kstrtoull(word, hex ? 16 : 10, value);
}

/* Bytes in decimal or 0x hex, or with a binary unit; zero is no size. */
int parse_size(const char *word, u64 *size)
{
	char digits[32];
	unsigned int shift = 0;
	size_t length = strlen(word);
	u64 value;
	int i;

	for (i = 0; i < ARRAY_SIZE(units); i++) {
		size_t unit = strlen(units[i].name);

		if (length > unit && !strcmp(word + length - unit, units[i].name)) {
			shift = units[i].shift;
			length -= unit;
			break;
		}
	}
	if (length >= sizeof(digits))
		return -EINVAL;
	memcpy(digits, word, length);
	digits[length] = '\0';

	if (parse_number(digits, &value) || !value ||
	    value > PROBE_MAX_SIZE >> shift)
		return -EINVAL;
	*size = value << shift;
	return 0;
}

int parse_id(const char *word, unsigned int *id)
{
	u64 value;

	if (parse_number(word, &value) || value > UINT_MAX)
		return -EINVAL;
	*id = value;
	return 0;
}
