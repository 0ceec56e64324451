# SPDX-License-Identifier: Apache-2.0
# Sourced by build.sh: what the cache keeps of a build.

install_all() {
	local release
	release=$(cat /build/include/config/kernel.release)
	step "kernel image" install_image
	step "headers" install_headers "$out/usr/src/linux-headers-$release"
	step "source" install_source
	printf '%s\n' "$release" > "$out/release"
}

# A vmlinux is ten times as large with its symbols, which nothing reads.
install_image() {
	case $KERNEL_PATH in
		vmlinux) "${CROSS_COMPILE}strip" -o "$out/vmlinuz" "/build/$KERNEL_PATH" ;;
		*) cp "/build/$KERNEL_PATH" "$out/vmlinuz" ;;
	esac
}

# copy_list FROM TO: the paths of standard input, each with a NUL behind it.
copy_list() {
	tar -C "$1" -c --no-recursion --null -f - -T - | tar -C "$2" -x -f -
}

# What modules are compiled against, as one directory that looks like a tree
# that was built in place: the same files as scripts/package/install-extmod-build
# takes, which older kernels do not have.
install_headers() {
	local target=$1
	mkdir -p "$target"
	(
		cd /source
		find . "arch/$KARCH" -maxdepth 1 -name 'Makefile*' -print0
		find include scripts \( -type f -o -type l \) -print0
		find "arch/$KARCH" \( -name Kbuild.platforms -o -name Platform \) -print0
		find "arch/$KARCH" -type d -name include -exec find {} \( -type f -o -type l \) -print0 \;
	) | copy_list /source "$target"
	(
		cd /build
		find include scripts "arch/$KARCH/include" -type f ! -name '*.o' ! -name '.*.cmd' -print0
		printf '%s\0' .config
		local extra
		for extra in tools/objtool/objtool tools/bpf/resolve_btfids/resolve_btfids "arch/$KARCH/lib/crtsavres.o"; do
			[ ! -e "$extra" ] || printf '%s\0' "$extra"
		done
		find "arch/$KARCH" -name 'module.lds' -print0
	) | copy_list /build "$target"
	install_symbols "$target"
}

# Modules of the kernel's own are not built: its own symbols are all there is.
install_symbols() {
	local name
	for name in vmlinux.symvers Module.symvers; do
		[ ! -e "/build/$name" ] || { cp "/build/$name" "$1/Module.symvers"; return; }
	done
	printf 'error: the build left no list of symbols\n'
	return 1
}

# What of the source the tests of images/build.sh are made from. A pattern that
# this tree has nothing for is no trouble.
install_source() {
	local patterns pattern
	mkdir -p "$out/source"
	cd /source
	shopt -s nullglob
	patterns=$(sed 's/[[:space:]]*#.*//' "$recipe/source.paths")
	for pattern in $patterns; do
		[ ! -e "$pattern" ] || find "$pattern" \( -type f -o -type l \) -print0
	done | copy_list /source "$out/source"
}
