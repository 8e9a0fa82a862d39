#!/bin/sh
# Starts one claude process: launcher.sh <launchDir> [claude's flags...]
#
# <launchDir> is private (0700), made for this one launch, and holds
#   launch.env   what to run, where, and the whole environment, as quoted assignments
#   prompt       the first prompt, byte for byte (optional)
#   token        a handed-over secret (optional); deleted as soon as it was read
# tmux gives a pane its server's environment, so everything is dropped first. No secret is ever an
# argument. The last step is exec: the pane's pid is claude's pid. A launch happens at most once.

if [ "${1-}" != --clean ]; then
	exec /usr/bin/env -i TERM="${TERM:-dumb}" TMUX="${TMUX-}" TMUX_PANE="${TMUX_PANE-}" \
		/bin/sh "$0" --clean "$@"
fi
dir=${2-}
shift 2

fail() {
	printf 'claude-failover: %s\n' "$1" >&2
	exit 127
}

[ -r "$dir/launch.env" ] || fail "the launch folder $dir is missing or incomplete"
ccl_program='' ccl_cwd='' ccl_token_name='' ccl_token_file=''
. "$dir/launch.env"

cd -- "$ccl_cwd" 2>/dev/null || fail "the working directory $ccl_cwd cannot be entered"
case $ccl_program in
*/*) [ -f "$ccl_program" ] && [ -x "$ccl_program" ] ;;
*) command -v "$ccl_program" >/dev/null 2>&1 ;;
esac || fail "the program $ccl_program was not found or cannot be run"

# The claim: a respawned pane must not submit the same prompt a second time.
mkdir "$dir/started" 2>/dev/null || fail "this launch was already used; restart the session instead"

if [ -n "$ccl_token_name" ]; then
	[ -r "$ccl_token_file" ] || fail "the token file $ccl_token_file cannot be read"
	read -r ccl_token <"$ccl_token_file" || [ -n "$ccl_token" ] || ccl_token=
	[ "$ccl_token_file" != "$dir/token" ] || rm -f -- "$ccl_token_file"
	ccl_token=${ccl_token%"$(printf '\r')"}
	[ -n "$ccl_token" ] || fail "the token file $ccl_token_file is empty"
	export "$ccl_token_name=$ccl_token"
	unset ccl_token
fi

if [ -f "$dir/prompt" ]; then
	# Command substitution eats trailing newlines; the x keeps them.
	ccl_prompt=$(cat -- "$dir/prompt" && printf x) || fail "the prompt in $dir cannot be read"
	set -- "$@" -- "${ccl_prompt%x}"
	unset ccl_prompt
fi

exec "$ccl_program" "$@"
