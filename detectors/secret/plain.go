package secret

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// Configuration that a program takes with it cannot be kept out of its image, so a password in it is told only. Values of an environment
// that people develop in are made up; those of one that serves users are not.
var (
	live     = `(prod|production|prd|live|stage|staging|uat|preprod)`
	liveFile = regexp.MustCompile(`^(application|bootstrap)-` + live + `\.(ya?ml|properties)$|^` + live + `\.(json|ya?ml|toml|properties)$`) // Spring Boot: profile specific files; node-config: file names
	setting  = regexp.MustCompile(`^\s*["']?([A-Za-z][\w.-]*)["']?\s*[:=]\s*(?:"([^"]*)"|'([^']*)'|([^\s"'#,]+))`)
	// put in later: Jasypt, Spring Cloud Config, Maven's filtering, a gap for the reader
	filled = regexp.MustCompile(`^(ENC\(|\{cipher\}|@.*@$|<|\*+$|[%#!]|(?i:x+|todo|tbd|changeme|change-me|replace-?me)$)`)
)

// Plain names the configuration files of environments that serve users in which a password is written out.
func Plain(tree *source.Tree) []facts.Warning {
	var warnings []facts.Warning
	for _, file := range tree.Files() {
		if !liveFile.MatchString(path.Base(file)) || aside.Folder(path.Dir(file), aside.Example|aside.Test|aside.Documentation) != "" {
			continue
		}
		data, err := tree.Read(file)
		if err != nil || len(data) > maxFile {
			continue
		}
		name, line, others := plain(string(data))
		if line == 0 {
			continue
		}
		text := name + " is written out: whoever reads the repository or has the image has it; let the program take it from a variable"
		if others > 0 {
			text += fmt.Sprintf(" (%d more in this file)", others)
		}
		if warnings = append(warnings, facts.Warning{File: file, Line: line, Text: text}); len(warnings) == maxTold {
			break
		}
	}
	return warnings
}

// plain finds the first password that is written out, and counts those after it.
func plain(text string) (name string, line, others int) {
	for i, l := range strings.Split(text, "\n") {
		m := setting.FindStringSubmatch(l)
		if m == nil {
			continue
		}
		value := m[2] + m[3] + m[4]
		if filled.MatchString(value) || !called(m[1], value) {
			continue
		}
		if line > 0 {
			others++
			continue
		}
		name, line = m[1], i+1
	}
	return name, line, others
}
