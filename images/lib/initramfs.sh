# SPDX-License-Identifier: Apache-2.0
# Sourced by build.sh: the guest's root file system.

root=$work/root

# install_file MODE SOURCE DESTINATION
install_file() {
	install -D -m "$1" "$2" "$root/$3"
}

userland_file() {
	local path
	for path in "/userland/$1" "/userland/usr/$1"; do
		[ ! -f "$path" ] || { readlink -f "$path"; return; }
	done
	printf 'the userland has no %s\n' "$1" >&2
	return 1
}

# An absolute link in the userland would lead out of it, into the toolchain.
library() {
	local triplet=$1 name=$2 dir
	for dir in usr/lib/$triplet lib/$triplet usr/lib usr/lib64 lib64 lib; do
		[ ! -e "/userland/$dir/$name" ] || { printf '%s' "/userland/$dir/$name"; return; }
	done
	printf 'the userland has no %s\n' "$name" >&2
	return 1
}

needed() {
	"${CROSS_COMPILE}readelf" -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

interpreter() {
	"${CROSS_COMPILE}readelf" -l "$1" | sed -n 's/.*interpreter: \(.*\)\]/\1/p'
}

# There is no ld.so.cache in the guest: libraries go where its loader looks
# first, by the triplet of the userland.
install_libraries() {
	local triplet=$1 binary=$2 name file
	for name in $(needed "$binary"); do
		[ ! -e "$root/lib/$triplet/$name" ] || continue
		file=$(library "$triplet" "$name")
		install_file 755 "$file" "lib/$triplet/$name"
		install_libraries "$triplet" "$file"
	done
}

install_server() {
	local server loader triplet
	server=$(userland_file sbin/dropbear)
	loader=$(interpreter "$server")
	triplet=$(basename "$(dirname "$(find /userland/usr/lib -name libc.so.6 | head -n1)")")
	install_file 755 "$server" usr/sbin/dropbear
	install_file 755 "$(library "$triplet" "$(basename "$loader")")" "$loader"
	install_libraries "$triplet" "$server"
}

install_busybox() {
	local name
	install_file 755 "$(userland_file bin/busybox)" bin/busybox
	for name in $(sed '/^#/d' "$recipe/applets"); do
		ln -s busybox "$root/bin/$name"
	done
}

install_strait() {
	local name
	install_file 755 "$out/strait-guest" init
	mkdir -p "$root/strait"
	ln -s ../init "$root/bin/strait-guest"
	for name in strait_probe.ko test_hmm.ko; do
		[ ! -e "$out/$name" ] ||
			"${CROSS_COMPILE}strip" --strip-debug -o "$root/strait/$name" "$out/$name"
	done
	[ ! -e "$out/hmm-tests" ] || install_file 755 "$out/hmm-tests" strait/hmm-tests
	cp "$out"/*.reason "$root/strait/" 2> /dev/null || true
}

# What a guest is reached through, of a kernel that does not have it built in.
install_transport() {
	local module
	for module in /transport/*.ko; do
		[ -e "$module" ] || continue
		mkdir -p "$root/strait/transport"
		"${CROSS_COMPILE}strip" --strip-debug -o "$root/strait/transport/$(basename "$module")" "$module"
	done
}

install_settings() {
	local dir
	for dir in proc sys dev run tmp etc/dropbear; do
		mkdir -p "$root/$dir"
	done
	mkdir -p -m 700 "$root/root" "$root/root/.ssh"
	echo 'root:x:0:0:root:/root:/bin/sh' > "$root/etc/passwd"
	echo 'root:x:0:' > "$root/etc/group"
	echo '/bin/sh' > "$root/etc/shells"
	echo 'export PATH=/bin:/sbin:/usr/bin:/usr/sbin:/strait' > "$root/etc/profile"
}

# The same files give the same bytes: one time, one owner, one order, and
# cpio's own numbers instead of the file system's.
pack() {
	cd "$root"
	find . -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
	find . -print0 | sort -z |
		cpio --quiet -0 -o -H newc --reproducible -R 0:0 > "$out/initramfs.cpio"
}

build_initramfs() {
	mkdir -p "$root"
	install_busybox
	install_server
	install_strait
	install_transport
	install_settings
	pack
}
