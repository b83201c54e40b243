package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// noLimit is what cgroup v1 says without a limit: almost 2^63.
const noLimit = 1e18

// jvmFlags returns the heap flags that fit this Java and this cgroup version; none when somebody has decided already.
// Versions and rules: CONTRACT "JVM flags"; 8u131, 8u191, 8u372, 11.0.16 and 15 are where the JDK learnt to see limits.
func (s *settings) jvmFlags() string {
	given := os.Getenv("JAVA_OPTS") + " " + os.Getenv("JAVA_TOOL_OPTIONS") + " " + os.Getenv("JDK_JAVA_OPTIONS") + " " + os.Getenv("CATALINA_OPTS")
	for _, flag := range []string{"-Xmx", "MaxRAM", "MaxHeapSize"} {
		if strings.Contains(given, flag) {
			return ""
		}
	}
	java, update := parseJava(s.javaVersion())
	if java == 0 {
		return ""
	}
	percent := s.get("WB_RAM_PERCENT", "75.0")
	if !strings.Contains(percent, ".") {
		percent += ".0" // JDK 8 refuses "75"
	}
	cgroup, memory := s.memory()
	seesV2 := java >= 15 || java == 11 && update >= 16 || java == 8 && update >= 372
	switch {
	case java < 8 || java == 8 && update < 131, cgroup == 2 && !seesV2:
		if memory == 0 {
			return ""
		}
		whole, _, _ := strings.Cut(percent, ".")
		share, err := strconv.ParseInt(whole, 10, 64)
		if err != nil {
			share = 75
		}
		return "-Xmx" + strconv.FormatInt(memory/1048576*share/100, 10) + "m"
	case java == 9 || java == 8 && update < 191:
		return "-XX:+UnlockExperimentalVMOptions -XX:+UseCGroupMemoryLimitForHeap -XX:MaxRAMFraction=2"
	}
	return "-XX:MaxRAMPercentage=" + percent
}

// javaVersion reads the version; running java takes far longer.
func (s *settings) javaVersion() string {
	if v := os.Getenv("WB_JAVA_VERSION"); v != "" {
		return v
	}
	home := os.Getenv("JAVA_HOME")
	if home == "" {
		if java, err := exec.LookPath("java"); err == nil {
			if real, err := filepath.EvalSymlinks(java); err == nil {
				home = filepath.Dir(filepath.Dir(real))
			}
		}
	}
	data, err := os.ReadFile(filepath.Join(home, "release"))
	if err == nil {
		for line := range strings.Lines(string(data)) {
			if v, ok := strings.CutPrefix(line, "JAVA_VERSION="); ok {
				return strings.Trim(strings.TrimSpace(v), `"`)
			}
		}
	}
	return os.Getenv("JAVA_VERSION")
}

// parseJava reads major and update: 1.8.0_181 is 8 and 181, jdk-11.0.20+8 is 11 and 20, 21-ea is 21.
func parseJava(v string) (major, update int) {
	v = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(v, "jdk"), "-"), "1.")
	if i := strings.IndexAny(v, "+-"); i >= 0 {
		v = v[:i]
	}
	fields := strings.SplitN(v, ".", 4)
	switch i := strings.LastIndexAny(v, "_u"); {
	case i >= 0:
		update = leading(v[i+1:])
	case len(fields) > 2:
		update = leading(fields[2])
	}
	return leading(v), update
}

// leading reads the digits that a text begins with.
func leading(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	v, _ := strconv.Atoi(s[:n]) // digits, or empty for 0
	return v
}

// memory returns the cgroup version and the lowest memory limit in bytes, 0 without one.
func (s *settings) memory() (version int, limit int64) {
	root := s.get("WB_CGROUP", "/sys/fs/cgroup")
	lower := func(file string) {
		data, err := os.ReadFile(file)
		if err != nil {
			return
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64); err == nil && n < noLimit && (limit == 0 || n < limit) {
			limit = n
		}
	}
	if _, err := os.Stat(filepath.Join(root, "cgroup.controllers")); err != nil {
		lower(filepath.Join(root, "memory", "memory.limit_in_bytes"))
		return 1, limit
	}
	group := ""
	if data, err := os.ReadFile(filepath.Join(s.proc, "self", "cgroup")); err == nil {
		for line := range strings.Lines(string(data)) {
			if g, ok := strings.CutPrefix(line, "0::"); ok {
				group = filepath.Clean("/" + strings.TrimSpace(g))
			}
		}
	}
	// Without a namespace of our own the limit may be anywhere on the way up.
	for ; group != "/" && group != ""; group = filepath.Dir(group) {
		lower(filepath.Join(root, group, "memory.max"))
	}
	lower(filepath.Join(root, "memory.max"))
	return 2, limit
}
