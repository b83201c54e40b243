package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// check asks once whether the program is ready.
type check func() bool

// readiness understands WB_READY; nil means that nobody watches. What it does not know is refused before the program starts.
func (s *settings) readiness() (check, error) {
	how := s.get("WB_READY", "none")
	kind, rest, _ := strings.Cut(how, ":")
	unknown := fail(exitUsage, "USAGE", "WB_READY=%s: use none, tcp:PORT, http://..., file:PATH, cmd:... or log:FILE:REGEXP", how)
	switch {
	case how == "none":
		return nil, nil
	case rest == "":
	case kind == "tcp":
		if port, err := strconv.ParseUint(rest, 10, 16); err == nil {
			return func() bool { return s.listens(port) }, nil
		}
	case kind == "http" && strings.HasPrefix(rest, "//"):
		if u, err := url.Parse(how); err == nil && u.Host != "" {
			return func() bool { return answers(u) }, nil
		}
	case kind == "file":
		return func() bool { _, err := os.Stat(rest); return err == nil }, nil
	case kind == "cmd":
		return func() bool { return command(rest).Run() == nil }, nil
	case kind == "log":
		file, pattern, ok := strings.Cut(rest, ":")
		if re, err := regexp.CompilePOSIX(pattern); ok && err == nil {
			return logCheck(file, re), nil
		}
	}
	return nil, unknown
}

// command runs a line by the shell where there is one, else word by word.
func command(line string) *exec.Cmd {
	ctx := context.Background()
	if sh, err := exec.LookPath("sh"); err == nil {
		return exec.CommandContext(ctx, sh, "-c", line) //nolint:gosec // the line is the deployment's own
	}
	words := append(strings.Fields(line), "")
	return exec.CommandContext(ctx, words[0], words[1:len(words)-1]...) //nolint:gosec // the same
}

// listens reads the kernel's table of sockets: state 0A is LISTEN (proc_net_tcp in the kernel's documentation).
func (s *settings) listens(port uint64) bool {
	local := fmt.Sprintf(":%04X", port)
	for _, table := range []string{"tcp", "tcp6"} {
		data, err := os.ReadFile(filepath.Join(s.proc, "net", table))
		if err != nil {
			continue
		}
		for line := range bytes.Lines(data) {
			f := bytes.Fields(line)
			if len(f) > 3 && bytes.HasSuffix(f[1], []byte(local)) && string(f[3]) == "0A" {
				return true
			}
		}
	}
	return false
}

// answers sends one request without a proxy and takes only 2xx. A whole HTTP client would make this program four times as big.
func answers(u *url.URL) bool {
	host := u.Host
	if u.Port() == "" {
		host = net.JoinHostPort(u.Hostname(), "80")
	}
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).Dial("tcp", host)
	if err != nil {
		return false
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return false
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: waybill-init/%s\r\nConnection: close\r\n\r\n", u.RequestURI(), u.Host, version)
	status, err := bufio.NewReader(io.LimitReader(conn, 4096)).ReadString('\n')
	words := strings.Fields(status)
	return err == nil && len(words) > 1 && len(words[1]) == 3 && words[1][0] == '2'
}

// logCheck looks for a line among the bytes that are new since the start: the volume keeps those of former runs.
func logCheck(file string, re *regexp.Regexp) check {
	var seen int64
	if info, err := os.Stat(file); err == nil {
		seen = info.Size()
	}
	if at, err := strconv.ParseInt(os.Getenv(seenVariable), 10, 64); err == nil {
		seen = at // measured before the program started
	}
	os.Setenv(seenVariable, strconv.FormatInt(seen, 10))
	return func() bool {
		f, err := os.Open(file)
		if err != nil {
			return false
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.Size() < seen {
			seen = 0 // a file that shrank is a new one
		}
		if _, err := f.Seek(seen, io.SeekStart); err != nil {
			return false
		}
		for lines := bufio.NewReader(f); ; {
			line, err := lines.ReadString('\n')
			if re.MatchString(strings.TrimSuffix(line, "\n")) {
				return true
			}
			if err != nil {
				return false
			}
		}
	}
}
