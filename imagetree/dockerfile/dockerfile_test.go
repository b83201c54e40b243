package dockerfile

import (
	"fmt"
	"strings"
	"testing"
)

func show(f *File) string {
	var b strings.Builder
	for _, s := range f.Stages {
		fmt.Fprintf(&b, "%d %s", s.From.Line, s.From.Image)
		if len(s.From.Unknown) > 0 {
			fmt.Fprintf(&b, "?%s", strings.Join(s.From.Unknown, ","))
		}
		for _, u := range s.Uses {
			fmt.Fprintf(&b, " +%d %s%s", u.Line, u.Image, strings.Join(u.Unknown, ","))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"plain", "FROM debian:13\n", "1 debian:13\n"},
		{"argument with a default", "ARG REGISTRY=quay.io\nARG BASE=$REGISTRY/x/base\nFROM $BASE:1\n", "3 quay.io/x/base:1\n"},
		{"argument without one", "ARG BASE\nFROM ${BASE}\n", "2 ?BASE\n"},
		{"default in place", "ARG TAG\nFROM x:${TAG:-7}\n", "2 x:7\n"},
		{"stages by name", "ARG ROOT=root\nFROM ubuntu:24.04@sha256:00 AS root\nFROM $ROOT\nCOPY --from=root /a /b\n", "2 ubuntu:24.04@sha256:00\n3 ubuntu:24.04@sha256:00\n"},
		{"stages by number", "FROM a:1\nFROM b:1\nCOPY --from=0 /a /b\n", "1 a:1\n2 b:1\n"},
		{"platform", "FROM --platform=$BUILDPLATFORM golang:1.26 AS build\nFROM scratch\nCOPY --from=build /x /x\n", "1 golang:1.26\n2 scratch\n"},
		{"copy and mount", "FROM a:1\nCOPY --from=b:2 /x /x\nRUN --mount=type=bind,from=c:3,target=/c --mount=type=cache,target=/d true\n", "1 a:1 +2 b:2 +3 c:3\n"},
		{"escape directive", "# escape=`\nFROM `\n  a:1\n", "2 a:1\n"},
		{"heredoc", "FROM a:1\nRUN <<EOF\nFROM b:1\nCOPY --from=c:1 /x /x\nEOF\nCOPY <<X /y\nFROM d:1\nX\n", "1 a:1\n"},
		{"argument in a stage", "ARG V=1\nFROM a:1\nARG V\nCOPY --from=b:$V /x /x\n", "2 a:1 +4 b:1\n"},
		{"argument that the stage does not declare", "ARG V=1\nFROM a:1\nCOPY --from=b:$V /x /x\n", "2 a:1 +3 V\n"},
		{"continuation and comment", "FROM \\\n# why\n a:1\n", "1 a:1\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f, err := Parse([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if got := show(f); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "RUN x\n", "FROM\n", "FROM a b c\n", "FROM a:1\nFROBNICATE x\n", "# only a comment\n"} {
		if f, err := Parse([]byte(text)); err == nil {
			t.Errorf("%q was read as %s", text, show(f))
		}
	}
}

// FuzzDockerfileFrom holds that nothing panics, and that a stage has an image or says which arguments are missing.
func FuzzDockerfileFrom(f *testing.F) {
	for _, s := range []string{
		"FROM a", "ARG A=b\nFROM $A AS c\nFROM c\n", "# escape=`\nFROM a`\n", "FROM a\nRUN <<E\nx\nE\n", "FROM --platform=$BUILDPLATFORM a AS b\nCOPY --from=b / /\n", "FROM ${A:-${B:-c}}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Parse(data)
		if err != nil {
			return
		}
		if len(file.Stages) == 0 {
			t.Fatal("no stage and no error")
		}
		for _, r := range file.External() {
			if r.Image == "" && len(r.Unknown) == 0 && r.Raw == "" {
				t.Fatalf("%+v", r)
			}
		}
	})
}
