package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
)

// maxParsedLock bounds the lock files in YAML that are parsed as a whole, in bytes; of larger ones only the lines are looked at, since
// such a file may have a hundred thousand of them.
const maxParsedLock = 32 << 10

// BrokenLock says what is wrong with a lock file that its package manager cannot read, with the line; "" when nothing is, or when the file
// is in a binary format.
func (p *Project) BrokenLock(lock string) (line int, why string) {
	if known, ok := p.broken[lock]; ok {
		return known.line, known.why
	}
	if data, err := p.Tree.Read(lock); err == nil {
		line, why = brokenLock(path.Base(lock), data)
	}
	p.broken[lock] = defect{line, why}
	return line, why
}

// defect is what is wrong with a file.
type defect struct {
	line int
	why  string
}

func brokenLock(base string, data []byte) (line int, why string) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if line := conflictLine(data); line > 0 {
		return line, "a conflict of a merge is left in the file"
	}
	if len(bytes.TrimSpace(data)) == 0 {
		if base == "yarn.lock" {
			return 0, "" // marks the root of a project (https://yarnpkg.com/configuration/manifest)
		}
		return 1, "the file is empty"
	}
	switch base {
	case "package-lock.json", "npm-shrinkwrap.json":
		return brokenJSON(data)
	case "pnpm-lock.yaml":
		if line, why := brokenLines(data, false); why != "" {
			return line, why
		}
		return brokenYAML(data)
	case "yarn.lock":
		return brokenLines(data, !bytes.Contains(data[:min(len(data), 400)], []byte("__metadata:")))
	}
	return 0, ""
}

// conflictLine is the first line that git leaves where it could not merge (https://git-scm.com/docs/git-merge#_how_conflicts_are_presented).
func conflictLine(data []byte) int {
	for _, mark := range []string{"<<<<<<< ", ">>>>>>> "} {
		if bytes.HasPrefix(data, []byte(mark)) {
			return 1
		}
		if at := bytes.Index(data, []byte("\n"+mark)); at >= 0 {
			return lineOf(data, at+1)
		}
	}
	return 0
}

func lineOf(data []byte, offset int) int {
	return 1 + bytes.Count(data[:min(offset, len(data))], []byte("\n"))
}

func brokenJSON(data []byte) (line int, why string) {
	var raw json.RawMessage
	err := json.Unmarshal(data, &raw)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return lineOf(data, int(syntax.Offset)-1), "not valid JSON: " + err.Error()
	}
	if raw[0] != '{' {
		return 1, "no JSON object"
	}
	return 0, ""
}

// brokenLines finds what no writer of a lock file leaves: a tab before a key, and in the format of Yarn 1 a line of the outermost level that
// is no key.
func brokenLines(data []byte, keysOnly bool) (line int, why string) {
	n := 0
	for text := range bytes.Lines(data) {
		n++
		if text[0] == '\t' {
			return n, "a tab before a key"
		}
		if !keysOnly || text[0] == ' ' || text[0] == '#' {
			continue
		}
		if word := strings.TrimSpace(string(text)); word != "" && !strings.HasSuffix(word, ":") {
			return n, "a line that is neither an entry nor a comment"
		}
	}
	return 0, ""
}

func brokenYAML(data []byte) (line int, why string) {
	if !bytes.Contains(data[:min(len(data), 4<<10)], []byte("lockfileVersion:")) {
		return 1, "lockfileVersion is missing"
	}
	if len(data) > maxParsedLock {
		return 0, ""
	}
	_, err := configfile.YAML(data)
	if err == nil || !strings.HasPrefix(err.Error(), notYAML) {
		return 0, "" // also a file with more values than are read
	}
	line = 1
	if at := yamlLine.FindStringSubmatch(err.Error()); at != nil {
		line, _ = strconv.Atoi(at[1])
	}
	return line, yamlLine.ReplaceAllString(err.Error(), "")
}

// notYAML begins what package configfile says of a file that is no YAML.
const notYAML = "not valid YAML: "

var yamlLine = regexp.MustCompile(`\bline (\d+): `)
