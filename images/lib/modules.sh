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

# The size of a chunk becomes a parameter, and stays what it is where nobody sets
# it. A test_hmm that has it in another way is built as it is: whoever asks for
# another size sees in the guest that there is no such parameter.
give_chunk_parameter() {
	sed -i 's/^#define DEVMEM_CHUNK_SIZE[[:space:]]*(256 \* 1024 \* 1024U)$/\
static unsigned int strait_chunk_mib = 256;\
module_param(strait_chunk_mib, uint, 0444);\
#define DEVMEM_CHUNK_SIZE (strait_chunk_mib * 1024U * 1024U)/' "$1"
}

build_test_hmm() {
	mkdir -p "$work/test_hmm"
	cp /source/lib/test_hmm.c /source/lib/test_hmm_uapi.h "$work/test_hmm/"
	give_chunk_parameter "$work/test_hmm/test_hmm.c"
	echo 'obj-m := test_hmm.o' > "$work/test_hmm/Kbuild"
	build_module "$work/test_hmm" test_hmm
}
