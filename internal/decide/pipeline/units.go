package pipeline

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// pipelineUnits fills in what is built, tested and handed over.
func pipelineUnits(p *plan.Plan, out *plan.Pipeline, s settings.Settings) error {
	order, err := releaseOrder(p.Units, s)
	if err != nil {
		return err
	}
	for i, u := range order {
		if !plainPath(u.Dir + u.Path + buildFolder(u)) {
			p.Warnings = append(p.Warnings, facts.Warning{Unit: u.Path, Text: fmt.Sprintf("the pipeline leaves out %q: the folder's name holds a quote, a dollar sign, a backslash or a control character", u.Path)})
			continue
		}
		dir := u.Dir
		if out.Ephemeral && !below(dir, plan.EphemeralRoot) {
			dir = path.Join(plan.EphemeralRoot, dir)
		}
		runs := u.Workload.Runs()
		part := plan.PipelineUnit{
			Name:     u.Name,
			Folder:   fmt.Sprintf("%03d-%s", i+1, u.Name),
			Files:    filesOf(dir),
			Image:    u.Image.Repository,
			Own:      u.Own,
			Object:   cmp.Or(u.Workload.Object, u.Name),
			Kind:     runs.Resource,
			Strategy: runs.Strategy,
		}
		part.Watch, part.Except = watched(u, p.Units)
		part.Platforms = platforms(p, u, s)
		switch {
		case runs.Batched:
			part.Batches = strings.Trim(fmt.Sprint(u.Workload.Release.Batches), "[]")
		case runs.Slots:
			part.Slots = strings.Join([]string{plan.Derived(part.Object, "blue"), plan.Derived(part.Object, "green"), plan.Derived(part.Object, "preview")}, " ")
		}
		set, err := s.Unit(settings.UnitKeys(u.Facts)...)
		if err != nil {
			return err
		}
		addTest(out, &part, u, append(slices.Collect(maps.Keys(set.BuildEnv)), byRelease(u.Facts)...))
		out.Parts = append(out.Parts, part)
	}
	return nil
}

// platforms are what the image of a unit is built for. Nobody has asked for those of the embedded tree, and an organisation's tree says
// nothing of the images that the repository's own Dockerfile begins with: there the agent's platform is enough, unless the settings name more.
func platforms(p *plan.Plan, u plan.Unit, s settings.Settings) []string {
	if len(s.Images.Platforms) == 0 && (p.Tree.Location == plan.EmbeddedTree || u.Own != nil) {
		return nil
	}
	return p.Platforms
}

// filesOf is the folder of a unit's files as a shell puts it before their names, without the slash.
func filesOf(dir string) string {
	if dir = path.Clean(dir); dir != "." {
		return dir
	}
	return ""
}

// releaseOrder puts each unit after those that it waits for (workload.after); otherwise the order stays.
func releaseOrder(units []plan.Unit, s settings.Settings) ([]plan.Unit, error) {
	var order []plan.Unit
	done := map[string]bool{}
	for len(order) < len(units) {
		before := len(order)
		for _, u := range units {
			waits := slices.ContainsFunc(u.Workload.After, func(name string) bool { return !done[name] })
			if done[u.Name] || waits {
				continue
			}
			done[u.Name] = true
			order = append(order, u)
		}
		if len(order) > before {
			continue
		}
		for _, u := range units {
			if !done[u.Name] {
				return nil, fault.New(fault.Usage, "the unit %s waits for %s, which is not deployed or waits for it", u.Name, strings.Join(u.Workload.After, ", ")).
					WithHint("mend units.%q.workload.after in waybill.yaml", u.Path).Where(s.UnitPlace(settings.UnitKeys(u.Facts), "workload", "after"))
			}
		}
	}
	return order, nil
}

// byRelease names the variables that a build gets for the release of the language in its image. Its tests run in the same image.
func byRelease(f facts.Unit) []string {
	var names []string
	for _, s := range f.Image.Stages {
		for _, e := range s.EnvIf {
			names = append(names, e.Env.Name)
		}
	}
	return names
}

// addTest joins the unit to the test run of its kind, or starts one.
func addTest(out *plan.Pipeline, part *plan.PipelineUnit, u plan.Unit, buildEnv []string) {
	test := u.Facts.Runtime.Test
	if len(u.Stages) == 0 || test.Script == "" {
		return // nothing is built: a folder of files that a web server hands out
	}
	stage := u.Stages[len(u.Stages)-1]
	part.Dir = buildFolder(u)
	part.Module = relative(part.Dir, u.Path)
	if u.Own != nil && !test.Builds {
		// the tests have brought the dependencies already
		part.Make = slices.DeleteFunc(slices.Clone(u.Own.Make), func(line []string) bool {
			return slices.ContainsFunc(stage.Resolve, func(r []string) bool { return slices.Equal(r, line) })
		})
	}
	run := plan.TestRun{Tool: toolWord(u.Facts), Script: exports(buildEnv, stage.Stage) + testScript(test, stage.Build, out.Secrets), Image: stage.Base.Ref}
	same := func(o plan.TestRun) bool { return o.Script == run.Script && o.Image == run.Image }
	if i := slices.IndexFunc(out.Tests, same); i >= 0 {
		part.Test = out.Tests[i].Name
		return
	}
	run.Name = run.Tool
	if len(out.Tests) > 0 {
		run.Name = fmt.Sprintf("%s-%d", run.Tool, len(out.Tests)+1)
	}
	run.Container = container(out, run.Image)
	part.Test = run.Name
	out.Tests = append(out.Tests, run)
}

// toolWord is the build tool as a word that Groovy, a shell and a file name take.
func toolWord(f facts.Unit) string {
	word := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, cmp.Or(f.BuildTool.Value, f.Language.Value))
	return cmp.Or(word, "build")
}

// buildFolder is where the unit's build starts, relative to the repository.
func buildFolder(u plan.Unit) string {
	if len(u.Stages) == 0 {
		return "."
	}
	return path.Clean(cmp.Or(u.Stages[len(u.Stages)-1].Workdir, "."))
}

// container returns the name of the pod's container with that image.
func container(out *plan.Pipeline, image string) string {
	for _, c := range out.Containers {
		if c.Image == image {
			return c.Name
		}
	}
	name := "build"
	if n := len(out.Containers); n > 0 {
		name = fmt.Sprintf("build-%d", n+1)
	}
	out.Containers = append(out.Containers, plan.Container{Name: name, Image: image})
	return name
}

// plainWord is an option that neither Groovy nor a shell reads as anything but itself.
var plainWord = regexp.MustCompile(`^--?[A-Za-z][A-Za-z0-9_][A-Za-z0-9._=,/+-]*$`)

// testScript is a language's script with the words that it keeps of the build's first command.
func testScript(test facts.Test, build [][]string, given []plan.BuildSecret) string {
	var words strings.Builder
	starts := func(word string, prefixes []string) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(word, p) })
	}
	for _, command := range build[:min(len(build), 1)] {
		for _, w := range command {
			if plainWord.MatchString(w) && starts(w, test.Keep) && !starts(w, test.Drop) {
				words.WriteString(w + " ")
			}
		}
	}
	return strings.ReplaceAll(forSecrets(test, given), "{args}", words.String())
}

// watched is the folder whose files concern a unit, without those of the other units in there: its own, or that of the unit around it. The
// unit of the repository's root has none of its own. A file below no unit's folder, such as a shared library, a parent POM or a lock file,
// concerns every unit: too much is built then, never too little.
func watched(u plan.Unit, all []plan.Unit) (folder string, except []string) {
	if u.Path == "." {
		return "", nil
	}
	folder = u.Path
	for i := range all { // a unit is large, and each is held against each
		if of := all[i].Path; of != "." && below(folder, of) {
			folder = of
		}
	}
	for i := range all {
		if of := all[i].Path; of != folder && below(of, folder) && !below(u.Path, of) {
			except = append(except, of)
		}
	}
	return folder, except
}

func below(name, dir string) bool {
	rest, ok := strings.CutPrefix(name, dir)
	return ok && (rest == "" || rest[0] == '/')
}

// relative is target as seen from dir, both relative to the repository.
func relative(dir, target string) string {
	if dir == "." {
		return target
	}
	if below(target, dir) {
		return cmp.Or(strings.TrimPrefix(strings.TrimPrefix(target, dir), "/"), ".")
	}
	return strings.Repeat("../", strings.Count(dir, "/")+1) + target
}

// plainPath says whether a name reaches a shell unchanged. Templates quote for Groovy and scripts for the shell, but Jenkins itself
// expands $NAME in values of its environment (withEnv), and its kubernetes plugin writes them into `export NAME="…"` lines.
func plainPath(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool {
		return r < ' ' || r == 0x7f || strings.ContainsRune("$`\"'\\", r)
	})
}
