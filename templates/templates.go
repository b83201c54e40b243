// Package templates turns a plan into bytes: Sprig templates, embedded, each replaceable by a file of the organisation.
// It knows no language: everything that differs between languages is data of the plan.
package templates

import (
	"cmp"
	"embed"
	"io/fs"
	"slices"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
)

//go:embed all:dockerfile all:init all:kubernetes all:jenkins
var embedded embed.FS

// Embedded returns waybill's own templates, for `templates list, show, eject`.
func Embedded() fs.FS { return embedded }

// The artefacts, the words of `generate --only`.
const (
	Dockerfile = "dockerfile"
	Init       = "init"
	Kubernetes = "kubernetes"
	Jenkins    = "jenkins"
)

// Artefacts returns all artefacts, in the order in which they are written.
func Artefacts() []string { return []string{Dockerfile, Init, Kubernetes, Jenkins} }

// File is one rendered file.
type File struct {
	Path     string // slash path relative to the repository
	Mode     fs.FileMode
	Data     []byte
	Artefact string
	Unit     string // the unit's path, "" for a file of the repository
	Template string // the template that it comes from
}

// job is one file to render: a template with the data it sees.
type job struct {
	template string
	path     string
	mode     fs.FileMode
	data     any
}

// family makes the jobs of an artefact; one of the two functions may be absent.
type family struct {
	artefact string
	unit     func(p plan.Plan, u plan.Unit) []job // once for each unit
	whole    func(p plan.Plan) []job              // once for the repository
	// check judges a unit's files, and then the whole, before finish turns them into another form, when the settings ask for one.
	check  *patched
	finish func(p plan.Plan, u plan.Unit, files []File) ([]File, error)
}

// families is the whole of rendering, in order.
func (r *Renderer) families() []family {
	return []family{
		{artefact: Dockerfile, unit: dockerfileJobs},
		{artefact: Init, unit: initJobs},
		{artefact: Kubernetes, unit: r.kubernetesJobs, whole: clusterJobs, check: &patched{}, finish: r.kubernetesForm},
		{artefact: Jenkins, whole: jenkinsJobs},
	}
}

// Renderer renders plans with one set of templates.
type Renderer struct {
	fsys     layered
	partials []partial
	own      []string // templates of the organisation that replace none of waybill's, sorted
}

// New returns a renderer; overrides may be nil. A file in overrides that has the path of an embedded template replaces it.
func New(overrides fs.FS) (*Renderer, error) {
	r := &Renderer{fsys: layered{over: overrides, under: embedded}}
	var err error
	if r.own, err = ownTemplates(overrides); err != nil {
		return nil, err
	}
	return r, r.loadPartials()
}

// Render renders the artefacts that only names (all when empty), sorted by path. The templates reach nothing but the plan.
func (r *Renderer) Render(p plan.Plan, only ...string) ([]File, error) {
	var files []File
	for _, f := range r.families() {
		if len(only) > 0 && !slices.Contains(only, f.artefact) {
			continue
		}
		if f.whole != nil {
			if err := r.add(&files, f.artefact, "", f.whole(p)); err != nil {
				return nil, err
			}
		}
		if f.unit == nil {
			continue
		}
		for _, u := range p.Units {
			var own []File
			if err := r.add(&own, f.artefact, u.Path, f.unit(p, u)); err != nil {
				return nil, err
			}
			if f.check != nil {
				if err := f.check.add(p, u, own); err != nil {
					return nil, err
				}
			}
			if f.finish != nil {
				var err error
				if own, err = f.finish(p, u, own); err != nil {
					return nil, err
				}
			}
			files = append(files, own...)
		}
		if f.check != nil {
			if err := f.check.unmatched(); err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, unique(files)
}

func (r *Renderer) add(files *[]File, artefact, unit string, jobs []job) error {
	for _, j := range jobs {
		data, err := r.execute(j.template, j.data)
		if err != nil {
			return err
		}
		mode := j.mode
		if mode == 0 {
			mode = 0o644
		}
		*files = append(*files, File{Path: j.path, Mode: mode, Data: data, Artefact: artefact, Unit: unit, Template: j.template})
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
