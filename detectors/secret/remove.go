package secret

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/shell"
	"github.com/waybill-dev/waybill/internal/source"
)

// removal takes the secrets of one unit out.
type removal struct {
	tree   *source.Tree
	unit   *facts.Unit
	names  map[string]string // the values of the variables
	found  []string          // the values
	warned []facts.Warning
}

// Remove leaves out of the units what looks like a secret. A variable of the program becomes one that it needs from outside, an option
// of the start command takes its value from such a variable, a variable of the build comes by a secret mount.
func Remove(tree *source.Tree, units []facts.Unit) (warnings []facts.Warning, values []string) {
	for i := range units {
		w, v := Clean(tree, &units[i])
		warnings, values = append(warnings, w...), append(values, v...)
	}
	return warnings, values
}

// Clean is [Remove] for one unit. Without a tree the warnings name no place.
func Clean(tree *source.Tree, u *facts.Unit) (warnings []facts.Warning, values []string) {
	r := removal{tree: tree, unit: u, names: map[string]string{}}
	r.run()
	for s := range u.Image.Stages {
		r.stage(&u.Image.Stages[s])
	}
	u.Build = r.commands(u.Build, func(string) {})
	u.Health.Value, u.Health.Ready = r.withoutParameters(u.Health.Value), r.withoutParameters(u.Health.Ready)
	r.close()
	return r.warned, r.found
}

// Scrub takes values out of what detectors said in words, and out of names of files that are none.
func Scrub(warnings []facts.Warning, values []string) {
	for i := range warnings {
		warnings[i].File, _ = closed(warnings[i].File)
	}
	for _, v := range values {
		if len(v) <= 5 {
			continue // it would be found in other words
		}
		for i := range warnings {
			warnings[i].Text = strings.ReplaceAll(warnings[i].Text, v, "…")
		}
	}
}

func (r *removal) run() {
	run := &r.unit.Image.Run
	run.Env = slices.DeleteFunc(slices.Clone(run.Env), func(e facts.EnvVar) bool {
		if !Looks(e.Name, e.Value) {
			return false
		}
		r.warn(e.Value, e.Name+" looks like a secret: its value is left out, and the container needs the variable from a Secret (environments.NAME.secrets in waybill.yaml)")
		r.needs(e.Name)
		r.names[e.Name] = e.Value
		return true
	})
	var asked bool
	r.unit.Start, _ = r.start(r.unit.Start)
	if run.Command, asked = r.start(run.Command); asked {
		run.Requires = append(slices.Clone(run.Requires), facts.Require{Capability: "sh"}) // the shell puts the variable in
	}
}

func (r *removal) stage(s *facts.Stage) {
	takes := func(name string) {
		if !slices.ContainsFunc(s.Secrets, func(known facts.Secret) bool { return known.ID == name }) {
			s.Secrets = append(slices.Clone(s.Secrets), facts.Secret{ID: name, Env: name})
		}
	}
	drop := func(vars []facts.EnvVar) []facts.EnvVar {
		return slices.DeleteFunc(slices.Clone(vars), func(e facts.EnvVar) bool {
			if !Looks(e.Name, e.Value) {
				return false
			}
			r.warn(e.Value, e.Name+" looks like a secret: its value is left out, and the build takes the variable from the optional secret "+e.Name)
			takes(e.Name)
			r.names[e.Name] = e.Value
			return true
		})
	}
	s.Env, s.Args = drop(s.Env), drop(s.Args)
	s.Resolve, s.Build = r.commands(s.Resolve, takes), r.commands(s.Build, takes)
}

// commands are those of a build without their secrets. takes is told the variables that carry them from now on.
func (r *removal) commands(list [][]string, takes func(name string)) [][]string {
	list = slices.Clone(list)
	for i := range list {
		var asked bool
		list[i], asked = secretWords(r.command(list[i]), func(name, value string) string {
			variable := r.variable(name, value)
			r.warn(value, name+" in a command of the build looks like a secret: its value is left out, and the build takes "+variable+" from the optional secret "+variable)
			takes(variable)
			return `"$` + variable + `"`
		})
		if asked {
			list[i] = []string{"sh", "-c", strings.Join(list[i], " ")}
		}
	}
	return list
}

// linked is a value that Go's linker puts into a variable (go help build, cmd/link: -X).
var linked = regexp.MustCompile(`\s*-X[ =]['"]?([\w./~-]+)=([^\s'"]*)['"]?`)

// command leaves out of a command of the build what sets a secret.
func (r *removal) command(argv []string) []string {
	var out []string
	for _, w := range argv {
		if name, value, ok := option(w); ok && Looks(name, value) {
			r.warn(value, name+" looks like a secret: the build goes without it, because an image keeps what its build was told")
			continue
		}
		w = linked.ReplaceAllStringFunc(w, func(text string) string {
			m := linked.FindStringSubmatch(text)
			if !Looks(m[1][strings.LastIndexAny(m[1], "./")+1:], m[2]) {
				return text
			}
			r.warn(m[2], m[1]+" looks like a secret: it is not linked into the program, because anybody who has the image could read it")
			return ""
		})
		out = append(out, w)
	}
	return out
}

// start lets options of a start command take their secrets from variables. asked says whether a shell has to put them in. An image for a
// static program has no shell: there the option is left out.
func (r *removal) start(argv []string) (out []string, asked bool) {
	bare := slices.ContainsFunc(r.unit.Image.Run.Requires, func(q facts.Require) bool { return q.Capability == "static" })
	words, asked := secretWords(argv, func(name, value string) string { return r.reference(name, value, bare) })
	switch {
	case !asked:
		return words, false
	case bare:
		return unset(argv), false
	}
	return []string{"sh", "-c", "exec " + strings.Join(words, " ")}, true
}

// reference is the shell's word for the variable that carries a value from now on.
func (r *removal) reference(name, value string, bare bool) string {
	variable := r.variable(name, value)
	if bare {
		r.warn(value, name+" of the start command looks like a secret: it is left out, and the image has no shell that could take it from a variable; let the program read "+variable)
		return ""
	}
	r.warn(value, name+" of the start command looks like a secret: its value is left out, and the container needs "+variable+" from a Secret (environments.NAME.secrets in waybill.yaml)")
	r.needs(variable)
	return `"$` + variable + `"`
}

// variable names the variable that carries a value from now on. Another value of the same name gets a number.
func (r *removal) variable(name, value string) string {
	variable := Variable(name)
	for n := 2; ; n++ {
		if known, ok := r.names[variable]; !ok || known == value {
			r.names[variable] = value
			return variable
		}
		variable = Variable(name) + "_" + strconv.Itoa(n)
	}
}

// option splits --name=value and -Dname=value.
func option(w string) (name, value string, ok bool) {
	if !strings.HasPrefix(w, "-") {
		return "", "", false
	}
	name, value, ok = strings.Cut(w, "=")
	for _, property := range []string{"-D", "-P"} { // of Java and Maven, of Gradle
		if rest, java := strings.CutPrefix(name, property); java {
			return rest, value, ok
		}
	}
	return strings.TrimLeft(name, "-"), value, ok && !strings.ContainsAny(name, " \t")
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_@%+=:,./-]+$`)

// quoted is one word for a POSIX shell.
func quoted(w string) string {
	if plainWord.MatchString(w) {
		return w
	}
	return shell.Quote(w)
}

func (r *removal) needs(name string) {
	if !slices.Contains(r.unit.NeedsEnv, name) {
		r.unit.NeedsEnv = append(slices.Clone(r.unit.NeedsEnv), name)
		slices.Sort(r.unit.NeedsEnv)
	}
}

// warn tells of a value once, with the place where it stands.
func (r *removal) warn(value, text string) {
	r.found = append(r.found, value)
	file, line := r.place(value)
	w := facts.Warning{File: file, Line: line, Unit: r.unit.Path, Text: text}
	if !slices.Contains(r.warned, w) {
		r.warned = append(r.warned, w)
	}
}

// places are the files that start scripts, build commands and variables are read from.
var places = []string{"package.json", "pom.xml", "Procfile", "Makefile", "GNUmakefile", ".goreleaser.yml", ".goreleaser.yaml", "Dockerfile", ".env", "compose.yaml", "docker-compose.yml"}

// place is where a value stands: in a file that says how the unit is built or started, in its folder or at the root.
func (r *removal) place(value string) (file string, line int) {
	if r.tree == nil {
		return "", 0
	}
	for _, dir := range []string{r.unit.Path, "."} {
		for _, base := range places {
			name := path.Join(dir, base)
			if !r.tree.Has(name) {
				continue
			}
			data, err := r.tree.Read(name)
			if err != nil {
				continue // told by who needs the file
			}
			if before, _, found := bytes.Cut(data, []byte(value)); found {
				return name, 1 + bytes.Count(before, []byte("\n"))
			}
		}
	}
	return "", 0
}
