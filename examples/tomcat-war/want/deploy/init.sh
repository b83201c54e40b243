#!/bin/sh
# Container init of hours, written by waybill 1.
#   start CMD...               prepares environment, configuration and logs, then becomes CMD
#   prestop                    takes the pod out of service, runs the stop hook, waits for the drain
#   config, jvm-flags, version   by hand: links again; prints what a start would add
# Codes: 64 usage, 66 configuration missing, 73 cannot write, 74 log volume, 78 APP_ENV or APP_NAME, 126 and 127 command,
# 129, 130 and 143 a signal during set-up; any other is the program's own. Variables of the container win.
set -u
APP_NAME=${APP_NAME-hours}
WB_ENVS=${WB_ENVS-'dev qa prod'} # none: any plain name
WB_ENV_ALIASES=${WB_ENV_ALIASES-'devel=dev develop=dev development=dev live=prod prd=prod pro=prod production=prod test=qa'}
WB_SELECT=${WB_SELECT-''} # the variable that tells the program its environment
WB_SPELLINGS=${WB_SPELLINGS-''} # environment=word, where the program has another word
WB_JVM=${WB_JVM-CATALINA_OPTS} # where heap flags go: argv, or a variable such as CATALINA_OPTS
: "${WB_RAM_PERCENT:=75.0}"
: "${WB_RUN_DIR:=/run/waybill}" "${WB_PROC:=/proc}" "${WB_ENV_REQUIRED:=1}"
: "${WB_MODE:=exec}" "${WB_SUBREAPER:=auto}" "${WB_NOFILE:=65536}" "${WB_NOFILE_MAX:=1048576}"
# Configuration: a folder for each environment, mounted or in the image. LINK becomes that whole folder; FILES and
# COPIES (for what is edited in place) are parts of it, separated by ':', that appear below DIR.
: "${WB_CONFIG_MOUNT:=/config.d}" "${WB_CONFIG_SRC:=/app/config.d}" "${WB_CONFIG_DIR:=$WB_RUN_DIR/config}"
: "${WB_CONFIG_LINK=}" "${WB_CONFIG_FILES=}" "${WB_CONFIG_COPIES=}" "${WB_CONFIG_REQUIRED:=1}"
: "${WB_LOG_ROOT:=/hostlogs}" "${WB_LOG_LINK=}" "${WB_LOG_REQUIRED:=1}" "${WB_LOG_ID:=ip}" "${HOSTNAME=}" "${WB_ETC_HOSTS:=/etc/hosts}"
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

dangling() { # is there a link to nothing below folder $1? sets dead; no process for it, folders are small
	for entry in "$1"/* "$1"/.[!.]*; do
		if [ -L "$entry" ] && [ ! -e "$entry" ]; then dead=$entry && return 0; fi
		if [ -d "$entry" ] && [ ! -L "$entry" ] && dangling "$entry"; then return 0; fi
	done
	return 1
}
find_config() { # NAME, or '' for the whole folder: sets found. A mounted file may lie flat: a key of a ConfigMap has no '/'
	for found in "$WB_CONFIG_MOUNT/$env${1:+/$1}" "$WB_CONFIG_MOUNT/$env${1:+/${1##*/}}" "$WB_CONFIG_SRC/$env${1:+/$1}"; do
		dead=$found
		[ -e "$found" ] || [ -L "$found" ] || continue
		if [ -e "$found" ] && ! { [ -d "$found" ] && dangling "$found"; }; then return 0; fi
		fail 66 CONFIG_DANGLING "$dead is a link to nothing: mend it, or mount what it names"
	done
	why="no ${1:-folder} for $env below $WB_CONFIG_MOUNT or $WB_CONFIG_SRC: mount it at $WB_CONFIG_MOUNT/$env"
	[ "$WB_CONFIG_REQUIRED" = 0 ] || fail 66 CONFIG_MISSING "$why"
	say WARN CONFIG_MISSING "$why"
	return 1
}
link() { # TARGET LINK KEYWORD: points LINK at TARGET; a right link is left alone, nothing with content is destroyed
	if [ -L "$2" ]; then
		[ "$(readlink "$2")" != "$1" ] || return 0
	elif [ -d "$2" ]; then
		rmdir "$2" 2>/dev/null || fail 73 "$3" "$2 is a non-empty folder: move its content to $1, or choose another link"
	elif [ -e "$2" ]; then
		fail 73 "$3" "$2 is a file, not a link: remove it from the image, or choose another link"
	fi
	folder "${2%/*}"
	why=$(ln -s "$1" "$2.$$" 2>&1) || fail 73 "$3" "cannot make $2 ($why): in a read-only image let it be a link into $WB_RUN_DIR"
	# In one step, so that a reader always finds it; ln -sfn removes first, and an old busybox has no mv -T.
	mv -fT "$2.$$" "$2" 2>/dev/null || { rm -f "$2" && mv -f "$2.$$" "$2"; } ||
		fail 73 "$3" "cannot replace $2: make its folder writable for $(id -u):$(id -g)"
}
copy() { # SOURCE TARGET
	[ ! -L "$2" ] || rm -f "$2"
	folder "${2%/*}"
	if [ -d "$1" ]; then folder "$2" && cp -R "$1/." "$2/"; else cp "$1" "$2"; fi ||
		fail 73 CONFIG_LINK "cannot copy $1 to $2: make its folder writable for $(id -u):$(id -g)"
}
each() { # link or copy, NAMES
	names=$2:
	while [ -n "$names" ]; do
		name=${names%%:*} names=${names#*:}
		if [ -n "$name" ] && find_config "$name"; then "$1" "$found" "$WB_CONFIG_DIR/$name" CONFIG_LINK; fi
	done
}
configure() {
	[ -n "$env" ] && [ -n "$WB_CONFIG_LINK$WB_CONFIG_FILES$WB_CONFIG_COPIES" ] || return 0
	if [ -n "$WB_CONFIG_LINK" ] && find_config ''; then link "$found" "$WB_CONFIG_LINK" CONFIG_LINK; fi
	each link "$WB_CONFIG_FILES"
	each copy "$WB_CONFIG_COPIES"
	say INFO CONFIG_LINK "config env=$env $WB_CONFIG_LINK $WB_CONFIG_FILES $WB_CONFIG_COPIES"
}

find_address() { # sets id to the address of the pod
	id=${POD_IP-}
	[ -z "$id" ] && [ -n "$HOSTNAME" ] && [ -r "$WB_ETC_HOSTS" ] && while read -r address names; do
		case " $names " in *" $HOSTNAME "*) id=${id:-$address} ;; esac
	done <"$WB_ETC_HOSTS"
	[ -n "$id" ] || id=$(hostname -i 2>/dev/null)
	id=${id%% *}
	[ -n "$id" ] || { say WARN IP_UNKNOWN 'no address of this pod, logs go to noip: set POD_IP from status.podIP' && id=noip; }
}
logs_work() { # sets why when the log volume cannot be used
	why='is absent: mount the log volume' && [ -d "$WB_LOG_ROOT" ] || return 1
	folder "$logs"
	if [ -L "$WB_LOG_ROOT/$APP_NAME" ] || [ -L "$logs" ]; then
		fail 74 LOG_SYMLINK "$logs is reached through a symbolic link, which may lead anywhere: remove it from the volume"
	fi
	if [ -e "$logs/.$$" ] || [ -L "$logs/.$$" ]; then rm -f "$logs/.$$"; fi
	set -C # not through a link that somebody puts there; and a byte, for a full volume still makes empty files
	{ printf x >"$logs/.$$"; } 2>/dev/null && [ -s "$logs/.$$" ] && why=''
	set +C
	[ ! -e "$logs/.$$" ] || rm -f "$logs/.$$"
	[ -z "$why" ] || { why="is full, or not writable for uid $(id -u) gid $(id -g): prepare the folder for them" && return 1; }
}
open_logs() {
	[ -n "$WB_LOG_LINK" ] || return 0
	case $WB_LOG_ID in
	ip) find_address ;;
	pod) id=${POD_NAME:-$HOSTNAME} ;;
	ip_pod) find_address && id=${id}_${POD_NAME:-$HOSTNAME} ;;
	*) fail 64 LOG_ID "WB_LOG_ID=$WB_LOG_ID: use ip, pod or ip_pod" ;;
	esac
	while :; do case $id in *[:%]*) id=${id%%[:%]*}-${id#*[:%]} ;; *) break ;; esac; done
	safe "$id" || fail 78 LOG_ID 'the address or name of the pod is no plain word: see POD_IP and POD_NAME'
	logs=$WB_LOG_ROOT/$APP_NAME/$id
	logs_work || {
		[ "$WB_LOG_REQUIRED" = 0 ] || fail 74 LOG_VOLUME "$logs $why"
		[ -d "$WB_LOG_ROOT" ] && level=WARN || level=INFO # no volume is the plan of whoever does not require one
		say "$level" LOG_VOLUME "$logs $why; logs stay in $WB_RUN_DIR/logs.local"
		logs=$WB_RUN_DIR/logs.local && folder "$logs"
	}
	link "$logs" "$WB_LOG_LINK" LOG_LINK
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
jvm_flags() { # sets flags
	flags=''
	case "${JAVA_OPTS-} ${JAVA_TOOL_OPTIONS-} ${JDK_JAVA_OPTIONS-} ${CATALINA_OPTS-}" in
	*-Xmx* | *MaxRAM* | *MaxHeapSize*) return 0 ;; # somebody has decided
	esac
	case $WB_RAM_PERCENT in *.*) ;; *) WB_RAM_PERCENT=$WB_RAM_PERCENT.0 ;; esac # JDK 8 refuses "75"
	flags=-XX:MaxRAMPercentage=$WB_RAM_PERCENT
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
	child=$!
	exec 3<&-
	[ -z "$caught" ] || kill "-$caught" "$child" # it came in between
	wait "$child" && code=0 || code=$?
	while [ -n "$caught" ]; do # the signal ended wait, not the program; 127: it is gone, and its code was the first
		caught=''
		wait "$child" && again=0 || again=$?
		[ "$again" = 127 ] || code=$again
	done
	exit "$code"
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
	asked=${WB_READY-}
	[ "${asked#none}" = '' ] || fail 64 USAGE "this init cannot do what a variable asks for ($asked): set it in env: of the settings, and generate anew"
	safe "$APP_NAME" || fail 78 APP_NAME 'APP_NAME must be one plain word of at most 63 characters'
	folder "$WB_RUN_DIR"
	if [ -e "$WB_RUN_DIR/started" ] || [ -e "$WB_RUN_DIR/stopping" ]; then rm -f "$WB_RUN_DIR/started" "$WB_RUN_DIR/stopping"; fi
	{ echo $$ >"$WB_RUN_DIR/pid"; } 2>/dev/null || fail 73 RUN_DIR "cannot write $WB_RUN_DIR as $(id -u):$(id -g): mount an emptyDir"
	read_environment
	configure
	open_logs
	limit_files
	[ -z "${WB_UMASK-}" ] || umask "$WB_UMASK"
	writes_home || { export HOME="$WB_RUN_DIR/home" && folder "$HOME"; }
	jvm_flags
	# The JDK takes user.home from the user's entry in /etc/passwd: without one it is "?", whatever HOME says.
	case "$* ${JAVA_OPTS-} ${JAVA_TOOL_OPTIONS-} ${JDK_JAVA_OPTIONS-} ${CATALINA_OPTS-}" in
	*-Duser.home=*) ;;
	*) case $HOME in *[!$upper${lower}0123456789/._-]*) ;; *) flags="$flags -Duser.home=$HOME" ;; esac ;;
	esac
	case $WB_JVM in
	'') ;;
	*) eval "export $WB_JVM=\"\${$WB_JVM-} \$flags\"" ;;
	esac
	set +u # hooks are other people's; sourced, so that the program gets what they export
	[ -z "${WB_HOOK_DIR-}" ] || for hook in "$WB_HOOK_DIR"/*.sh; do
		# shellcheck source=/dev/null
		[ ! -f "$hook" ] || . "$hook"
	done
	check_command "$1"
	[ "$WB_MODE" != supervise ] || supervise "$@"
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
prestop) prestop ;;
config) read_environment && configure ;;
jvm-flags) jvm_flags && echo "$flags" ;;
version) echo 1 ;;
*) fail 64 USAGE 'use start CMD..., prestop, config, jvm-flags or version' ;;
esac
