_claude_failover() {
	local _cf_command _cf_action _cf_options _cf_takes _cf_wanted _cf_answer option
	local -a offered
	_claude_failover_read "${(@Q)words[2,CURRENT-1]}"
	if [[ $_cf_options == yes && -z $_cf_wanted && $PREFIX == -* ]]; then
		if [[ $PREFIX == --*=* ]]; then
			option=${PREFIX%%=*}
			compset -P '*='
			_claude_failover_look_up "value $_cf_command $option"
		else
			_claude_failover_look_up "options $_cf_command $_cf_action"
		fi
		_cf_takes=$_cf_answer
	fi
	case $_cf_takes in
		'' | @text) return 1 ;;
		@file) _files ;;
		@*)
			# Offered as they are: compadd quotes, and looks into nothing.
			offered=("${(@f)$(_claude_failover_names "${_cf_takes#@}")}")
			offered=("${(@)offered:#}")
			compadd -a offered
			;;
		*)
			offered=("${(@f)_cf_takes}")
			_describe 'claude-failover' offered
			;;
	esac
}

if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
	_claude_failover "$@"
elif (( $+functions[compdef] )); then
	compdef _claude_failover claude-failover ccf
else
	print -u2 'claude-failover: nothing to complete with; run `autoload -U compinit && compinit` before this'
fi
