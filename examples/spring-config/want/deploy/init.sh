#!/bin/sh
# Container init of quotes, written by waybill 1.
#   start CMD...               prepares environment, configuration and logs, then becomes CMD
#   jvm-flags, version   by hand; prints what a start would add
# Codes: 64 usage, 73 cannot write, 78 APP_ENV or APP_NAME, 126 and 127 command,
# 129, 130 and 143 a signal during set-up; any other is the program's own. Variables of the container win.
set -u
APP_NAME=${APP_NAME-quotes}
WB_ENVS=${WB_ENVS-'dev qa prod'} # none: any plain name
WB_ENV_ALIASES=${WB_ENV_ALIASES-'devel=dev develop=dev development=dev live=prod prd=prod pro=prod production=prod test=qa'}
WB_SELECT=${WB_SELECT-SPRING_PROFILES_ACTIVE} # the variable that tells the program its environment
WB_SPELLINGS=${WB_SPELLINGS-''} # environment=word, where the program has another word
WB_JVM=${WB_JVM-argv} # where heap flags go: argv, or a variable such as CATALINA_OPTS
: "${WB_RAM_PERCENT:=75.0}"
: "${WB_RUN_DIR:=/run/waybill}" "${WB_PROC:=/proc}" "${WB_ENV_REQUIRED:=1}" "${WB_MODE:=exec}"
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
	word_for "$env" "$WB_SPELLINGS"
	[ -n "$WB_SELECT" ] || return 0
	eval "given=\${$WB_SELECT-}"
	[ "$WB_SELECT" != APP_ENV ] || given='' # a program that reads APP_ENV itself knows the environment under one name only
	[ -n "$given" ] || export "$WB_SELECT=$word" # the deployment may have said more: prod,metrics
}
jvm_flags() { # sets flags
	flags='' given="${JAVA_OPTS-} ${JAVA_TOOL_OPTIONS-} ${JDK_JAVA_OPTIONS-} ${CATALINA_OPTS-}"
	case $given in *-Xmx* | *MaxRAM* | *MaxHeapSize*) return 0 ;; esac # somebody has decided
	case $WB_RAM_PERCENT in *.*) ;; *) WB_RAM_PERCENT=$WB_RAM_PERCENT.0 ;; esac # JDK 8 refuses "75"
	flags=-XX:MaxRAMPercentage=$WB_RAM_PERCENT
}
words() { # TEXT: sets quoted to its words for eval; quotes hold blanks together, as in JDK_JAVA_OPTIONS
	rest="$1 " open='' word='' quoted=''
	while [ -n "$rest" ]; do
		one=${rest%"${rest#?}"} rest=${rest#?}
		case $open$one in
		\' | \") open=$one ;;
		"''" | '""') open='' word=${word:-\'\'} ;;
		[[:space:]]) quoted="$quoted $word" word='' ;;
		*\') word="$word\\'" ;;
		*) word="$word'$one'" ;;
		esac
	done
	[ -z "$open" ] || fail 64 USAGE 'a quote in JAVA_OPTS is not closed'
}

supervise() { # stays the parent: hands on signals, reaps orphans
	child='' caught=''
	for name in HUP QUIT TERM USR1 USR2; do
		# shellcheck disable=SC2064 # the name of this turn
		trap "caught=$name; [ -z \"\$child\" ] || kill -$name \"\$child\"" "$name"
	done
	trap 'caught=TERM; [ -z "$child" ] || kill -TERM "$child"' INT # dash and ash let a background process ignore INT for ever
	exec 3<&0 # which has no standard input either
	(exec "$@" <&3 3<&-) &
	child=$! code=0 && exec 3<&-
	[ -z "$caught" ] || kill "-$caught" "$child" # it came in between
	caught=none
	while [ -n "$caught" ]; do # a signal ends wait, not the program; 127: it is gone, and its code came before
		caught='' ended=0
		wait "$child" || ended=$?
		[ "$ended" = 127 ] || code=$ended
	done
	exit "$code"
}
start() {
	[ $# -gt 0 ] || fail 64 USAGE 'start needs a command'
	trap 'exit 129' HUP && trap 'exit 130' INT && trap 'exit 143' TERM
	# Parts that this program does not need are left out; env: of the settings brings one that a variable asks for.
	for name in WB_ARGUMENT WB_CONFIG_FILES WB_CONFIG_LINK WB_CONFIG_COPIES WB_LOG_LINK WB_READY WB_NOFILE WB_SUBREAPER WB_STOP_HOOK; do
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
	jvm_flags
	# The JDK takes user.home from the user's entry in /etc/passwd: without one it is "?", whatever HOME says.
	case "$* $given " in *-Duser.home=*) ;; *) case $HOME in *[!$upper${lower}0123456789/._-]*) ;; *) flags="$flags -Duser.home=$HOME" ;; esac ;; esac
	case $WB_JVM in
	'') ;;
	argv) program=$1 # docker run IMAGE sh is not a JVM
		[ "${program##*/}" != java ] || { words "$flags ${JAVA_OPTS-}" && shift && eval "set -- \"\$program\" $quoted \"\$@\""; } ;;
	*) eval "export $WB_JVM=\"\${$WB_JVM-} \$flags\"" ;;
	esac
	set +u # hooks are other people's; sourced, so that the program gets what they export
	# shellcheck source=/dev/null
	[ -z "${WB_HOOK_DIR-}" ] || for hook in "$WB_HOOK_DIR"/*.sh; do [ ! -f "$hook" ] || . "$hook"; done
	case $1 in
	*/*) [ -e "$1" ] || fail 127 APP_NOT_FOUND "$1 does not exist in the image"
		if [ ! -x "$1" ] || [ -d "$1" ]; then fail 126 APP_NOT_EXECUTABLE "$1: chmod +x it when the image is built"; fi ;;
	*) command -v "$1" >/dev/null || fail 127 APP_NOT_FOUND "$1 is not in PATH ($PATH)" ;;
	esac
	[ "$WB_MODE" != supervise ] || supervise "$@"
	trap - HUP INT TERM
	exec "$@"
}

case ${1-} in
start) shift && start "$@" ;;
jvm-flags) jvm_flags && echo "$flags" ;;
version) echo 1 ;;
*) fail 64 USAGE 'use start CMD..., jvm-flags or version' ;;
esac
