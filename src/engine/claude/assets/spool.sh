#!/bin/sh
# The drop-box writer that Claude's hooks and statusline run.
#   spool.sh hook <spoolDir> <incarnation> <Event>            stdin: the hook's payload
#   spool.sh statusline <spoolDir> <incarnation> [command]    stdin: the statusline's payload
# A hook prints nothing and always succeeds. Payloads are only copied, never looked into.

mode=${1-}
dir=${2-}/${3-}
last=${4-}

hook() {
	exec >/dev/null 2>&1
	umask 077
	# %N is not known everywhere; names must keep one width to sort in time order.
	stamp=$(date +%s%N)
	case $stamp in
	*[!0-9]* | '') stamp=$(date +%s)000000000 ;;
	esac
	[ -d "$dir" ] || mkdir -p -- "$dir"
	# Bounds, so that a week without a reader fills no disk: files per process life, and 512-byte
	# blocks per file.
	case $last in
	SessionStart | SessionEnd | UserPromptSubmit | Stop | StopFailure) most=2000 blocks=2048 ;;
	*) most=500 blocks=256 ;;
	esac
	set -- "$dir"/*.json
	if [ $# -ge $most ]; then
		exec cat
	fi
	tmp=$dir/.$stamp-$$.tmp
	trap 'rm -f -- "$tmp"; exit 0' HUP INT TERM
	trap '' XFSZ
	ulimit -c 0
	ulimit -f $blocks
	# The second cat swallows what did not fit, so that Claude never writes into a closed pipe.
	cat >"$tmp" || cat
	mv -f -- "$tmp" "$dir/$stamp-$$-$last.json"
	exit 0
}

# One short line from the payload, without starting anything.
short_line() {
	IFS= read -r payload <&3
	line=
	for window in five_hour:5h seven_day:week; do
		rest=${payload#*'"'"${window%:*}"'":{"used_percentage":'}
		[ "$rest" = "$payload" ] || line="$line${line:+ | }${window#*:} ${rest%%[!0-9]*}%"
	done
	printf '%s\n' "${line:-claude-failover}"
}

# In a folder of its own: it is rewritten all the time, and whoever watches the other one is not to be woken by it.
statusline() {
	dir=$dir/statusline
	tmp=$dir/.$$.tmp
	trap 'rm -f -- "$tmp"; exit 143' HUP INT TERM
	# In a subshell: the user's own command keeps its umask.
	if (umask 077 && { [ -d "$dir" ] || mkdir -p -- "$dir"; } && exec cat >"$tmp") 2>/dev/null; then
		exec 3<"$tmp"
		mv -f -- "$tmp" "$dir/last.json" 2>/dev/null
	else
		exec 3</dev/null
	fi
	if [ -n "$last" ]; then
		exec /bin/sh -c "$last" <&3 3<&-
	fi
	short_line
}

case $mode in
hook) hook ;;
statusline) statusline ;;
esac
