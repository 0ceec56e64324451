# SPDX-License-Identifier: Apache-2.0
# Sourced by build.sh: the kernel's own test of device-private memory. A kernel
# that has none, or cannot have it, is still a kernel to test: what is missing
# gets a reason, and the build goes on.

# why_not FILE REASON: for whoever asks for the product.
why_not() {
	printf '%s\n' "$2" > "$out/$1.reason"
	reasons+=("$1: $2")
}

first_error() {
	grep -m1 -E 'error:|ERROR:|Error ' "$1" || tail -n1 "$1"
}

# UAPI headers: the tests ask for some that are newer than the toolchain's, and
# the tree keeps those under tools/. Only if that is not enough are the tree's
# own made, which takes much longer.
compile_hmm_tests() {
	local tests=/source/tools/testing/selftests dir source
	local sources=() includes=("$@")
	dir=$tests/mm
	[ -e "$dir/hmm-tests.c" ] || dir=$tests/vm
	for source in hmm-tests vm_util thp_settings hugepage_settings; do
		[ ! -e "$dir/$source.c" ] || sources+=("$dir/$source.c")
	done
	"$CC" -O2 -w -static -s -Wl,--build-id=none -D_GNU_SOURCE= \
		-I /source -I "$tests" -I "$dir" "${includes[@]}" \
		-o "$out/hmm-tests" "${sources[@]}" -lpthread -lrt -lm
}

with_tree_headers() {
	make -C /source O="$work/uapi" ARCH="$KARCH" CC="$CC" HOSTCC="$GCC" \
		-j"$JOBS" headers
	compile_hmm_tests -isystem "$work/uapi/usr/include"
}

build_hmm_tests() {
	compile_hmm_tests -isystem /source/tools/include/uapi || with_tree_headers
}

build_selftests() {
	local name reason=''
	[ -e /source/lib/test_hmm.c ] || reason="the source has no lib/test_hmm.c"
	[ "$(config DEVICE_PRIVATE)" = y ] || reason="CONFIG_DEVICE_PRIVATE is not set"
	for name in test_hmm.ko hmm-tests; do
		local build=build_${name%.ko}
		if ready "$name"; then
			printf 'build: %s was built already\n' "$name"
		elif [ -n "$reason" ]; then
			why_not "$name" "$reason"
		elif run_logged "$work/$name.log" "${build//-/_}"; then
			printf 'build: %s\n' "$name"
		else
			cp "$work/$name.log" "$out/$name.log"
			why_not "$name" "does not compile: $(first_error "$work/$name.log")"
		fi
	done
}
