package buildcheck

import (
	"strings"
	"testing"
)

func TestDockerfile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, finding, err string }{
		{"good", "FROM registry.example.com/os:1 AS build\nWORKDIR /src\nCOPY . .\nUSER 10001:0\nCMD [\"true\"]\n", "", ""},
		{"shell form", "FROM registry.example.com/os:1\nCMD true\n", "JSONArgsRecommended", ""},
		{"secret in ENV", "FROM registry.example.com/os:1\nENV API_TOKEN=x\n", "SecretsUsedInArgOrEnv", ""},
		{"unknown instruction", "FROM a\nRUNN x\n", "", "unknown instruction"},
		{"heredoc", "FROM a\nRUN <<EOF\ntrue\nEOF\n", "", "heredoc"},
		{"frontend", "# syntax=docker/dockerfile:1\nFROM a\n", "", "frontend"},
		{"unknown stage", "FROM a\nCOPY --from=\"b c\" x y\n", "", "invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, findings, err := Dockerfile([]byte(c.text))
			if c.err == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Fatalf("error %v, want %q", err, c.err)
			}
			all := strings.Join(findings, "\n")
			if c.finding == "" != (all == "") || !strings.Contains(all, c.finding) {
				t.Errorf("findings %q, want %q", all, c.finding)
			}
		})
	}
}
