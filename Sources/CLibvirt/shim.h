/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stddef.h>
#include <libvirt/libvirt.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* prctl() takes a variable number of arguments, which Swift does not import. */
static inline int strait_become_subreaper(void)
{
	return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

/* syscall() does neither, and libc has no names for these two. */
static inline int strait_pidfd_open(pid_t process)
{
	return (int)syscall(SYS_pidfd_open, process, 0);
}

/* glibc declares it for _GNU_SOURCE alone. */
static inline int strait_set_affinity(pid_t thread, const void *mask, size_t size)
{
	return (int)syscall(SYS_sched_setaffinity, thread, size, mask);
}

static inline int strait_pidfd_getfd(int process, int descriptor)
{
	return (int)syscall(SYS_pidfd_getfd, process, descriptor, 0);
}
