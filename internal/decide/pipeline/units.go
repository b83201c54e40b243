package pipeline

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
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
	out.Shared = sharedChanges(p.Units)
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
		part.Glob, part.Changes = changes(u, p.Units)
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
		addTest(out, &part, u, slices.Collect(maps.Keys(set.BuildEnv)))
		out.Parts = append(out.Parts, part)
	}
	markMaking(out)
	return nil
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
	run.Steps = stepsOf(out.Tests, run)
	run.Container = container(out, run.Image)
	part.Test = run.Name
	out.Tests = append(out.Tests, run)
}

// markMaking marks the runs in which a unit has something to make, and those of the same steps.
func markMaking(out *plan.Pipeline) {
	for _, part := range out.Parts {
		i := slices.IndexFunc(out.Tests, func(t plan.TestRun) bool { return len(part.Make) > 0 && t.Name == part.Test })
		if i < 0 {
			continue
		}
		for k, t := range out.Tests {
			out.Tests[k].Makes = t.Makes || t.Steps == out.Tests[i].Steps
		}
	}
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

// stepsOf names the steps of a run: those of an earlier one where the script is the same.
func stepsOf(earlier []plan.TestRun, run plan.TestRun) string {
	name, others := "test"+strings.ToUpper(run.Tool[:1])+run.Tool[1:], 0
	for _, o := range earlier {
		if o.Script == run.Script {
			return o.Steps
		}
		if o.Tool == run.Tool {
			others++
		}
	}
	if others > 0 {
		name += strconv.Itoa(others + 1)
	}
	return name
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

// changes matches the files that concern a unit alone: those below its folder, or below that of the unit around it, and not below
// another unit's. The unit of the repository's root has none of its own.
func changes(u plan.Unit, all []plan.Unit) (glob, expression string) {
	if u.Path == "." {
		return "", ""
	}
	root := u.Path
	for _, o := range all {
		if o.Path != "." && below(root, o.Path) {
			root = o.Path
		}
	}
	var others []string
	for _, o := range all {
		if o.Path != root && below(o.Path, root) && !below(u.Path, o.Path) {
			others = append(others, strings.TrimPrefix(o.Path, root+"/"))
		}
	}
	if len(others) == 0 && !strings.ContainsAny(root, "*?") {
		return root + "/**", ""
	}
	return "", regexp.QuoteMeta(root) + "/" + notBelow(others)
}

// sharedChanges matches the files below no unit's folder. A shared library, a parent POM or a lock file concerns every unit: too much
// is built then, never too little.
func sharedChanges(all []plan.Unit) string {
	var folders []string
	for _, u := range all {
		around := func(o plan.Unit) bool { return o.Path != "." && o.Path != u.Path && below(u.Path, o.Path) }
		if u.Path != "." && !slices.ContainsFunc(all, around) {
			folders = append(folders, u.Path)
		}
	}
	return notBelow(folders)
}

func notBelow(folders []string) string {
	if len(folders) == 0 {
		return ".*"
	}
	quoted := make([]string, len(folders))
	for i, f := range folders {
		quoted[i] = regexp.QuoteMeta(f)
	}
	slices.Sort(quoted)
	return "(?!(" + strings.Join(slices.Compact(quoted), "|") + ")/).*"
}

func below(name, dir string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }

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
