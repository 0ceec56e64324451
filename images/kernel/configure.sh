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
		tr -d '\r' < "$CONFIG" > "$work/user.config"
		cat "$work/user.config" "$work/boot.config" "$work/test.config" > "$work/whole.config"
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
	[ -z "$CONFIG" ] || check_user >> "$out/config.notes"
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
# What a layer says last of an option counts, as for kconfig; and an empty text
# is what an option has that is not there.
ineffective() {
	awk '
		/^# CONFIG_[A-Za-z0-9_]+ is not set/ { name = $2; value = "n" }
		/^CONFIG_[A-Za-z0-9_]+=/ { name = substr($0, 1, index($0, "=") - 1); value = substr($0, length(name) + 2) }
		!/^(# )?CONFIG_[A-Za-z0-9_]+(=| is not set)/ { next }
		NR == FNR { has[name] = value; next }
		!(name in wanted) { names[++count] = name }
		{ wanted[name] = value }
		END {
			for (i = 1; i <= count; i++) {
				name = names[i]
				held = name in has ? has[name] : "n"
				if (held != wanted[name] && !(held == "n" && wanted[name] == "\"\"")) print name "=" wanted[name]
			}
		}
	' /build/.config "$work/$1.config"
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

# The options that somebody can set: those with a prompt. All others follow from
# them and from the compiler, and a whole .config of another one is full of those.
prompted() {
	find /source -name 'Kconfig*' -type f -exec cat {} + | awk '
		$1 == "config" || $1 == "menuconfig" { name = $2 }
		$1 ~ /^(choice|endchoice|menu|endmenu|comment|if|endif|source)$/ { name = "" }
		name != "" && $1 ~ /^(bool|tristate|int|hex|string|prompt)$/ && $2 ~ /^["\047]/ { print "CONFIG_" name }
	'
}

# Who brings a configuration of thousands of lines reads ten of them: first what
# is lost, then what strait's own layers decide.
check_user() {
	local line lost=() overridden=()
	prompted > "$work/prompted"
	while read -r line; do
		# Of what test/ wants as well, check_wanted has told.
		if grep -qxF -- "$line" "$work/test.config"; then
			continue
		elif grep -qE "^(# )?${line%%=*}[= ]" "$work/boot.config" "$work/test.config"; then
			overridden+=("$line did not take effect: strait needs another value")
		else
			lost+=("$line did not take effect: other options decide over it")
		fi
	done < <(ineffective user | awk -F= 'NR == FNR { known[$1]; next } $1 in known' "$work/prompted" -)
	lost+=("${overridden[@]}")
	[ ${#lost[@]} -eq 0 ] || printf '%s\n' "${lost[@]:0:10}"
	[ ${#lost[@]} -le 10 ] || printf '%s more options of the configuration did not take effect\n' $((${#lost[@]} - 10))
}
