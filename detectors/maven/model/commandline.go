package model

import (
	"path"
	"strings"
)

// CommandLine is what a repository adds to each mvn command: .mvn/maven.config of the folder that Maven takes for the root of the build.
type CommandLine struct {
	File       string            // "" without one
	Profiles   []string          // of -P; those switched off by ! or - are left out
	Properties map[string]string // of -D: they win over properties of the POMs
	Settings   string            // of -s, as written
	Files      []string          // files of the repository that an argument names
}

// CommandLine reads .mvn/maven.config of the nearest folder above a POM that has a .mvn folder (Maven, "Configuring Apache Maven"): since Maven
// 3.9 one argument a line, before separated by blanks. What follows a # at the beginning of a line is a comment.
func (r *Reactor) CommandLine(p *POM) CommandLine {
	for dir := p.Dir; ; dir = path.Dir(dir) {
		if r.Tree.HasDir(path.Join(dir, ".mvn")) {
			return r.commandLine(dir)
		}
		if dir == "." || dir == "/" {
			return CommandLine{}
		}
	}
}

func (r *Reactor) commandLine(dir string) CommandLine {
	file := path.Join(dir, ".mvn", "maven.config")
	if !r.Tree.Has(file) {
		return CommandLine{}
	}
	if c, ok := r.lines[file]; ok {
		return c
	}
	data, err := r.Tree.Read(file)
	if err != nil {
		return CommandLine{}
	}
	c := CommandLine{File: file, Properties: map[string]string{}}
	words := argumentsOf(string(data))
	for i, w := range words {
		value := func(short, long string) (string, bool) {
			if v, ok := strings.CutPrefix(w, long+"="); ok {
				return v, true
			}
			if (w == short || w == long) && i+1 < len(words) {
				return words[i+1], true
			}
			if v, ok := strings.CutPrefix(w, short); ok && v != "" && !strings.HasPrefix(w, "--") {
				return strings.TrimPrefix(v, "="), true
			}
			return "", false
		}
		if v, ok := value("-P", "--activate-profiles"); ok {
			for id := range strings.SplitSeq(v, ",") {
				if id = strings.TrimPrefix(strings.TrimSpace(id), "+"); id != "" && id[0] != '!' && id[0] != '-' && id[0] != '?' {
					c.Profiles = append(c.Profiles, id)
				}
			}
		} else if v, ok := value("-D", "--define"); ok {
			key, text, ok := strings.Cut(v, "=")
			if !ok {
				text = "true"
			}
			c.Properties[key] = text
		} else if v, ok := value("-s", "--settings"); ok {
			c.Settings = v
		}
		if f := path.Join(dir, strings.TrimPrefix(w, "--settings=")); !strings.HasPrefix(w, "/") && r.Tree.Has(f) {
			c.Files = append(c.Files, f)
		}
	}
	if r.lines == nil {
		r.lines = map[string]CommandLine{}
	}
	r.lines[file] = c
	return c
}

// argumentsOf splits the text of maven.config.
func argumentsOf(text string) []string {
	var words []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "#") {
			words = append(words, strings.Fields(line)...)
		}
	}
	return words
}
