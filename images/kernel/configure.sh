# SPDX-License-Identifier: Apache-2.0
# Sourced by build.sh: the kernel's configuration, from layers of options.
# boot/ without which no guest starts, test/ what is tested, small/ the rest of
# strait's own configuration, which a configuration of the user's replaces.

# layer NAME: its options, the common ones first.
layer() {
	cat "$recipe/kernel/$1/common.config"
	[ ! -e "$recipe/kernel/$1/$STRAIT_ARCH.config" ] || cat "$recipe/kernel/$1/$STRAIT_ARCH.config"
}

configure() {
	mkdir -p "$work"
	layer boot > "$work/boot.config"
	layer test > "$work/test.config"
	if [ -n "$CONFIG" ]; then
		cat "$CONFIG" "$work/boot.config" "$work/test.config" > "$work/whole.config"
		: > "$work/small.config"
	else
		layer small > "$work/small.config"
		printf '%s\n' ${EXTRA_OPTIONS:-} >> "$work/small.config"
		cat "$work/boot.config" "$work/test.config" "$work/small.config" > "$work/whole.config"
	fi
	step "configuration" make_config
	check_essential
	check_wanted test > "$out/config.notes"
	check_wanted small >> "$out/config.notes"
}

# What is equal keeps its time, or make would look at everything again.
make_config() {
	if [ -n "$CONFIG" ]; then
		# kconfig says so where an option is set twice, which is what merging is.
		cp "$work/whole.config" /build/.config
		kernel_make olddefconfig
	else
		kernel_make KCONFIG_ALLCONFIG="$work/whole.config" allnoconfig
	fi
}

# ineffective LAYER: options of a layer that the configuration does not have.
ineffective() {
	local line name
	while read -r line; do
		case $line in
			"# CONFIG_"*" is not set")
				name=${line#\# }
				name=${name%% *}
				! grep -q "^$name=" /build/.config || printf '%s=n\n' "$name"
				;;
			# An empty text is what an option has that is not there.
			CONFIG_*'=""') ! grep -q "^${line%%=*}=.*[^\"=]" /build/.config || printf '%s\n' "$line" ;;
			CONFIG_*) grep -qxF "$line" /build/.config || printf '%s\n' "$line" ;;
		esac
	done < "$work/$1.config"
}

# known NAME: whether the tree has the option at all.
known() {
	[ -e "$work/options" ] ||
		find /source -name 'Kconfig*' -type f -exec sed -n 's/^\(menu\)\{0,1\}config[ \t]*//p' {} + > "$work/options"
	grep -qx "${1#CONFIG_}" "$work/options"
}

check_essential() {
	local missing
	missing=$(ineffective boot | tr '\n' ' ')
	[ -z "$missing" ] || stop "error: options without which no guest starts did not take effect: ${missing% }"
}

# An option of small/ that another version of Linux has or had is no finding.
check_wanted() {
	local line
	ineffective "$1" | while read -r line; do
		if known "${line%%=*}"; then
			printf '%s did not take effect: other options decide over it\n' "$line"
		elif [ "$1" = test ]; then
			printf '%s did not take effect: the tree has no such option\n' "$line"
		fi
	done
}
