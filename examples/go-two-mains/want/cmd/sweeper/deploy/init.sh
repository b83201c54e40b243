#!/bin/sh
# Container init of sweeper, written by waybill 1.
#   start CMD...               prepares environment, configuration and logs, then becomes CMD
#   probe-start, probe-ready   0 once the program is ready and still lives
#   prestop                    takes the pod out of service, runs the stop hook, waits for the drain
#   version   by hand
# Codes: 64 usage, 73 cannot write, 78 APP_ENV or APP_NAME, 126 and 127 command,
# 129, 130 and 143 a signal during set-up; any other is the program's own. Variables of the container win.
set -u
APP_NAME=${APP_NAME-sweeper}
WB_ENVS=${WB_ENVS-''} # none: any plain name
WB_ENV_ALIASES=${WB_ENV_ALIASES-'devel=dev develop=dev development=dev live=prod prd=prod pro=prod production=prod test=qa'}
WB_SELECT=${WB_SELECT-''} # the variable that tells the program its environment
WB_SPELLINGS=${WB_SPELLINGS-''} # environment=word, where the program has another word
: "${WB_RUN_DIR:=/run/waybill}" "${WB_PROC:=/proc}" "${WB_ENV_REQUIRED:=0}"
: "${WB_MODE:=exec}" "${WB_SUBREAPER:=auto}" "${WB_NOFILE:=65536}" "${WB_NOFILE_MAX:=1048576}"
: "${WB_READY:=none}" "${WB_READY_INTERVAL:=0.5}" "${WB_READY_TIMEOUT:=300}" "${WB_READY_ON_TIMEOUT:=keep}"
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
writes_home() { # a user's entry says nothing of a read-only image, nor does test -w of an old busybox
	[ "${HOME:-/}" != / ] && folder "$HOME" && { printf '' >"$HOME/.wb$$"; } 2>/dev/null && rm -f "$HOME/.wb$$"
}

read_environment() { # sets env and exports what the program shall know of it
	env=''
	[ -n "${APP_ENV-}" ] || [ "$WB_ENV_REQUIRED" = 1 ] || return 0
	[ -n "${APP_ENV-}" ] || fail 78 ENV_MISSING "set APP_ENV to one of: $WB_ENVS"
	safe "$APP_ENV" || fail 78 ENV_UNSAFE "APP_ENV is no plain word; set it to one of: $WB_ENVS"
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

# shellcheck disable=SC3045 # dash, ash and bash all know -S, -H and -n
limit_files() {
	[ -r "$WB_PROC/self/limits" ] || return 0
	while read -r one two three soft hard _; do [ "$one $two $three" != 'Max open files' ] || break; done <"$WB_PROC/self/limits"
	[ "$hard" != unlimited ] || hard=999999999
	[ "$soft" != unlimited ] || soft=$hard
	case $soft$hard in '' | *[!0-9]*) return 0 ;; esac
	# With a billion, programs that close all of them hang. Hard too: a JVM raises soft to hard by itself.
	if [ "$hard" -gt "$WB_NOFILE_MAX" ]; then
		hard=$WB_NOFILE_MAX && { [ "$soft" -le "$hard" ] || soft=$hard; }
		ulimit -Sn "$soft" && ulimit -Hn "$hard"
	fi
	[ "$hard" -ge "$WB_NOFILE" ] || say WARN NOFILE_LOW "only $hard open files, $WB_NOFILE are wanted: raise the limit of the container runtime"
	[ "$hard" -ge "$WB_NOFILE" ] || WB_NOFILE=$hard
	[ "$soft" -ge "$WB_NOFILE" ] || ulimit -Sn "$WB_NOFILE"
}

alive() { # PID: sets born to its start time; a zombie is dead
	{ read -r stat <"$WB_PROC/$1/stat"; } 2>/dev/null || return 1
	# shellcheck disable=SC2086 # the fields behind the name, which may hold blanks
	set -- ${stat##*) }
	born=${20}
	case $1 in [ZX]) return 1 ;; esac
}
probe() { # the marker holds pid and start time, for numbers come again and the run folder outlives a container
	[ ! -e "$WB_RUN_DIR/stopping" ] && [ -r "$WB_RUN_DIR/started" ] && read -r pid since <"$WB_RUN_DIR/started" &&
		alive "$pid" && [ "$born" = "$since" ]
}
check_ready() { # refuses what is_ready does not know
	port=${WB_READY#tcp:} file=${WB_READY#*:}
	case $WB_READY in
	tcp: | tcp:*[!0-9]* | tcp:??????*) ;;
	none | tcp:* | file:?* | cmd:?*) return ;;
	esac
	fail 64 USAGE "WB_READY=$WB_READY: use none, tcp:PORT, file:PATH or cmd:..."
}
is_ready() {
	case $WB_READY in
	tcp:*) grep -q ":$(printf %04X "$port") [0-9A-F]*:0000 0A" "$WB_PROC/net/tcp" "$WB_PROC/net/tcp6" ;;
	file:*) [ -e "$file" ] ;;
	cmd:*) sh -c "${WB_READY#cmd:}" ;;
	esac >/dev/null 2>&1
}
watch() { # PID SINCE: writes the marker once the program is ready, and leaves with the program
	unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY
	late=''
	until is_ready; do
		if ! alive "$1" || [ "$born" != "$2" ]; then say ERROR APP_DIED "it ended before it was ready ($WB_READY): see its log" && return; fi
		read -r now _ <"$WB_PROC/uptime" && now=${now%%.*}
		: "${late:=$((now + WB_READY_TIMEOUT))}"
		if [ "$now" -ge "$late" ]; then
			say ERROR NOT_READY "not ready in $WB_READY_TIMEOUT s ($WB_READY): see its log, or raise WB_READY_TIMEOUT"
			[ "$WB_READY_ON_TIMEOUT" != kill ] || kill -TERM "$1"
			late=999999999999
		fi
		sleep "$WB_READY_INTERVAL" 2>/dev/null || sleep 1
	done
	[ ! -e "$WB_RUN_DIR/stopping" ] && alive "$1" && echo "$1 $2" >"$WB_RUN_DIR/.started" && mv -f "$WB_RUN_DIR/.started" "$WB_RUN_DIR/started"
}
start_watcher() { # PID; forked twice: it is no child of the program, and leaves it no zombie
	if [ "$WB_READY" != none ] && alive "$1"; then (watch "$1" "$born" </dev/null >/dev/null &); fi
}
check_command() {
	case $1 in
	*/*) [ -e "$1" ] || fail 127 APP_NOT_FOUND "$1 does not exist in the image"
		if [ ! -x "$1" ] || [ -d "$1" ]; then fail 126 APP_NOT_EXECUTABLE "$1: chmod +x it when the image is built"; fi ;;
	*) command -v "$1" >/dev/null || fail 127 APP_NOT_FOUND "$1 is not in PATH ($PATH)" ;;
	esac
}
start() {
	[ $# -gt 0 ] || fail 64 USAGE 'start needs a command'
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	# Parts that this program does not need are left out; env: of the settings brings one that a variable asks for.
	asked=${WB_CONFIG_LINK-}${WB_CONFIG_FILES-}${WB_CONFIG_COPIES-}${WB_LOG_LINK-}${WB_MODE#exec}
	[ "${asked#none}" = '' ] || fail 64 USAGE "this init cannot do what a variable asks for ($asked): set it in env: of the settings, and generate anew"
	safe "$APP_NAME" || fail 78 APP_NAME 'APP_NAME must be one plain word of at most 63 characters'
	folder "$WB_RUN_DIR"
	if [ -e "$WB_RUN_DIR/started" ] || [ -e "$WB_RUN_DIR/stopping" ]; then rm -f "$WB_RUN_DIR/started" "$WB_RUN_DIR/stopping"; fi
	{ echo $$ >"$WB_RUN_DIR/pid"; } 2>/dev/null || fail 73 RUN_DIR "cannot write $WB_RUN_DIR as $(id -u):$(id -g): mount an emptyDir"
	read_environment
	limit_files
	[ -z "${WB_UMASK-}" ] || umask "$WB_UMASK"
	writes_home || { export HOME="$WB_RUN_DIR/home" && folder "$HOME"; }
	set +u # hooks are other people's; sourced, so that the program gets what they export
	[ -z "${WB_HOOK_DIR-}" ] || for hook in "$WB_HOOK_DIR"/*.sh; do
		# shellcheck source=/dev/null
		[ ! -f "$hook" ] || . "$hook"
	done
	check_ready
	check_command "$1"
	start_watcher $$
	# Process 1 has no default handlers: a program without its own would not end on TERM, nor bury its orphans.
	[ "$$ $WB_SUBREAPER" != '1 auto' ] || for reaper in /sbin/tini /usr/bin/tini /usr/bin/dumb-init; do
		[ ! -x "$reaper" ] || { set -- "$reaper" -- "$@" && break; }
	done
	trap - HUP INT TERM
	exec "$@"
}
prestop() {
	: >"$WB_RUN_DIR/stopping"
	rm -f "$WB_RUN_DIR/started"
	hook=${WB_STOP_HOOK:-true}
	if [ -x "$hook" ]; then "$hook"; else sh -c "$hook"; fi || say WARN STOP_HOOK "it ended with $?: $hook"
	sleep "${WB_DRAIN_SECONDS:-0}"
}

case ${1-} in
start) shift && start "$@" ;;
probe-start | probe-ready) probe ;;
prestop) prestop ;;
version) echo 1 ;;
*) fail 64 USAGE 'use start CMD..., probe-start, probe-ready, prestop or version' ;;
esac
