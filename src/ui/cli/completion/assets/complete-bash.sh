# Readline breaks words at = and : as well; the pieces of one word are put together here.
_claude_failover_words() {
	local piece joined='' number=-1 at
	_cf_words=()
	for ((at = 1; at <= COMP_CWORD; at++)); do
		piece=${COMP_WORDS[at]}
		case $piece in
			'' | *[!=:]*)
				if [ -n "$joined" ] && [ "$number" -ge 0 ]; then
					_cf_words[number]+=$piece
				else
					number=$((number + 1))
					_cf_words[number]=$piece
				fi
				joined=''
				;;
			*)
				[ "$number" -ge 0 ] || number=0
				_cf_words[number]+=$piece
				joined=yes
				;;
		esac
	done
	_cf_current=${_cf_words[number]}
	unset '_cf_words[number]'
	# What readline will put the answer in the place of.
	_cf_last=$piece
	[ -z "$joined" ] || _cf_last=''
}

# Offers a name if it goes on from what is typed. It is inserted quoted, so that it stays one word.
_claude_failover_offer() {
	local name=$_cf_before$1 typed=${_cf_current//\\/} last=${_cf_last//\\/}
	case $typed in
		[\"\']*)
			# Inside quotes only what needs no more quoting.
			case $1 in *[!A-Za-z0-9._@%+,/-]*) return 0 ;; esac
			typed=${typed:1}
			last=${last#[\"\']}
			;;
	esac
	[[ $name == "$typed"* ]] || return 0
	name=${name:$((${#typed} - ${#last}))}
	printf -v name %q "$name"
	COMPREPLY+=("$name")
}

# Lines of `word:what it means`.
_claude_failover_offer_lines() {
	local line
	while IFS= read -r line; do
		[ -z "$line" ] || _claude_failover_offer "${line%%:*}"
	done <<<"$1"
}

_claude_failover() {
	local _cf_command _cf_action _cf_options _cf_takes _cf_wanted _cf_answer
	local _cf_words _cf_current _cf_last _cf_before='' name
	COMPREPLY=()
	_claude_failover_words
	_claude_failover_read "${_cf_words[@]//[\"\'\\]/}"
	if [ "$_cf_options" = yes ] && [ -z "$_cf_wanted" ]; then
		case $_cf_current in
			--*=*)
				_cf_before=${_cf_current%%=*}=
				_claude_failover_look_up "value $_cf_command ${_cf_current%%=*}"
				_cf_takes=$_cf_answer
				;;
			-*)
				_claude_failover_look_up "options $_cf_command $_cf_action"
				_cf_takes=$_cf_answer
				;;
		esac
	fi
	case $_cf_takes in
		@text) ;;
		@file) compopt -o default 2>/dev/null ;;
		@*)
			while IFS= read -r name; do
				[ -z "$name" ] || _claude_failover_offer "$name"
			done <<<"$(_claude_failover_names "${_cf_takes#@}")"
			;;
		*) _claude_failover_offer_lines "$_cf_takes" ;;
	esac
}

complete -F _claude_failover claude-failover ccf
