# Reads the words before the cursor. Gives _cf_command, _cf_action, whether options may still come
# (_cf_options), and what is wanted now: _cf_takes is `@kind`, or lines of `word:what it means`.
_claude_failover_read() {
	local word wanted='' place=0
	_cf_command='' _cf_action='' _cf_options=yes
	for word in "$@"; do
		if [ -n "$wanted" ]; then
			wanted=''
			continue
		fi
		case $_cf_options$word in
			yes--) _cf_options=no ;;
			yes--*=*) ;;
			yes-?*)
				_claude_failover_look_up "value $_cf_command $word"
				wanted=$_cf_answer
				;;
			*) _claude_failover_place "$word" ;;
		esac
	done
	_cf_takes=$wanted
	_cf_wanted=$wanted
	if [ -z "$wanted" ]; then
		_claude_failover_look_up "takes $_cf_command $_cf_action $place"
		_cf_takes=$_cf_answer
	fi
}

# A word that is no option: the command, what it is to do, or one more word for it.
_claude_failover_place() {
	if [ -z "$_cf_command" ]; then
		_cf_command=$1
		return
	fi
	_claude_failover_look_up "action $_cf_command $1"
	if [ -z "$_cf_action" ] && [ "$place" -eq 0 ] && [ -n "$_cf_answer" ]; then
		_cf_action=$1
	else
		place=$((place + 1))
	fi
}

# The names that the daemon knows, one a line; nothing when it does not answer at once.
_claude_failover_names() {
	if [ -x "${_claude_failover_program[@]:0:1}" ]; then
		command "${_claude_failover_program[@]}" complete "$1" </dev/null 2>/dev/null
	else
		command claude-failover complete "$1" </dev/null 2>/dev/null
	fi
}

