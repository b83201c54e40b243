#!/bin/sh
# Container init of sweeper, written by waybill 1.
#   start CMD...               prepares environment, configuration and logs, then becomes CMD
#   probe-start, probe-ready   0 once the program is ready and still lives
#   prestop                    takes the pod out of service, runs the stop hook, waits for the drain
#   config, jvm-flags, version by hand: links again; prints what a start would add; prints the version
# Codes: 64 usage, 66 configuration missing, 73 cannot link, 74 log volume, 78 APP_ENV or APP_NAME, 126 and 127
# command, 129, 130 and 143 a signal during set-up; any other is the program's own. Variables of the container win.
set -u
APP_NAME=${APP_NAME-sweeper}
WB_ENVS=${WB_ENVS-''} # none: any plain name
WB_ENV_ALIASES=${WB_ENV_ALIASES-'devel=dev develop=dev development=dev live=prod prd=prod pro=prod production=prod test=qa'}
WB_SELECT=${WB_SELECT-''} # the variable that tells the program its environment
WB_SPELLINGS=${WB_SPELLINGS-''} # environment=word, where the program has another word
WB_ARGUMENT=${WB_ARGUMENT-''} # last argument; {env} and {file} are replaced
WB_JVM=${WB_JVM-''} # where heap flags go: argv, or a variable such as CATALINA_OPTS
: "${WB_RUN_DIR:=/run/waybill}" "${WB_PROC:=/proc}" "${WB_CGROUP:=/sys/fs/cgroup}" "${WB_ETC_HOSTS:=/etc/hosts}"
# Configuration: a folder for each environment, mounted or in the image. LINK becomes that whole folder; FILES and
# COPIES (for what is edited in place) are parts of it, separated by ':', that appear below DIR.
: "${WB_CONFIG_MOUNT:=/config.d}" "${WB_CONFIG_SRC:=/app/config.d}" "${WB_CONFIG_DIR:=$WB_RUN_DIR/config}"
: "${WB_CONFIG_LINK=}" "${WB_CONFIG_FILES=}" "${WB_CONFIG_COPIES=}" "${WB_CONFIG_REQUIRED:=1}" "${WB_ENV_REQUIRED:=1}"
: "${WB_LOG_ROOT:=/hostlogs}" "${WB_LOG_LINK=}" "${WB_LOG_REQUIRED:=1}" "${WB_LOG_ID:=ip}" "${HOSTNAME=}"
: "${WB_READY:=none}" "${WB_READY_INTERVAL:=0.5}" "${WB_READY_TIMEOUT:=300}" "${WB_READY_ON_TIMEOUT:=keep}"
: "${WB_MODE:=exec}" "${WB_SUBREAPER:=auto}" "${WB_NOFILE:=65536}" "${WB_NOFILE_MAX:=1048576}" "${WB_RAM_PERCENT:=75.0}"
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

lowest() { # FILE: takes its number into memory when it is the lowest so far; "max", and almost 2^63, are no limit
	{ read -r number <"$1"; } 2>/dev/null || return 0
	case $number in *[!0-9]* | ???????????????????) return 0 ;; esac
	[ -n "$memory" ] && [ "$number" -ge "$memory" ] || memory=$number
}
read_memory() { # sets cgroup to its version, and memory to the limit in bytes
	memory='' cgroup=1 group=''
	lowest "$WB_CGROUP/memory/memory.limit_in_bytes"
	[ -e "$WB_CGROUP/cgroup.controllers" ] && cgroup=2 || return 0
	[ ! -r "$WB_PROC/self/cgroup" ] || while IFS= read -r line; do
		case $line in 0::*) group=${line#0::} ;; esac
	done <"$WB_PROC/self/cgroup"
	lowest "$WB_CGROUP/memory.max"
	while [ -n "${group%/}" ]; do # without a namespace of our own the limit may be anywhere on the way up
		lowest "$WB_CGROUP$group/memory.max"
		group=${group%/*}
	done
}
read_java() { # sets java and update: 1.8.0_181 is 8 and 181, jdk-11.0.20+8 is 11 and 20. Running java takes far longer
	java=${WB_JAVA_VERSION-} update=0 home=${JAVA_HOME-}
	[ -n "$java$home" ] || { home=$(readlink -f "$(command -v java)") && home=${home%/bin/java}; }
	[ -n "$java" ] || [ ! -r "$home/release" ] || while IFS= read -r line; do
		case $line in JAVA_VERSION=*) java=${line#*\"} java=${java%\"*} ;; esac
	done <"$home/release"
	java=${java:-${JAVA_VERSION-}} java=${java#jdk} java=${java#-} java=${java#1.} java=${java%%[+-]*}
	case $java in *[_u]*) update=${java##*[_u]} ;; *.*.*) update=${java#*.*.} ;; esac
	java=${java%%[!0-9]*} update=${update%%[!0-9]*}
	[ -n "$java" ] && : "${update:=0}"
}
jvm_flags() { # sets flags
	flags=''
	case "${JAVA_OPTS-} ${JAVA_TOOL_OPTIONS-} ${JDK_JAVA_OPTIONS-} ${CATALINA_OPTS-}" in
	*-Xmx* | *MaxRAM* | *MaxHeapSize*) return 0 ;; # somebody has decided
	esac
	read_java && read_memory || return 0
	case $WB_RAM_PERCENT in *.*) ;; *) WB_RAM_PERCENT=$WB_RAM_PERCENT.0 ;; esac # JDK 8 refuses "75"
	half='-XX:+UnlockExperimentalVMOptions -XX:+UseCGroupMemoryLimitForHeap -XX:MaxRAMFraction=2' size=''
	# shellcheck disable=SC2017 # divided first: bytes times percent could overflow
	[ -z "$memory" ] || size=-Xmx$((memory / 1048576 * ${WB_RAM_PERCENT%%.*} / 100))m
	flags=-XX:MaxRAMPercentage=$WB_RAM_PERCENT
	case $cgroup:$java in # on cgroup v2 the older ones see no limit, and would size the heap by the node
	?:[1-7] | 2:9 | 2:10 | 2:1[2-4]) flags=$size ;;
	2:8) [ "$update" -ge 372 ] || flags=$size ;;
	2:11) [ "$update" -ge 16 ] || flags=$size ;;
	1:8) [ "$update" -ge 191 ] || flags=$half
		[ "$update" -ge 131 ] || flags=$size ;;
	1:9) flags=$half ;;
	esac
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
size() { if [ -r "$1" ]; then wc -c <"$1"; else echo 0; fi; }
check_ready() { # refuses what is_ready does not know
	port=${WB_READY#tcp:} file=${WB_READY#*:} seen=0
	case $WB_READY in
	log:?*:?*) file=${file%%:*} && seen=$(size "$file") && return ;;
	tcp: | tcp:*[!0-9]* | tcp:??????*) ;;
	none | tcp:* | http://?* | file:?* | cmd:?*) return ;;
	esac
	fail 64 USAGE "WB_READY=$WB_READY: use none, tcp:PORT, http://..., file:PATH, cmd:... or log:FILE:REGEXP"
}
fetch() { # URL: is the answer 2xx?
	if command -v curl; then
		case $(curl -s -o /dev/null -w '%{http_code}' -m 5 "$1") in 2??) return 0 ;; *) return 1 ;; esac
	fi
	case $(wget --help 2>&1) in
	*BusyBox*) set -- wget -q -O /dev/null "$1" ;; # Debian's has no -T
	*) set -- wget -q -O /dev/null -T 5 -t 1 --max-redirect=0 "$1" ;;
	esac
	if timeout 5 true; then timeout 5 "$@"; else "$@"; fi
}
is_ready() {
	case $WB_READY in
	tcp:*) grep -q ":$(printf %04X "$port") [0-9A-F]*:0000 0A" "$WB_PROC/net/tcp" "$WB_PROC/net/tcp6" ;;
	http:*) fetch "$WB_READY" ;;
	file:*) [ -e "$file" ] ;;
	cmd:*) sh -c "${WB_READY#cmd:}" ;;
	log:*) # only what was written since the start; a file that shrank is a new one
		[ "$(size "$file")" -ge "$seen" ] || seen=0
		tail -c "+$((seen + 1))" "$file" | grep -Eq -e "${WB_READY#log:*:}" ;;
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
	start_watcher "$child"
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
	safe "$APP_NAME" || fail 78 APP_NAME 'APP_NAME must be one plain word of at most 63 characters'
	folder "$WB_RUN_DIR"
	if [ -e "$WB_RUN_DIR/started" ] || [ -e "$WB_RUN_DIR/stopping" ]; then rm -f "$WB_RUN_DIR/started" "$WB_RUN_DIR/stopping"; fi
	{ echo $$ >"$WB_RUN_DIR/pid"; } 2>/dev/null || fail 73 RUN_DIR "cannot write $WB_RUN_DIR as $(id -u):$(id -g): mount an emptyDir"
	read_environment
	configure
	open_logs
	limit_files
	[ -z "${WB_UMASK-}" ] || umask "$WB_UMASK"
	case ${HOME-} in '' | /) export HOME="$WB_RUN_DIR/home" && folder "$HOME" ;; esac
	if [ -n "$WB_ARGUMENT" ] && [ -n "$env" ]; then
		case $WB_ARGUMENT in *'{file}'*) find_config "${WB_CONFIG_FILES%%:*}" && word=$found ;; esac
		set -- "$@" "${WB_ARGUMENT%%\{*}$word${WB_ARGUMENT#*\}}"
	fi
	[ -z "$WB_JVM" ] || jvm_flags
	case $WB_JVM in
	'') ;;
	argv) [ "${1##*/}" != java ] || { # docker run IMAGE sh is not a JVM
		set -f && program=$1 && shift
		# shellcheck disable=SC2086 # flags are words
		set -- "$program" $flags ${JAVA_OPTS-} "$@" && set +f
	} ;;
	*) eval "export $WB_JVM=\"\${$WB_JVM-} \$flags\"" ;;
	esac
	set +u # hooks are other people's; sourced, so that the program gets what they export
	[ -z "${WB_HOOK_DIR-}" ] || for hook in "$WB_HOOK_DIR"/*.sh; do
		# shellcheck source=/dev/null
		[ ! -f "$hook" ] || . "$hook"
	done
	check_ready
	check_command "$1"
	[ "$WB_MODE" != supervise ] || supervise "$@"
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
config) read_environment && configure ;;
jvm-flags) jvm_flags && echo "$flags" ;;
version) echo 1 ;;
*) fail 64 USAGE 'use start CMD..., probe-start, probe-ready, prestop, config, jvm-flags or version' ;;
esac
