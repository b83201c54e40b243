// Package instructions reads a Dockerfile as a list of instructions and their words.
//
// BuildKit's own parser does the reading, so that heredocs, the escape directive and continuation lines mean what they mean to a build.
// Which stage is which and what a variable holds is for the caller to know; [Fill] and [Port] read single words.
package instructions

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// maxBytes bounds a Dockerfile that is read.
const maxBytes = 1 << 20

// Instruction is one of a Dockerfile.
type Instruction struct {
	Name    string   // in upper case: FROM
	Words   []string // as the parser gives them: of ENV these are key, value and separator, each in its turn
	Flags   []string // as written: --from=build
	Heredoc bool     // the words name documents that follow, not files
	Line    int      // the first one, from 1
}

// Flag returns the value of --name=value; "" when it is not there.
func (i Instruction) Flag(name string) string {
	for _, f := range i.Flags {
		if v, ok := strings.CutPrefix(f, "--"+name+"="); ok {
			return v
		}
	}
	return ""
}

// Parse reads a Dockerfile. It fails on what BuildKit cannot parse, with the line where it tells one, and on more than a megabyte.
func Parse(data []byte) (list []Instruction, err error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("larger than %d bytes", maxBytes)
	}
	defer func() { // the parser is not ours, and what it reads is anybody's
		if r := recover(); r != nil {
			list, err = nil, fmt.Errorf("BuildKit's parser gave up: %v", r)
		}
	}()
	result, err := parser.Parse(bytes.NewReader(data))
	if at, ok := errors.AsType[*parser.LocationError](err); ok && len(at.Locations) > 0 && len(at.Locations[0]) > 0 {
		return nil, fmt.Errorf("line %d: %w", at.Locations[0][0].Start.Line, err)
	}
	if err != nil {
		return nil, err
	}
	for _, n := range result.AST.Children {
		if n.Value == "" {
			continue // a backslash and nothing else
		}
		i := Instruction{Name: strings.ToUpper(n.Value), Flags: n.Flags, Heredoc: len(n.Heredocs) > 0, Line: n.StartLine}
		for w := n.Next; w != nil; w = w.Next {
			i.Words = append(i.Words, w.Value)
		}
		list = append(list, i)
	}
	return list, nil
}

// Fill replaces $NAME, ${NAME} and ${NAME:-default} (Dockerfile reference, "Environment replacement"). A value that is empty counts as none.
func Fill(word string, value func(name string) string) string {
	return os.Expand(word, func(name string) string {
		name, fallback, _ := strings.Cut(name, ":-")
		if v := value(name); v != "" {
			return v
		}
		return fallback
	})
}

// Port reads a word of EXPOSE, <port>[/<protocol>] (Dockerfile reference, "EXPOSE": TCP when it names none); false for UDP and for ranges.
func Port(word string) (int, bool) {
	number, protocol, _ := strings.Cut(word, "/")
	n, err := strconv.Atoi(number)
	return n, err == nil && n > 0 && n < 65536 && (protocol == "" || strings.EqualFold(protocol, "tcp"))
}
