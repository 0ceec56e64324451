# SPDX-License-Identifier: Apache-2.0
# Sourced by build.sh: what is compiled against the kernel's headers.

build_guest() {
	make -C "$recipe/guest" CC="$CC" OUT="$out"
}

# Debian's headers come without the vmlinux that BTF of modules is made from.
build_module() {
	local sources=$1 name=$2
	make -C "$HEADERS" M="$sources" ARCH="$KARCH" CROSS_COMPILE="$CROSS_COMPILE" \
		CC="$CC" CONFIG_DEBUG_INFO_BTF_MODULES= -j"$JOBS" modules
	cp "$sources/$name.ko" "$out/$name.ko"
}

# ready NAME: takes what came with the kernel, where it did.
ready() {
	[ -e "/ready/$1" ] && cp "/ready/$1" "$out/$1"
}

build_probe() {
	! ready strait_probe.ko || return 0
	mkdir -p "$work/probe"
	cp "$recipe"/probe/* "$work/probe/"
	build_module "$work/probe" strait_probe
}

build_test_hmm() {
	mkdir -p "$work/test_hmm"
	cp /source/lib/test_hmm.c /source/lib/test_hmm_uapi.h "$work/test_hmm/"
	echo 'obj-m := test_hmm.o' > "$work/test_hmm/Kbuild"
	build_module "$work/test_hmm" test_hmm
}
