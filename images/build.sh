#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds what one kernel needs to be tested: our program for the guest, our
# probe, the kernel's own test module and tests, and the initramfs with it all.
# README.md has the contract with whoever makes the sandbox around this.
set -euo pipefail
export LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-0}
export KBUILD_BUILD_TIMESTAMP=@$SOURCE_DATE_EPOCH KBUILD_BUILD_USER=strait KBUILD_BUILD_HOST=strait
umask 022

: "${STRAIT_ARCH:?}" "${KARCH:?}" "${GCC:?}" "${HEADERS:?}"
CROSS_COMPILE=${CROSS_COMPILE:-}
JOBS=${JOBS:-1}
recipe=/recipe
work=/tmp/strait-build
out=/out

. "$recipe/lib/report.sh"
. "$recipe/lib/modules.sh"
. "$recipe/lib/selftests.sh"
. "$recipe/lib/initramfs.sh"

rm -rf "$work"
mkdir -p "$work/bin"
name_tools
[ -r "$HEADERS/.config" ] || stop "no kernel configuration at $HEADERS/.config"

step "guest program" build_guest
step "probe" build_probe
build_selftests
step "initramfs" build_initramfs
write_manifest
