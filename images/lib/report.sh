# SPDX-License-Identifier: Apache-2.0
# Sourced by build.sh: messages, reasons, the kernel's configuration, manifest.

reasons=()

stop() {
	printf 'build: %s\n' "$1" >&2
	exit 1
}

# Runs a step with its output in a log, which is shown only when it fails.
step() {
	local name=$1 start=$SECONDS
	shift
	if ! run_logged "$work/step.log" "$@"; then
		cat "$work/step.log" >&2
		stop "$name failed"
	fi
	printf 'build: %s (%d s)\n' "$name" $((SECONDS - start))
}

# In a subshell with errexit of its own: a condition around it would switch
# that off, and a step would go on after what failed in it.
run_logged() {
	local log=$1 status
	shift
	set +e
	(set -e; "$@") > "$log" 2>&1
	status=$?
	set -e
	return $status
}

# The packages of the toolchain were unpacked, not installed: what their
# maintainer scripts would have linked is named here.
name_tools() {
	ln -s "$(command -v mawk || command -v gawk || stop 'no awk')" "$work/bin/awk"
	if command -v "$GCC" > /dev/null; then
		ln -s "$(command -v "$GCC")" "$work/bin/gcc"
		ln -s gcc "$work/bin/cc"
	fi
	export PATH=$work/bin:$PATH
	CC=$CROSS_COMPILE$GCC
	command -v "$CC" > /dev/null || stop "no compiler $CC"
}

# config NAME: y, m, a value, or n for what is not set.
config() {
	local value
	value=$(sed -n "s/^CONFIG_$1=//p" "$HEADERS/.config")
	value=${value//\"/}
	printf '%s' "${value:-n}"
}

# Kernels before 6.9 name their page size only in options of the architecture.
page_size() {
	local shift
	shift=$(config PAGE_SHIFT)
	if [ "$shift" = n ]; then
		shift=12
		[ "$(config ARM64_16K_PAGES)" = y ] && shift=14
		[ "$(config ARM64_64K_PAGES)$(config PPC_64K_PAGES)" = nn ] || shift=16
	fi
	printf '%d' $((1 << shift))
}

# Text as the inside of a JSON string.
json_text() {
	printf '%s' "$1" | tr '\n\t' '  ' | tr -d '\000-\037' | sed 's/[\\"]/\\&/g'
}

json_reasons() {
	local separator='' reason
	for reason in "${reasons[@]}"; do
		printf '%s"%s"' "$separator" "$(json_text "$reason")"
		separator=', '
	done
}

json_config() {
	local separator='' name
	for name in DEVICE_PRIVATE ZONE_DEVICE GET_FREE_REGION TEST_HMM \
		RANDOMIZE_BASE RANDOMIZE_MEMORY X86_5LEVEL ARM64_VA_BITS \
		ARM64_PA_BITS PPC_RADIX_MMU TRANSPARENT_HUGEPAGE HUGETLB_PAGE \
		DEBUG_VM KALLSYMS_ALL MODVERSIONS MODULE_SIG_FORCE; do
		printf '%s"%s": "%s"' "$separator" "$name" "$(config $name)"
		separator=', '
	done
}

built() {
	[ -e "$out/$1" ] && printf true || printf false
}

# The probe says which interface it was compiled for: one place decides.
probe_interface() {
	"${CROSS_COMPILE}objcopy" -O binary --only-section=.modinfo \
		"$out/strait_probe.ko" /dev/stdout | tr '\0' '\n' |
		sed -n 's/^interface=//p'
}

write_manifest() {
	local private=false
	[ "$(config DEVICE_PRIVATE)" = y ] && private=true
	cat > "$out/manifest.json" <<-EOF
	{"schema": "strait.image/1", "arch": "$STRAIT_ARCH",
	 "release": "$(cat "$HEADERS/include/config/kernel.release")",
	 "testHmm": $(built test_hmm.ko), "hmmTests": $(built hmm-tests),
	 "reasons": [$(json_reasons)],
	 "interface": "$(probe_interface)", "devicePrivate": $private,
	 "pageSize": $(page_size), "config": {$(json_config)}}
	EOF
}
