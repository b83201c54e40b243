// Package templates turns a plan into bytes. It lists the families of templates, one folder each, and renders them.
//
// What goes in is a [plan.Plan]; what comes out are files, sorted by path. A family is a folder with templates and the Go types that
// they see: package dockerfile, initscript (folder init), kubernetes, pipeline,
// jenkins, gitlab and github. Each has a function that lists the jobs of a unit or of
// the repository; package engine renders a job. Every template is embedded, and a file of an organisation can replace it:
//
//	r, err := templates.New(os.DirFS("our-templates"))
//	files, err := r.Render(p, templates.Dockerfile)
//
// No family knows a language: all that differs between languages is data of the plan.
package templates

import (
	"cmp"
	"embed"
	"io/fs"
	"reflect"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/border"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/dockerfile"
	"github.com/waybill-dev/waybill/templates/engine"
	"github.com/waybill-dev/waybill/templates/github"
	"github.com/waybill-dev/waybill/templates/gitlab"
	initscript "github.com/waybill-dev/waybill/templates/init"
	"github.com/waybill-dev/waybill/templates/jenkins"
	"github.com/waybill-dev/waybill/templates/kubernetes"
	"github.com/waybill-dev/waybill/templates/pipeline"
)

// A pattern for each depth, since a pattern that names a folder leaves out files that begin with an underscore, as partials do.
//
//go:embed */*.tmpl kubernetes/*/*.tmpl kubernetes/chart/*/*.tmpl
var embedded embed.FS

// Embedded returns waybill's own templates, for `templates list, show, eject`.
func Embedded() fs.FS { return embedded }

// The artefacts, the words of `generate --only`.
const (
	Dockerfile = "dockerfile"
	Init       = "init"
	Kubernetes = "kubernetes"
	Jenkins    = plan.Jenkins
	GitLab     = plan.GitLab
	GitHub     = plan.GitHubActions
)

// Artefacts returns all artefacts, in the order in which they are written.
func Artefacts() []string { return []string{Dockerfile, Init, Kubernetes, Jenkins, GitLab, GitHub} }

// File is one rendered file.
type File = engine.File

// family makes the jobs of an artefact; one of the two functions may be absent.
type family struct {
	artefact string
	with     []string                                    // artefacts that need this one, which has no word of its own then
	unit     func(p plan.Plan, u plan.Unit) []engine.Job // once for each unit
	whole    func(p plan.Plan) []engine.Job              // once for the repository
	// check judges a unit's files, and then the whole, before finish turns them into another form, when the settings ask for one.
	check  *kubernetes.Patched
	finish func(p plan.Plan, u plan.Unit, files []File) ([]File, error)
}

// families is the whole of rendering, in order.
func (r *Renderer) families() []family {
	manifests := kubernetes.Family{Engine: r.engine}
	return []family{
		{artefact: Dockerfile, unit: dockerfile.Jobs},
		{artefact: Init, unit: initscript.Jobs},
		{artefact: Kubernetes, unit: manifests.Jobs, whole: kubernetes.ClusterJobs, check: &kubernetes.Patched{}, finish: manifests.Form},
		{artefact: "scripts", with: []string{Jenkins, GitLab, GitHub}, whole: pipeline.Jobs},
		{artefact: Jenkins, whole: jenkins.Jobs},
		{artefact: GitLab, whole: gitlab.Jobs},
		{artefact: GitHub, whole: github.Jobs},
	}
}

// Views lists what each template and each partial sees, family by family.
func Views() []engine.View {
	return slices.Concat(dockerfile.Views(), initscript.Views(), kubernetes.Views(embedded), pipeline.Views(), jenkins.Views(), gitlab.Views(), github.Views())
}

// Jobs lists what a plan renders, in all forms of the manifests: each template with the data that it sees.
func (r *Renderer) Jobs(p plan.Plan) []engine.Job {
	var jobs []engine.Job
	for _, f := range r.families() {
		if f.whole != nil {
			jobs = append(jobs, f.whole(p)...)
		}
		for _, u := range p.Units {
			if f.unit != nil {
				jobs = append(jobs, f.unit(p, u)...)
			}
		}
	}
	for _, u := range p.Units {
		jobs = append(jobs, kubernetes.ChartJobs(p, u)...)
	}
	return jobs
}

// MostFiles is how many files a Renderer makes of one plan unless it is told otherwise: those of some 200 units.
const MostFiles = 5000

// Renderer renders plans with one set of templates.
type Renderer struct {
	Most   int // files of one plan
	engine *engine.Engine
}

// New returns a renderer; overrides may be nil. A file in overrides that has the path of an embedded template replaces it.
func New(overrides fs.FS) (*Renderer, error) {
	e, err := engine.New(engine.Options{Embedded: embedded, Overrides: overrides, Open: kubernetes.OpenFolders(), Check: checkView})
	return &Renderer{Most: MostFiles, engine: e}, err
}

// checkView refuses a view in which a value is not of its kind. Render has asked the same of the plan.
func checkView(data any) error {
	return border.Check(data, reflect.TypeFor[plan.Plan]().PkgPath(), reflect.TypeFor[facts.Unit]().PkgPath())
}

// Render renders the artefacts that only names (all when empty), sorted by path. The templates reach nothing but the plan.
func (r *Renderer) Render(p plan.Plan, only ...string) ([]File, error) {
	if err := border.Check(p); err != nil {
		return nil, err
	}
	var todo []work
	left := r.Most
	for _, f := range r.families() {
		asked := func(word string) bool { return word == f.artefact || slices.Contains(f.with, word) }
		if len(only) > 0 && !slices.ContainsFunc(only, asked) {
			continue
		}
		w, count := f.work(p, left)
		if left -= count; left < 0 {
			return nil, fault.New(fault.Usage, "there would be more than %d generated files, for %d units in %d environments", r.Most, len(p.Units), len(p.Environments)).WithHint("choose some of them with --unit, or raise the limit with --max-outputs")
		}
		todo = append(todo, w)
	}
	var files []File
	for _, w := range todo {
		rendered, err := r.family(w, p)
		if err != nil {
			return nil, err
		}
		files = append(files, rendered...)
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, cmp.Or(writable(files), unique(files))
}

// work is what one family makes of a plan: the jobs of the repository, and of each unit.
type work struct {
	family
	jobs [][]engine.Job // of p.Units, in their order; empty when the family has none for units
	all  []engine.Job
}

// work lists the jobs of a family and counts them. It ends early where there are more than left.
func (f family) work(p plan.Plan, left int) (w work, count int) {
	w.family = f
	if f.whole != nil {
		w.all = f.whole(p)
	}
	count = len(w.all)
	if f.unit == nil {
		return w, count
	}
	for _, u := range p.Units {
		if count > left {
			break
		}
		w.jobs = append(w.jobs, f.unit(p, u))
		count += len(w.jobs[len(w.jobs)-1])
	}
	return w, count
}

// family renders one artefact: the repository's files, then those of each unit.
func (r *Renderer) family(f work, p plan.Plan) ([]File, error) {
	files, err := r.render(f.all)
	if err != nil {
		return nil, err
	}
	files = mark(files, f.artefact, "")
	for i, jobs := range f.jobs {
		u := p.Units[i]
		own, err := r.render(jobs)
		if err != nil {
			return nil, err
		}
		if f.check != nil {
			if err := f.check.Add(p, u, own); err != nil {
				return nil, err
			}
		}
		if f.finish != nil {
			if own, err = f.finish(p, u, own); err != nil {
				return nil, err
			}
		}
		files = append(files, mark(own, f.artefact, u.Path)...)
	}
	if f.check != nil {
		return files, f.check.Unmatched()
	}
	return files, nil
}

func (r *Renderer) render(jobs []engine.Job) ([]File, error) {
	var files []File
	for _, j := range jobs {
		f, err := r.engine.Render(j)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// mark says whose the files are.
func mark(files []File, artefact, unit string) []File {
	for i := range files {
		files[i].Artefact, files[i].Unit = artefact, unit
	}
	return files
}

// writable refuses a file whose path is none: what a path is made of has been checked, and what came out is a value of a kind as well.
// What no file system takes, the writer refuses besides.
func writable(files []File) error {
	for _, f := range files {
		if err := border.Path.Parse(f.Path); err != nil || f.Path == "" {
			return fault.New(fault.Usage, "%q is no path of a file", f.Path)
		}
	}
	return nil
}

// unique refuses two files of one path: one would silently win.
func unique(files []File) error {
	for i := 1; i < len(files); i++ {
		if files[i].Path == files[i-1].Path {
			return fault.New(fault.Usage, "two units would write %s", files[i].Path).
				WithHint("give one of them another folder, or skip it: units.%q.skip in waybill.yaml", files[i].Unit)
		}
	}
	return nil
}
