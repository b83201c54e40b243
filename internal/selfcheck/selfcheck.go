// Package selfcheck reads what was rendered as a build would, and compares it with the facts that it was rendered from.
//
// In go the plan, the files and a look into the repository; out come warnings. It finds what neither a rule nor a template sees alone: a COPY
// of a file that no command makes and the repository does not hold, and a template of an organisation that leaves out what the program
// reads.
package selfcheck

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/instructions"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates"
)

// nextOutput is the folder that `next build` writes where its configuration names no other (Next.js, "distDir").
const nextOutput = ".next"

// root is the folder of a build stage that holds the repository.
const root = "/src"

// Check compares the Dockerfiles among the files with the plan. has says whether the repository holds a file or folder.
func Check(p plan.Plan, files []templates.File, has func(name string) bool) []facts.Warning {
	made := map[string]bool{} // files of this run and the folders that they lie in
	for _, f := range files {
		for name := f.Path; name != "."; name = path.Dir(name) {
			made[name] = true
		}
	}
	var out []facts.Warning
	for _, u := range p.Units {
		name := path.Join(u.Dir, "Dockerfile")
		i := slices.IndexFunc(files, func(f templates.File) bool { return f.Path == name })
		if i < 0 {
			continue
		}
		c := checker{unit: u, file: name, known: func(name string) bool { return has(name) || made[name] }}
		c.dockerfile(files[i].Data)
		out = append(out, c.warnings...)
	}
	return out
}

type checker struct {
	unit     plan.Unit
	file     string
	known    func(name string) bool // held by the repository, or written by this run
	warnings []facts.Warning
}

func (c *checker) warn(line int, text string, args ...any) {
	c.warnings = append(c.warnings, facts.Warning{File: c.file, Line: line, Unit: c.unit.Path, Text: fmt.Sprintf(text, args...)})
}

func (c *checker) dockerfile(data []byte) {
	list, err := instructions.Parse(data)
	if err != nil {
		c.warn(0, "the rendered Dockerfile cannot be parsed: %v", err)
		return
	}
	var stages, copied []string
	for _, n := range list {
		words := n.Words
		switch n.Name {
		case "FROM":
			if len(words) == 3 && strings.EqualFold(words[1], "as") {
				stages = append(stages, words[2])
			}
		case "COPY", "ADD":
			if len(words) < 2 || n.Heredoc {
				continue
			}
			sources := words[:len(words)-1]
			copied = append(copied, sources...)
			from := n.Flag("from")
			for _, source := range sources {
				c.source(n.Line, from, source, stages)
			}
		}
	}
	for _, copy := range c.unit.Run.Copies {
		if !slices.ContainsFunc(copied, func(w string) bool { return covers(rooted(w), rooted(copy.From)) }) {
			c.warn(0, "nothing copies %s into the image, which the program needs (%s): look at the template of the Dockerfile", copy.From, copy.Why)
		}
	}
}

// source checks one source of a COPY.
func (c *checker) source(line int, from, source string, stages []string) {
	if strings.ContainsAny(source, "$*?[") {
		return // known to the build alone
	}
	if from == "" {
		if name := rooted(source); name != "." && !c.known(name) {
			c.warn(line, "COPY names %s, which the repository does not hold", source)
		}
		return
	}
	at := slices.IndexFunc(c.unit.Stages, func(s plan.Stage) bool { return s.Name == from })
	switch {
	case at < 0 && !slices.Contains(stages, from):
		return // another image
	case at < 0 || !strings.HasPrefix(source, root+"/"):
		return // a stage of the organisation's template, or a file of the base image or of a command with absolute paths
	}
	if name := rooted(source); !c.known(name) && !c.makes(c.unit.Stages[at], name) {
		c.warn(line, "COPY takes %s from the stage %s: neither the repository holds it nor does a command or the artifact name it (artifact: or build: in waybill.yaml says what the build makes)", name, from)
	}
}

// makes says whether something of the stage names a path, a folder above it or one below it.
func (c *checker) makes(s plan.Stage, name string) bool {
	near := func(p string) bool { return p != "." && (covers(p, name) || covers(name, p)) }
	if a := path.Clean(c.unit.Facts.Artifact.Value); a != "." {
		if beside := path.Dir(a); near(path.Join(c.unit.Path, a)) || beside != "." && covers(path.Join(c.unit.Path, beside), name) {
			return true // a build puts libraries beside the archive that it makes
		}
	}
	for _, later := range c.unit.Stages {
		if slices.ContainsFunc(later.From, func(f facts.StageCopy) bool { return f.Stage == s.Name && covers(path.Clean(f.From), name) }) {
			return true // read from what the later stage embeds
		}
	}
	if slices.Contains(strings.Split(name, "/"), nextOutput) {
		return true
	}
	if path.Base(name) == "node_modules" || strings.Contains(name, "node_modules/") {
		return len(s.Resolve)+len(s.Build) > 0 // an installation of packages names no folder
	}
	for _, f := range s.From {
		if near(path.Clean(f.To)) {
			return true
		}
	}
	below := strings.TrimPrefix(strings.TrimPrefix(name, path.Clean(s.Workdir)), "/")
	for _, command := range slices.Concat(s.Resolve, s.Build, s.Unpack) {
		for _, w := range command {
			if path.Clean(w) == "." {
				continue // the folder itself says nothing of what is made in it
			}
			if near(path.Join(s.Workdir, w)) || near(path.Clean(w)) || strings.Contains(w, below) {
				return true
			}
		}
	}
	return slices.ContainsFunc(s.Shell, func(line string) bool {
		return strings.Contains(line, below) || strings.Contains(line, path.Base(name))
	})
}

// rooted is a path relative to the repository, as the context and the stages have it.
func rooted(name string) string {
	if rest, ok := strings.CutPrefix(name, root+"/"); ok {
		name = rest
	}
	return path.Clean(name)
}

// covers says whether a folder is or holds a path.
func covers(folder, name string) bool {
	return folder == "." || folder == name || strings.HasPrefix(name, folder+"/")
}
