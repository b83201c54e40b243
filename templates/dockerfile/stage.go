package dockerfile

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// viewStage writes out one build stage.
func viewStage(application string, s plan.Stage) Stage {
	v := Stage{
		Name: s.Name, Base: s.Base, Builder: s.Builder, Workdir: path.Join(sourceRoot, s.Workdir),
		Env: s.Env, Args: s.Args, Downloads: mounts(application, s.Stage, false), Mounts: mounts(application, s.Stage, true),
		Resolve: s.Resolve, Dated: s.Dated, Build: s.Build, Unpack: s.Unpack, Shell: s.Shell,
	}
	for _, a := range s.Args {
		if a.Value == "" {
			v.Given = append(v.Given, a.Name)
		}
	}
	if len(s.Resolve) > 0 {
		v.Manifests = manifestCopies(s.Manifest)
	}
	if len(v.Manifests) > manyFolders {
		v.Prune = pruneTo(s.Manifest)
		v.Manifests = []Copy{{Stage: s.Name + "-manifests", From: []string{sourceRoot + "/"}, To: sourceRoot + "/"}}
	}
	v.Sources = sourceCopies(s.Sources)
	for _, c := range s.From {
		v.From = append(v.From, Copy{Stage: c.Stage, From: []string{path.Join(sourceRoot, c.From)}, To: path.Join(sourceRoot, c.To)})
	}
	return v
}

// shared are the caches that several builds may write at the same time, which is what a mount allows unless it says otherwise.
var shared = []string{"go-build", "go-mod", "npm"}

// mounts are the options of a RUN that downloads, or that compiles as well. Cache mounts of Go and of npm are keyed by content and bear many
// builds at once, so that all images share one (cmd/go: GOCACHE, GOMODCACHE; npm: cacache). The others are shared by the images of one
// application, one build at a time: Maven's local repository is locked within one process only (Maven Resolver, "Named Locks"). See
// docs/decisions/0019-caches-of-a-build.md. Secret mounts hold settings with passwords, which no layer ever sees.
func mounts(application string, s facts.Stage, compiles bool) []string {
	var out []string
	for _, c := range s.Caches {
		switch {
		case c.Compiled && !compiles:
		case slices.Contains(shared, c.ID):
			out = append(out, "type=cache,id="+c.ID+",target="+c.Target)
		default:
			out = append(out, "type=cache,id="+strings.TrimPrefix(application+"-", "-")+c.ID+",sharing=locked,target="+c.Target)
		}
	}
	for _, secret := range s.Secrets {
		if secret.Target != "" {
			out = append(out, "type=secret,id="+secret.ID+",target="+secret.Target)
		}
	}
	return out
}

// manifestCopies copies each folder's manifests in one line; a folder among them (".mvn/") comes as a whole.
func manifestCopies(files []string) []Copy {
	byFolder := map[string][]string{}
	var whole []Copy
	for _, f := range files {
		if strings.HasSuffix(f, "/") {
			whole = append(whole, Copy{From: []string{f}, To: path.Join(sourceRoot, f) + "/"})
			continue
		}
		dir := path.Dir(f)
		byFolder[dir] = append(byFolder[dir], f)
	}
	var out []Copy
	for _, dir := range slices.Sorted(maps.Keys(byFolder)) {
		slices.Sort(byFolder[dir])
		out = append(out, Copy{From: slices.Compact(byFolder[dir]), To: path.Join(sourceRoot, dir) + "/"})
	}
	slices.SortFunc(whole, func(a, b Copy) int { return strings.Compare(a.To, b.To) })
	return append(out, whole...)
}

// manySame is how many manifests of one name stand in the command one by one. More are kept by that name alone, wherever they lie, so that
// the line stays readable and does not change with each new module.
const manySame = 4

// pruneTo is the find command that deletes every file that is no manifest. Its patterns are globs (POSIX find, -path and -name).
func pruneTo(files []string) []string {
	escape := strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`)
	argv := []string{"find", ".", "!", "-type", "d"}
	same := map[string]int{}
	for _, f := range files {
		same[path.Base(f)]++
	}
	for _, name := range slices.Sorted(maps.Keys(same)) {
		if same[name] > manySame {
			argv = append(argv, "!", "-name", escape.Replace(name))
		}
	}
	for _, f := range files {
		if !strings.HasSuffix(f, "/") && same[path.Base(f)] > manySame {
			continue
		}
		pattern := "./" + escape.Replace(f)
		if strings.HasSuffix(f, "/") {
			pattern += "*"
		}
		argv = append(argv, "!", "-path", pattern)
	}
	return append(argv, "-delete")
}

// sourceCopies copies what the build reads: the whole context when nothing is named.
func sourceCopies(files []string) []Copy {
	if len(files) == 0 || slices.Contains(files, ".") {
		return []Copy{{From: []string{"."}, To: sourceRoot + "/"}}
	}
	var out []Copy
	for _, f := range files {
		if slices.ContainsFunc(files, func(dir string) bool { return dir != f && strings.HasSuffix(dir, "/") && strings.HasPrefix(f, dir) }) {
			continue // comes with the folder
		}
		to := path.Join(sourceRoot, f)
		if strings.HasSuffix(f, "/") {
			to += "/"
		}
		out = append(out, Copy{From: []string{f}, To: to})
	}
	return out
}

func itoa(n int) string { return strconv.Itoa(n) }
