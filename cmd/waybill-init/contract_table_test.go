package main

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// behaviour is one line of the contract: a start with these variables comes to this.
type behaviour struct {
	name   string
	before func(b *box)
	env    map[string]string
	words  []string // "start true" when empty
	code   int
	out    string // on standard output, exactly
	says   string // on standard error
	after  func(b *box) string
}

var (
	linked = map[string]string{"WB_CONFIG_LINK": "{box}/app/config"}
	logged = map[string]string{"WB_LOG_LINK": "{box}/app/log"}
)

func with(base map[string]string, more ...string) map[string]string {
	out := map[string]string{}
	maps.Copy(out, base)
	for i := 0; i < len(more); i += 2 {
		out[more[i]] = more[i+1]
	}
	return out
}

func contract() []behaviour {
	none := map[string]string(nil)
	print := []string{"start", "sh", "-c", `printf "%s" "$APP_ENV_NAME"`}
	return []behaviour{
		{name: "no environment", env: with(none, "APP_ENV", unset), code: 78, says: "ENV_MISSING", after: func(b *box) string { return expect(b.read("term"), "ENV_MISSING") }},
		{name: "no environment where none is needed", env: with(none, "APP_ENV", unset, "WB_ENV_REQUIRED", "0"), words: print},
		{name: "unknown environment", env: with(linked, "APP_ENV", "prood"), code: 78, says: "dev qa prod", after: absent("app/config")},
		{name: "any environment where none is listed", env: with(none, "APP_ENV", "Edge", "WB_ENVS", ""), words: print, out: "edge"},
		{name: "environment with a path", env: with(linked, "APP_ENV", "../prod"), code: 78, says: "ENV_UNSAFE", after: absent("app/config")},
		{name: "environment with a path where none is listed", env: with(none, "APP_ENV", "../prod", "WB_ENVS", ""), code: 78, says: "set it to letters, digits, dots and dashes"},
		{name: "no environment where none is listed", env: with(none, "APP_ENV", unset, "WB_ENVS", ""), code: 78, says: "set APP_ENV to the environment that it runs in"},
		{name: "environment of two lines", env: with(none, "APP_ENV", "prod\nqa"), code: 78, says: "ENV_UNSAFE"},
		{name: "environment in capitals", env: with(none, "APP_ENV", "PRODUCTION"), words: print, out: "prod"},
		{name: "application without a name", env: with(none, "APP_NAME", ""), code: 78, says: "APP_NAME"},
		{name: "selector", env: with(none, "WB_SELECT", "SPRING_PROFILES_ACTIVE", "WB_SPELLINGS", "prod=pro qa=fat"), words: []string{"start", "sh", "-c", `printf "%s" "$SPRING_PROFILES_ACTIVE"`}, out: "pro"},
		{name: "selector that the deployment sets", env: with(none, "WB_SELECT", "P", "P", "prod,metrics"), words: []string{"start", "sh", "-c", `printf "%s" "$P"`}, out: "prod,metrics"},
		{name: "program that reads APP_ENV itself", env: with(none, "APP_ENV", "Production", "WB_SELECT", "APP_ENV", "WB_SPELLINGS", "prod=pro"), words: []string{"start", "sh", "-c", `printf "%s" "$APP_ENV"`}, out: "pro"},
		{name: "argument with the environment", env: with(none, "WB_ARGUMENT", "--config=conf/{env}.yml", "WB_SPELLINGS", "prod=pro"), words: []string{"start", "printf", "[%s]", "a"}, out: "[a][--config=conf/pro.yml]"},
		{name: "argument with the file", env: with(none, "WB_ARGUMENT", "{file}", "WB_CONFIG_FILES", "app.properties"), words: []string{"start", "cat"}, out: "env=prod\n"},

		{name: "folder", env: linked, words: []string{"start", "cat", "app/config/app.properties"}, out: "env=prod\n", says: "config env=prod"},
		{name: "mounted folder first", before: func(b *box) { b.write("mount/prod/app.properties", "mounted") }, env: linked, words: []string{"start", "cat", "app/config/app.properties"}, out: "mounted"},
		{name: "file", env: with(none, "WB_CONFIG_FILES", "app.properties"), words: []string{"start", "cat", "run/config/app.properties"}, out: "env=prod\n"},
		{name: "two files, one mounted flat", before: func(b *box) { b.write("mount/prod/b.yml", "mounted") }, env: with(none, "WB_CONFIG_FILES", "app.properties:sub/b.yml"), words: []string{"start", "cat", "run/config/app.properties", "run/config/sub/b.yml"}, out: "env=prod\nmounted"},
		{name: "copy", env: with(none, "WB_CONFIG_COPIES", "app.properties"), words: []string{"start", "sh", "-c", "echo more >>run/config/app.properties"}, after: func(b *box) string {
			return expect(b.read("conf.d/prod/app.properties"), "env=prod\n") + refuse(b.read("conf.d/prod/app.properties"), "more") + expect(b.read("run/config/app.properties"), "more")
		}},
		{name: "no folder for the environment", before: func(b *box) { os.RemoveAll(b.at("conf.d/prod")) }, env: linked, code: 66, says: "CONFIG_MISSING"},
		{name: "no folder, none required", before: func(b *box) { os.RemoveAll(b.at("conf.d/prod")) }, env: with(linked, "WB_CONFIG_REQUIRED", "0"), says: "WARN CONFIG_MISSING"},
		{name: "link to nothing inside", before: func(b *box) { b.symlink("/nowhere", "conf.d/prod/sub/x") }, env: linked, code: 66, says: "CONFIG_DANGLING"},
		{name: "file in the way", before: func(b *box) { b.write("app/config", "mine") }, env: linked, code: 73, after: func(b *box) string { return expect(b.read("app/config"), "mine") }},
		{name: "full folder in the way", before: func(b *box) { b.write("app/config/a", "mine") }, env: linked, code: 73, says: "non-empty", after: func(b *box) string { return expect(b.read("app/config/a"), "mine") }},
		{name: "empty folder in the way", before: func(b *box) { b.mkdir("app/config") }, env: linked, after: linksTo("app/config", "conf.d/prod")},
		{name: "old link to nothing", before: func(b *box) { b.symlink("/gone", "app/config") }, env: linked, after: linksTo("app/config", "conf.d/prod")},
		{name: "link of another environment", before: func(b *box) { b.symlink(b.at("conf.d/qa"), "app/config") }, env: linked, after: func(b *box) string { return linksTo("app/config", "conf.d/prod")(b) + only(b, "app", "config") }},

		{name: "logs", env: logged, words: []string{"start", "sh", "-c", "echo hi >>app/log/a"}, after: func(b *box) string {
			return expect(b.read("logs/orders/10.1.2.3/a"), "hi") + only(b, "logs/orders/10.1.2.3", "a")
		}},
		{name: "logs by IPv6", env: with(logged, "POD_IP", "fe80::1%eth0"), after: linksTo("app/log", "logs/orders/fe80--1-eth0")},
		{name: "logs by pod", env: with(logged, "WB_LOG_ID", "ip_pod", "POD_NAME", "orders-7d"), after: linksTo("app/log", "logs/orders/10.1.2.3_orders-7d")},
		{name: "logs by something else", env: with(logged, "WB_LOG_ID", "node"), code: 64, says: "LOG_ID"},
		{name: "logs by the hosts file", before: func(b *box) { b.write("hosts", "127.0.0.1 localhost\n10.9.8.7\tpod-a.svc pod-a\n") }, env: with(logged, "POD_IP", unset, "HOSTNAME", "pod-a", "WB_ETC_HOSTS", "{box}/hosts"), after: linksTo("app/log", "logs/orders/10.9.8.7")},
		{name: "address with a path", env: with(logged, "POD_IP", "../../etc"), code: 78, says: "LOG_ID"},
		{name: "no log volume", env: with(logged, "WB_LOG_ROOT", "{box}/none"), code: 74, says: "LOG_VOLUME", after: absent("none")},
		{name: "no log volume, none required", env: with(logged, "WB_LOG_ROOT", "{box}/none", "WB_LOG_REQUIRED", "0"), after: linksTo("app/log", "run/logs.local")},
		{name: "link on the log volume", before: func(b *box) { b.symlink("/etc", "logs/orders") }, env: with(logged, "WB_LOG_REQUIRED", "0"), code: 74, says: "LOG_SYMLINK"},

		{name: "arguments", words: []string{"start", "printf", "[%s]", "a b", "", "*", "$HOME", "q'q", "-x"}, out: "[a b][][*][$HOME][q'q][-x]"},
		{name: "exit code", words: []string{"start", "sh", "-c", "exit 42"}, code: 42},
		{name: "exit code, supervised", env: with(none, "WB_MODE", "supervise"), words: []string{"start", "sh", "-c", "exit 42"}, code: 42},
		{name: "no command", words: []string{"start"}, code: 64, says: "USAGE"},
		{name: "unknown verb", words: []string{"frob"}, code: 64, says: "USAGE"},
		{name: "command that does not exist", words: []string{"start", "/no/such"}, code: 127, says: "APP_NOT_FOUND"},
		{name: "command that is not in PATH", words: []string{"start", "no-such-command"}, code: 127, says: "APP_NOT_FOUND"},
		{name: "command that is a folder", words: []string{"start", "{box}/app"}, code: 126, says: "APP_NOT_EXECUTABLE"},
		{name: "readiness that nobody knows", env: with(none, "WB_READY", "smoke:signal"), words: []string{"start", "echo", "x"}, code: 64, says: "WB_READY"},
		{name: "home that nobody can write", env: with(none, "HOME", "/"), words: []string{"start", "sh", "-c", `printf "%s" "${HOME##*/}"`}, out: "home"},
		{name: "home that is a file", before: func(b *box) { b.write("me", "") }, env: with(none, "HOME", "{box}/me"), words: []string{"start", "sh", "-c", `printf "%s" "${HOME##*/}"`}, out: "home"},
		{name: "home on a read-only file system", env: with(none, "HOME", "/proc/self"), words: []string{"start", "sh", "-c", `printf "%s" "${HOME##*/}"`}, out: "home"},
		{name: "home that is not there yet", env: with(none, "HOME", "{box}/new"), words: []string{"start", "sh", "-c", `touch "$HOME/a" && printf "%s" "${HOME##*/}"`}, out: "new", after: func(b *box) string { return only(b, "new", "a") }},
		{name: "stale marker", before: func(b *box) { b.write("run/started", "1 1\n") }, after: absent("run/started")},
		{name: "marker of another process", before: func(b *box) { b.write("run/started", "1 1\n") }, words: []string{"probe-ready"}, code: 1},

		{name: "heap as arguments", before: echoAsJava, env: heap("17.0.9", 2, "WB_JVM", "argv", "JAVA_OPTS", "-Da=* -Db", "HOME", "{box}/birds"), words: []string{"start", "{box}/java", "last"}, out: "-XX:MaxRAMPercentage=75.0 -Duser.home={box}/birds -Da=* -Db last\n"},
		{name: "quoted options", before: echoAsJava, env: heap("17.0.9", 2, "WB_JVM", "argv", "JAVA_OPTS", `-Da="b  c" 'd "e'"it's" -Xmx1g -Duser.home=/h ""`), words: []string{"start", "{box}/java", "last"}, out: `-Da=b  c d "eit's -Xmx1g -Duser.home=/h  last` + "\n"},
		{name: "an open quote", before: echoAsJava, env: heap("17.0.9", 2, "WB_JVM", "argv", "JAVA_OPTS", `-Da="b`), words: []string{"start", "{box}/java"}, code: 64, says: "a quote in JAVA_OPTS is not closed"},
		{name: "no heap for another program", before: cgroups, env: heap("17.0.9", 2, "WB_JVM", "argv", "JAVA_OPTS", "-Da=* -Db"), words: []string{"start", "echo", "last"}, out: "last\n"},
		{name: "heap for Tomcat", before: cgroups, env: heap("17.0.9", 2, "WB_JVM", "CATALINA_OPTS", "HOME", "{box}/h"), words: []string{"start", "sh", "-c", `printf "%s," $CATALINA_OPTS`}, out: "-XX:MaxRAMPercentage=75.0,-Duser.home={box}/h,"},
		{name: "heap of the user", before: cgroups, env: heap("17.0.9", 2, "JAVA_OPTS", "-Xmx1g"), words: []string{"jvm-flags"}},
		{name: "8u121", before: cgroups, env: heap("8u121", 1), words: []string{"jvm-flags"}, out: "-Xmx768m"},
		{name: "8u181 on cgroup v1", before: cgroups, env: heap("1.8.0_181", 1), words: []string{"jvm-flags"}, out: "-XX:+UnlockExperimentalVMOptions -XX:+UseCGroupMemoryLimitForHeap -XX:MaxRAMFraction=2"},
		{name: "8u362 on cgroup v2", before: cgroups, env: heap("8u362", 2), words: []string{"jvm-flags"}, out: "-Xmx768m"},
		{name: "8u372 on cgroup v2", before: cgroups, env: heap("8u372", 2), words: []string{"jvm-flags"}, out: "-XX:MaxRAMPercentage=75.0"},
		{name: "11.0.15 on cgroup v2", before: cgroups, env: heap("11.0.15", 2), words: []string{"jvm-flags"}, out: "-Xmx768m"},
		{name: "11.0.16 on cgroup v2", before: cgroups, env: heap("jdk-11.0.16+8", 2), words: []string{"jvm-flags"}, out: "-XX:MaxRAMPercentage=75.0"},
		{name: "21-ea", before: cgroups, env: heap("21-ea", 2, "WB_RAM_PERCENT", "60"), words: []string{"jvm-flags"}, out: "-XX:MaxRAMPercentage=60.0"},
	}
}

// cgroups makes trees of both versions with a limit of 1 GiB; that of version 2 is set on the way from the group to the root.
func cgroups(b *box) {
	b.write("cg1/memory/memory.limit_in_bytes", "1073741824\n")
	b.write("cg2/cgroup.controllers", "memory\n")
	b.write("cg2/kubepods/memory.max", "8589934592\n")
	b.write("cg2/kubepods/pod/memory.max", "1073741824\n")
	b.write("cg2/kubepods/pod/c/memory.max", "max\n")
	b.write("proc/self/cgroup", "0::/kubepods/pod/c\n")
}

// echoAsJava puts a program called java into the box that prints its arguments.
func echoAsJava(b *box) {
	cgroups(b)
	b.write("java", "#!/bin/sh\necho \"$@\"\n")
	if err := os.Chmod(filepath.Join(b.dir, "java"), 0o755); err != nil {
		b.t.Fatal(err)
	}
}

func heap(version string, cgroup int, more ...string) map[string]string {
	return with(map[string]string{"WB_JAVA_VERSION": version, "WB_CGROUP": "{box}/cg" + string(rune('0'+cgroup)), "WB_PROC": "{box}/proc"}, more...)
}

func expect(got, part string) string {
	if strings.Contains(got, part) {
		return ""
	}
	return "no " + part + " in " + got + "; "
}

func refuse(got, part string) string {
	if strings.Contains(got, part) {
		return part + " in " + got + "; "
	}
	return ""
}

func absent(name string) func(*box) string {
	return func(b *box) string {
		if _, err := os.Lstat(b.at(name)); err == nil {
			return name + " is there"
		}
		return ""
	}
}

func linksTo(name, target string) func(*box) string {
	return func(b *box) string {
		if got := b.link(name); got != target {
			return name + " links to " + got
		}
		return ""
	}
}

func only(b *box, dir, name string) string {
	entries, err := os.ReadDir(b.at(dir))
	if err != nil || len(entries) != 1 || entries[0].Name() != name {
		return "more than " + name + " in " + dir
	}
	return ""
}

func TestContract(t *testing.T) {
	t.Parallel()
	eachForm(t, func(t *testing.T, f form) {
		t.Helper()
		for _, c := range contract() {
			t.Run(c.name, func(t *testing.T) {
				b := newBox(t, f)
				if c.before != nil {
					c.before(b)
				}
				words := c.words
				if words == nil {
					words = []string{"start", "true"}
				}
				got := b.run(c.env, words...)
				out := got.out
				if words[0] == "jvm-flags" {
					out = strings.TrimSuffix(out, "\n")
				}
				if got.code != c.code || out != strings.ReplaceAll(c.out, "{box}", b.dir) || !strings.Contains(got.errors, c.says) {
					t.Errorf("code %d, standard output %q, want %d and %q with %q on standard error:\n%s", got.code, got.out, c.code, c.out, c.says, got.errors)
				}
				if c.after != nil {
					if wrong := c.after(b); wrong != "" {
						t.Error(wrong)
					}
				}
			})
		}
	})
}
