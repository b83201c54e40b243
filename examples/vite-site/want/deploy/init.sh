#!/bin/sh
# Container init of postcards, written by waybill 1.
#   start CMD...               prepares environment, configuration and logs, then becomes CMD
#   version   by hand
# Codes: 64 usage, 73 cannot write, 78 APP_ENV or APP_NAME, 126 and 127 command,
# 129, 130 and 143 a signal during set-up; any other is the program's own. Variables of the container win.
set -u
APP_NAME=${APP_NAME-postcards}
WB_ENVS=${WB_ENVS-''} # none: any plain name
WB_ENV_ALIASES=${WB_ENV_ALIASES-'devel=dev develop=dev development=dev live=prod prd=prod pro=prod production=prod test=qa'}
: "${WB_RUN_DIR:=/run/waybill}" "${WB_PROC:=/proc}" "${WB_ENV_REQUIRED:=0}"
upper=ABCDEFGHIJKLMNOPQRSTUVWXYZ lower=abcdefghijklmnopqrstuvwxyz # ranges such as A-Z depend on the locale

say() { printf 'waybill-init: %s %s: %s\n' "$@" >&2; } # standard output is the program's
fail() { # CODE KEYWORD TEXT; kubectl describe pod shows the termination log
	say ERROR "$2" "$3"
	{ say ERROR "$2" "$3" 2>"${WB_TERMINATION_LOG:-/dev/termination-log}"; } 2>/dev/null
	exit "$1"
}
safe() { # is it one path component that no tool reads as something else?
	case $1 in '' | [.-]* | *[!$upper${lower}0123456789._-]*) return 1 ;; esac
	[ ${#1} -le 63 ]
}
word_for() { # KEY PAIRS: sets word to what KEY is mapped to, else to KEY
	word=$1
	for pair in $2; do [ "${pair%%=*}" != "$1" ] || word=${pair#*=}; done
}
folder() { [ -d "$1" ] || mkdir -p "$1" 2>/dev/null; }

read_environment() { # sets env and exports what the program shall know of it
	env=''
	[ -n "${APP_ENV-}" ] || [ "$WB_ENV_REQUIRED" = 1 ] || return 0
	[ -n "${APP_ENV-}" ] || fail 78 ENV_MISSING "set APP_ENV to ${WB_ENVS:+one of: }${WB_ENVS:-the environment that it runs in}"
	safe "$APP_ENV" || fail 78 ENV_UNSAFE "APP_ENV is no plain word; set it to ${WB_ENVS:+one of: }${WB_ENVS:-letters, digits, dots and dashes}"
	env=$APP_ENV
	case $env in *[$upper]*) env=$(echo "$env" | tr "$upper" "$lower") ;; esac
	word_for "$env" "$WB_ENV_ALIASES"
	env=$word
	case " $WB_ENVS " in '  ' | *" $env "*) ;; *) fail 78 ENV_UNKNOWN "APP_ENV=$APP_ENV is not declared; set it to one of: $WB_ENVS" ;; esac
	export APP_ENV_NAME="$env"
}
start() {
	[ $# -gt 0 ] || fail 64 USAGE 'start needs a command'
	trap 'exit 129' HUP && trap 'exit 130' INT && trap 'exit 143' TERM
	# Parts that this program does not need are left out; env: of the settings brings one that a variable asks for.
	for name in WB_SELECT WB_SPELLINGS WB_ARGUMENT WB_CONFIG_FILES WB_CONFIG_LINK WB_CONFIG_COPIES WB_LOG_LINK WB_READY WB_NOFILE WB_MODE WB_SUBREAPER WB_STOP_HOOK; do
		asked='' && eval "asked=\${$name-}"
		case $asked in '' | none | exec | auto) ;; *) fail 64 USAGE "this init cannot do what $name=$asked asks for: set it in env: of the settings, and generate anew" ;; esac
	done
	safe "$APP_NAME" || fail 78 APP_NAME 'APP_NAME must be one plain word of at most 63 characters'
	folder "$WB_RUN_DIR"
	{ echo $$ >"$WB_RUN_DIR/pid"; } 2>/dev/null || fail 73 RUN_DIR "cannot write $WB_RUN_DIR as $(id -u):$(id -g): mount an emptyDir"
	read_environment
	[ -z "${WB_UMASK-}" ] || umask "$WB_UMASK"
	# A user's entry says nothing of a read-only image, nor does test -w of an old busybox.
	{ [ "${HOME:-/}" != / ] && folder "$HOME" && printf '' >"$HOME/.wb$$" && rm -f "$HOME/.wb$$"; } 2>/dev/null ||
		{ export HOME="$WB_RUN_DIR/home" && folder "$HOME"; }
	set +u # hooks are other people's; sourced, so that the program gets what they export
	# shellcheck source=/dev/null
	[ -z "${WB_HOOK_DIR-}" ] || for hook in "$WB_HOOK_DIR"/*.sh; do [ ! -f "$hook" ] || . "$hook"; done
	case $1 in
	*/*) [ -e "$1" ] || fail 127 APP_NOT_FOUND "$1 does not exist in the image"
		if [ ! -x "$1" ] || [ -d "$1" ]; then fail 126 APP_NOT_EXECUTABLE "$1: chmod +x it when the image is built"; fi ;;
	*) command -v "$1" >/dev/null || fail 127 APP_NOT_FOUND "$1 is not in PATH ($PATH)" ;;
	esac
	trap - HUP INT TERM
	exec "$@"
}

case ${1-} in
start) shift && start "$@" ;;
version) echo 1 ;;
*) fail 64 USAGE 'use start CMD... or version' ;;
esac
