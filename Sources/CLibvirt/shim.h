/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <libvirt/libvirt.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>
#include <sys/prctl.h>

/* prctl() takes a variable number of arguments, which Swift does not import. */
static inline int strait_become_subreaper(void)
{
	return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}
