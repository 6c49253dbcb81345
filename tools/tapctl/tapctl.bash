# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# Completion for tapctl(8).  The rows come from the table of commands:
# tools/manual bash; include/control/manual.h says how they are written.

_tapctl_rows=(
# COMMANDS
)

# What tapctl itself does with a capture
for _tapctl_i in "${!_tapctl_rows[@]}"; do
	[[ ${_tapctl_rows[_tapctl_i]} != capture\ * ]] ||
		_tapctl_rows[_tapctl_i]+=" [-w=<file>] [-C=<>] [-W=<>]"
done
unset _tapctl_i

# _tapctl_values VALUES - what can stand where a row has <VALUES>
_tapctl_values() {
	case $1 in
	port)
		tapctl "${_tapctl_options[@]}" -j port show 2>/dev/null |
			grep -o '"name":"[^"]*"' | cut -d'"' -f4
		;;
	file)
		compgen -f -- "${cur-}"
		;;
	*)
		tr '|' '\n' <<<"$1"
		;;
	esac
}

# _tapctl_words OPTION - its key, or the words of its choice: a|b
_tapctl_words() {
	local words=${1#[}
	echo "${words%%[]=]*}"
}

# _tapctl_option WORD OPTION... - which of the options begins with WORD: its
# key or one of its words, or else its value
_tapctl_option() {
	local option
	for option in "${@:2}"; do
		[[ "|$(_tapctl_words "$option")|" == *"|$1|"* ]] || continue
		echo "$option"
		return
	done
	for option in "${@:2}"; do
		[[ $option != \[=* ]] || echo "$option"
	done
}

# _tapctl_without OPTION OPTION... - the others, a line each
_tapctl_without() {
	local option
	for option in "${@:2}"; do
		[[ $option == "$1" ]] || echo "$option"
	done
}

# _tapctl_options OPTIONS WORD... - what may come behind WORD... where a row
# has only OPTIONS left
_tapctl_options() {
	local -a options
	local option value
	read -ra options <<<"$1"
	shift
	while (($#)); do
		option=$(_tapctl_option "$1" "${options[@]}")
		[[ $option ]] || return
		if [[ $option == *?=* && $option != \[=* ]]; then
			value=${option#*=<}
			(($# > 1)) || { _tapctl_values "${value%%>*}"; return; }
			shift
		fi
		[[ $option == *... ]] ||
			mapfile -t options < <(_tapctl_without "$option" "${options[@]}")
		shift
	done
	for option in "${options[@]}"; do
		if [[ $option == \[=* ]]; then
			value=${option#*=<}
			_tapctl_values "${value%%>*}"
		else
			_tapctl_words "$option" | tr '|' '\n'
		fi
	done
}

# _tapctl_row ROW WORD... - what may come behind WORD... in this row
_tapctl_row() {
	local -a items
	local item
	read -ra items <<<"$1"
	shift
	while ((${#items[@]})) && [[ ${items[0]} != \[* ]]; do
		item=${items[0]}
		if (($# == 0)); then
			[[ $item == \<* ]] || tr '|' '\n' <<<"$item"
			[[ $item != \<* ]] || _tapctl_values "${item//[<>]/}"
			return
		fi
		[[ $item == \<* || "|$item|" == *"|$1|"* ]] || return
		items=("${items[@]:1}")
		shift
	done
	_tapctl_options "${items[*]}" "$@"
}

# _tapctl_switches - names of the switches that run here
_tapctl_switches() {
	local socket
	for socket in /run/tapswitch/*.sock "$XDG_RUNTIME_DIR"/tapswitch/*.sock; do
		[[ ! -S $socket || $socket == *.ro.sock ]] || basename "$socket" .sock
	done
}

# _tapctl_topic ROW NOUN VERB - what help can explain of a row that begins so
_tapctl_topic() {
	local -a items
	local item
	read -ra items <<<"$1"
	[[ "|${items[0]}|" == *"|$2|"* && "|${items[1]-}|" == *"|$3|"* ]] || return
	for item in "${items[@]:2}"; do
		case $item in
		\<*\|*)	tr '|' '\n' <<<"${item//[<>]/}" ;;
		\<*)	;;
		*)	_tapctl_words "$item" | tr '|' '\n' ;;
		esac
	done
}

# _tapctl_commands WORD... - what may come behind WORD...
_tapctl_commands() {
	local row
	for row in "${_tapctl_rows[@]}"; do
		if [[ ${1-} != help ]]; then
			_tapctl_row "$row" "$@"
		elif (($# < 3)); then
			_tapctl_row "$row" "${@:2}"
		elif (($# == 3)); then
			_tapctl_topic "$row" "${@:2}"
		fi
	done
}

_tapctl() {
	local cur prev words cword i
	local -a _tapctl_options=() offers
	_get_comp_words_by_ref -n : cur prev words cword
	for ((i = 1; i < cword; i++)); do
		case ${words[i]} in
		-n)	_tapctl_options+=("${words[i]}" "${words[++i]}") ;;
		-s)	[[ ${words[i + 1]} != */* ]] ||
				_tapctl_options+=("${words[i]}" "${words[++i]}") ;;
		-b)	((i++)) ;;
		-*)	;;
		*)	break ;;
		esac
	done
	if ((i > cword)) && [[ $prev == -n ]]; then
		mapfile -t offers < <(_tapctl_switches)
	elif ((i > cword)); then
		compopt -o filenames
		mapfile -t offers < <(compgen -f -- "$cur")
	elif ((i == cword)) && [[ $cur == -* ]]; then
		offers=(-n -s -j -p -b -d -w -c -h -V --help)
	else
		mapfile -t offers < <(_tapctl_commands "${words[@]:i:cword - i}")
	fi
	mapfile -t COMPREPLY < <(compgen -W "${offers[*]}" -- "$cur" | sort -u)
	__ltrim_colon_completions "$cur"
}

complete -F _tapctl tapctl
