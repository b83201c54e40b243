package node

import (
	"strings"
	"testing"
)

// TestSockets: ports of UDP and sockets of the file system are told, and are no ports.
func TestSockets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		code  string
		ports int
		says  string
	}{
		"UDP":                     {"const s = require('node:dgram').createSocket('udp4'); s.bind(8125); http.createServer().listen(8126)", 1, "port 8125 for UDP"},
		"UDP by options":          {"const dgram = require('dgram'); dgram.createSocket('udp4').bind({ port: 514, address: '0.0.0.0' }); http.createServer().listen(8126)", 1, "port 514 for UDP"},
		"any port of UDP":         {"require('dgram').createSocket('udp4').bind(0); f.bind(this); http.createServer().listen(8126)", 1, ""},
		"bind of a function":      {"const f = go.bind(8125); http.createServer().listen(8126)", 1, ""},
		"a socket":                {"http.createServer().listen('/run/app/app.sock')", 0, "a worker is a guess"},
		"a socket with a default": {"const s = process.env.SOCKET || '/run/app.sock'; http.createServer().listen(s)", 0, "socket /run/app.sock"},
		"a socket and a port":     {"http.createServer().listen('/run/app.sock'); http.createServer().listen(8126)", 1, ""},
	} {
		found := detect(t, map[string]string{"package.json": `{"main": "a.js"}`, "a.js": "const http = require('http'); " + c.code})
		var texts []string
		for _, w := range found.Warnings {
			texts = append(texts, w.Text)
		}
		told := strings.Join(texts, "; ")
		if len(found.Units) != 1 || len(found.Units[0].Ports) != c.ports || c.says == "" && (strings.Contains(told, "UDP") || strings.Contains(told, "socket")) || !strings.Contains(told, c.says) {
			t.Errorf("%s: %d units, says %q", name, len(found.Units), told)
		}
	}
}
