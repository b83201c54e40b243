package main

import (
	"bufio"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// openLogs links the log folder to ROOT/APP_NAME/ID on the log volume.
func (s *settings) openLogs(app string) error {
	link := os.Getenv("WB_LOG_LINK")
	if link == "" {
		return nil
	}
	id, err := s.logID()
	if err != nil {
		return err
	}
	root := s.get("WB_LOG_ROOT", "/hostlogs")
	logs := filepath.Join(root, app, id)
	err = usable(root, filepath.Join(root, app), logs)
	switch f, _ := err.(*failure); { //nolint:errorlint // usable returns nothing else
	case err == nil:
	case f.keyword == "LOG_SYMLINK" || s.get("WB_LOG_REQUIRED", "1") != "0":
		return err
	default:
		level := "WARN"
		if !isFolder(root) {
			level = "INFO" // no volume is the plan of whoever does not require one
		}
		logs = filepath.Join(s.runDir, "logs.local")
		say(level, f.keyword, "%s; logs stay in %s", f.text, logs)
		makeFolder(logs)
	}
	return relink(logs, link, "LOG_LINK")
}

// usable makes the folder and writes a byte into it: a full volume still makes empty files.
func usable(root, app, logs string) error {
	if !isFolder(root) {
		return fail(exitLogs, "LOG_VOLUME", "%s is absent: mount the log volume", logs)
	}
	makeFolder(logs)
	for _, dir := range []string{app, logs} {
		if info, err := os.Lstat(dir); err == nil && info.Mode()&os.ModeSymlink != 0 {
			return fail(exitLogs, "LOG_SYMLINK", "%s is reached through a symbolic link, which may lead anywhere: remove it from the volume", logs)
		}
	}
	test := filepath.Join(logs, "."+strconv.Itoa(os.Getpid()))
	os.Remove(test)
	// Not through a link that somebody puts there.
	f, err := os.OpenFile(test, os.O_CREATE|os.O_EXCL|os.O_WRONLY|syscall.O_NOFOLLOW, 0o600)
	if err == nil {
		_, err = f.WriteString("x")
		f.Close()
		os.Remove(test)
	}
	if err != nil {
		return fail(exitLogs, "LOG_VOLUME", "%s is full, or not writable for %s: prepare the folder for them (%v)", logs, whoami(), err)
	}
	return nil
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// logID names the container in the application's folder.
func (s *settings) logID() (string, error) {
	pod := s.get("POD_NAME", os.Getenv("HOSTNAME"))
	id := pod
	switch how := s.get("WB_LOG_ID", "ip"); how {
	case "ip":
		id = s.address()
	case "pod":
	case "ip_pod":
		id = s.address() + "_" + pod
	default:
		return "", fail(exitUsage, "LOG_ID", "WB_LOG_ID=%s: use ip, pod or ip_pod", how)
	}
	id = strings.NewReplacer(":", "-", "%", "-").Replace(id)
	if !safe(id) {
		return "", fail(exitEnv, "LOG_ID", "the address or name of the pod is no plain word: see POD_IP and POD_NAME")
	}
	return id, nil
}

// address is the pod's address: the downward API's, that of the hosts file, or the first of the machine.
func (s *settings) address() string {
	if ip := os.Getenv("POD_IP"); ip != "" {
		return ip
	}
	if ip := hostsLine(s.get("WB_ETC_HOSTS", "/etc/hosts"), os.Getenv("HOSTNAME")); ip != "" {
		return ip
	}
	addresses, err := net.InterfaceAddrs()
	if err == nil {
		for _, a := range addresses {
			if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
				return n.IP.String()
			}
		}
	}
	say("WARN", "IP_UNKNOWN", "no address of this pod, logs go to noip: set POD_IP from status.podIP")
	return "noip"
}

func hostsLine(file, host string) string {
	f, err := os.Open(file)
	if err != nil || host == "" {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		text, _, _ := strings.Cut(lines.Text(), "#")
		if words := strings.Fields(text); len(words) > 1 && slices.Contains(words[1:], host) {
			return words[0]
		}
	}
	return ""
}
