#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds a kernel from a source tree. README.md has the contract with whoever
# makes the sandbox around this.
set -euo pipefail
export LC_ALL=C TZ=UTC LOCALVERSION=
# Fixed, or each build would differ; the version alone tells which content it is
# (uname -v), and costs a link.
export KBUILD_BUILD_TIMESTAMP=@0 KBUILD_BUILD_USER=strait KBUILD_BUILD_HOST=strait
umask 022

: "${STRAIT_ARCH:?}" "${KARCH:?}" "${GCC:?}" "${KERNEL_TARGET:?}" "${KERNEL_PATH:?}" "${KBUILD_BUILD_VERSION:?}"
CROSS_COMPILE=${CROSS_COMPILE:-}
CONFIG=${CONFIG:-}
JOBS=${JOBS:-1}
recipe=/recipe
work=/tmp/strait-build
out=/out

. "$recipe/lib/report.sh"
. "$recipe/kernel/configure.sh"
. "$recipe/kernel/install.sh"

kernel_make() {
	make -C /source O=/build ARCH="$KARCH" CROSS_COMPILE="$CROSS_COMPILE" CC="$CC" HOSTCC="$GCC" \
		-j"$JOBS" "$@"
}

# A build that was killed may have left half an object that looks newer than its
# source. All that it ran ended at once, so what was written in its last moments
# goes, and the rest stays.
clean_up_after_kill() {
	local last
	[ -e /build/.strait-building ] || return 0
	# What strait itself has written for this build is of now, and no part of it.
	last=$(find /build -type f ! -name '.strait-*' -printf '%T@\n' | sort -n | tail -n1)
	[ -n "$last" ] || return 0
	find /build -type f ! -name '.strait-*' -newermt "@$((${last%.*} - 120))" -delete
}

build_kernel() {
	kernel_make "$KERNEL_TARGET" modules_prepare
}

rm -rf "$work"
mkdir -p "$work/bin"
name_tools
clean_up_after_kill
touch /build/.strait-building
configure
trap 'rm -f /build/.strait-building' EXIT
build_kernel
rm -f /build/.strait-building
install_all
