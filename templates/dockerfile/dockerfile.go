// Package dockerfile renders the Dockerfile of a unit, its ignore file, and the web server's settings of a static site.
// [Image], [Ignore] and [Site] are what the templates of this folder see.
package dockerfile

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
	initscript "github.com/waybill-dev/waybill/templates/init"
)

// sourceRoot is where build stages hold the repository; skeleton collects folders and links of the run image where no RUN has to make them there.
const (
	sourceRoot = "/src"
	skeleton   = "/skeleton"
)

// manyFolders is the number of folders with manifests above which they come through a stage of their own: five lines instead of one a
// folder, and a new module changes none of them. Besides, each COPY is a layer, and overlay file systems take at most 128.
const manyFolders = 8

// Image is what Dockerfile.tmpl sees: the plan of one unit with every path absolute and every mount written out.
type Image struct {
	Plan     plan.Plan         // the whole decision
	Unit     plan.Unit         // the unit that the image is of
	Name     string            // of the unit
	File     string            // the Dockerfile's own path, for the build command in its head
	Path     string            // the unit's folder
	Stages   []Stage           // build stages, in order
	Secrets  []facts.Secret    // that the build takes when they are given, each once
	Base     plan.Base         // of the run image
	User     int               // uid that the program runs as; the group is 0
	Workdir  string            // absolute folder that the program starts in
	HasShell bool              // the run image has a shell, so that RUN works in it
	Folders  []string          // made for the program to write in, owned by it
	Seeded   []string          // those of them that hold files of the image, which become the program's own
	Links    []initscript.Link // made after the files
	Copies   []Copy            // COPY lines of the run image
	Env      []facts.EnvVar    // variables of the run image
	Ports    []string          // of EXPOSE: 8080, 53/udp
	Labels   []facts.EnvVar    // OCI annotations that are known now
	// LooksSecret: BuildKit's check takes the name of a variable for that of a secret.
	LooksSecret bool
	DebugFrom   string   // image that a static busybox comes from
	Platforms   []string // that the image is for, when there are several
	Emulates    bool     // a command runs on the platform that the image is for, which another builder has to emulate
	StopSignal  string   // empty where SIGTERM is right and nothing in the base says another one
	Health      []string // command of HEALTHCHECK in exec form, empty for none
	Entrypoint  []string // ENTRYPOINT, in exec form: reaper and init
	Command     []string // CMD, in exec form
	// Archive is made by a training run in a stage between the program and what else the image says; nil for none.
	Archive *plan.Archive
	Listens string // the port whose opening ends the run, as /proc/net/tcp writes it: 1F90; empty for a run that ends otherwise
}

// Stage is one build stage.
type Stage struct {
	Name      string            // of the stage: build
	Base      plan.Base         // of the stage
	Builder   bool              // it runs on the platform that builds, whichever the image is for
	Native    string            // why it has to run on the platform that the image is for; empty where there is one platform
	Workdir   string            // absolute folder that the commands run in
	Env       []facts.EnvVar    // variables of the stage
	Args      []facts.EnvVar    // build arguments that Build names; the builder itself gives those without a value
	Given     []string          // names of those that the builder gives: TARGETOS
	Downloads []string          // mount options of the RUN lines of Resolve: type=cache,…
	Mounts    []string          // mount options of the RUN lines of Build
	Prune     []string          // argv that leaves nothing but manifests, when they come through a stage of their own
	Manifests []Copy            // one line a folder
	Resolve   [][]string        // commands that fetch the dependencies
	Sources   []Copy            // COPY lines of what the build reads
	From      []Copy            // COPY lines from earlier stages
	Dated     bool              // files without a date get one before the build
	Build     [][]string        // commands in exec form
	Unpack    [][]string        // commands after them that take the output apart, without mounts
	Shell     []string          // lines of POSIX shell at the end, without mounts
	Skeleton  []string          // folders made for the run image
	Links     []initscript.Link // links made for the run image
}

// Copy is one COPY line.
type Copy struct {
	Why   string   // one line for the comment above, may be empty
	Stage string   // "" is the build context
	Owner string   // of --chown, empty for root
	Mode  string   // of --chmod, empty for that of the file
	From  []string // sources, relative to the build context or absolute in the stage
	To    string   // target, absolute; a folder ends in a slash
}

// Jobs lists the files of one unit; none for one that the repository's own Dockerfile builds.
func Jobs(p plan.Plan, u plan.Unit) []engine.Job {
	if u.Own != nil {
		return nil // not even an ignore file, which would go before the repository's
	}
	view := viewImage(p, u)
	jobs := []engine.Job{
		{Template: "dockerfile/Dockerfile.tmpl", Path: view.File, Data: view},
		{Template: "dockerfile/Dockerfile.dockerignore.tmpl", Path: view.File + ".dockerignore", Data: viewIgnore(p, u)},
	}
	if u.Run.Site != nil {
		jobs = append(jobs, engine.Job{Template: "dockerfile/nginx.conf.tmpl", Path: siteFile(u), Data: viewSite(p, u)})
	}
	return jobs
}

func viewImage(p plan.Plan, u plan.Unit) Image {
	links, env := initscript.Layout(u)
	v := Image{
		Plan: p, Unit: u, Name: u.Name, File: path.Join(u.Dir, "Dockerfile"), Path: u.Path,
		Base: u.Run.Base, User: u.Run.User, Workdir: initscript.Workdir(u), HasShell: u.Run.Base.Has("sh"), Links: links,
		StopSignal: stopSignal(u),
		Env:        slices.Concat(u.Run.Env, env),
		DebugFrom:  u.Image.DebugFrom,
		Labels:     labels(u),
		Command:    u.Run.Command,
		Archive:    u.Run.Archive,
	}
	if a := u.Run.Archive; a != nil && a.Port > 0 {
		v.Listens = fmt.Sprintf("%04X", a.Port)
	}
	for _, port := range u.Ports {
		v.Ports = append(v.Ports, itoa(port.Number))
	}
	for _, port := range u.UDP {
		v.Ports = append(v.Ports, itoa(port.Number)+"/udp")
	}
	for _, s := range u.Stages {
		v.Stages = append(v.Stages, viewStage(p.Application, s))
		for _, secret := range s.Secrets {
			if secret.Target == "/run/secrets/"+secret.ID { // where the value of a variable is read from
				secret.Env = secret.ID
			}
			if !slices.ContainsFunc(v.Secrets, func(have facts.Secret) bool { return have.ID == secret.ID }) {
				v.Secrets = append(v.Secrets, secret)
			}
		}
	}
	v.LooksSecret = slices.ContainsFunc(v.Env, soundsSecret)
	for _, s := range v.Stages {
		v.LooksSecret = v.LooksSecret || slices.ContainsFunc(s.Env, soundsSecret)
	}
	v.Folders = folders(u, links)
	for _, w := range u.Run.Seeded {
		v.Seeded = append(v.Seeded, inImage(u, w))
	}
	v.Copies = runCopies(u)
	v.start(p, u)
	if len(v.Stages) > 0 && len(v.Folders)+len(v.Links) > 0 && (!v.HasShell || v.ownPlaces()) {
		v.useSkeleton()
	}
	v.across(p, u)
	return v
}

// stopSignal is what the engine sends. SIGTERM is its default, which a line repeats only on an image that says another one: nginx.
func stopSignal(u plan.Unit) string {
	if u.Run.StopSignal == "" && u.Run.Base.Has("nginx") {
		return "SIGTERM"
	}
	return u.Run.StopSignal
}

// ownPlaces says whether no folder or link can be one of the base image's own, whose owner a COPY does not change.
func (v *Image) ownPlaces() bool {
	own := func(p string) bool { return p == initscript.RunDir || strings.HasPrefix(p, plan.Workdir+"/") }
	return !slices.ContainsFunc(v.Folders, func(f string) bool { return !own(f) }) &&
		!slices.ContainsFunc(v.Links, func(l initscript.Link) bool { return l.Replace || !own(l.Path) })
}

// start sets how the container starts: reaper, init, program.
func (v *Image) start(p plan.Plan, u plan.Unit) {
	v.Entrypoint = slices.Clone(u.Init.Reaper)
	if u.Init.Form == plan.InitNone {
		if !slices.ContainsFunc(v.Env, func(e facts.EnvVar) bool { return e.Name == "HOME" }) {
			v.Env = append(v.Env, facts.EnvVar{Name: "HOME", Value: "/tmp"}) // an init looks for one that can be written to; here nobody does
		}
		return
	}
	v.Entrypoint = append(v.Entrypoint, u.Init.Path, "start")
	switch {
	case u.Init.Provided:
		v.Env = slices.Concat(v.Env, initscript.View(p, u).Settings())
	case u.Init.Form == plan.InitScript:
		v.Copies = append(v.Copies, Copy{Why: "the init, see deploy/init.sh", Mode: "0755", From: []string{initscript.File(u)}, To: u.Init.Path})
	}
	if u.Image.Health && len(u.Ports) > 0 {
		v.Env = append(v.Env, facts.EnvVar{Name: "WB_READY", Value: readiness(u)})
		v.Health = []string{u.Init.Path, "probe-ready"}
	}
}

// readiness is what the init's watcher asks: the health path where there is one, else whether the port is open.
func readiness(u plan.Unit) string {
	port := itoa(u.Ports[0].Number)
	if u.Probes.Ready == "" || u.Probes.Port != u.Ports[0].Name {
		return "tcp:" + port
	}
	return "http://127.0.0.1:" + port + u.Probes.Ready
}

// soundsSecret holds for the names that BuildKit's check SecretsUsedInArgOrEnv stops at. No value of a secret ever comes this far:
// facts hold names only.
func soundsSecret(e facts.EnvVar) bool {
	return slices.ContainsFunc(strings.Split(strings.ToLower(e.Name), "_"), func(part string) bool {
		return slices.Contains([]string{"apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"}, part)
	})
}

// useSkeleton moves folders and links to the last build stage: for a run image in which nothing can run, and for one in which nothing needs to.
// A run stage without RUN needs no root, and a build for another platform needs no emulation of it.
func (v *Image) useSkeleton() {
	last := &v.Stages[len(v.Stages)-1]
	for _, f := range v.Folders {
		last.Skeleton = append(last.Skeleton, path.Join(skeleton, f))
	}
	for _, l := range v.Links {
		last.Skeleton = append(last.Skeleton, path.Join(skeleton, path.Dir(l.Path)))
		last.Links = append(last.Links, initscript.Link{Path: path.Join(skeleton, l.Path), Target: l.Target})
	}
	slices.Sort(last.Skeleton)
	last.Skeleton = slices.Compact(last.Skeleton)
	v.Folders, v.Links = nil, nil
	v.Copies = append(v.Copies, Copy{Why: "folders that the program writes to", Stage: last.Name, Owner: owner(v.User), From: []string{skeleton + "/"}, To: "/"})
}

func owner(user int) string { return itoa(user) + ":0" }

// folders lists what the program or its init writes to. A folder that becomes a link is none.
func folders(u plan.Unit, links []initscript.Link) []string {
	var all []string
	if u.Init.Form != plan.InitNone {
		all = append(all, initscript.RunDir)
	}
	for _, w := range u.Run.Writable {
		all = append(all, inImage(u, w))
	}
	if u.Logs.Dir != "" {
		all = append(all, u.Logs.Dir)
	}
	all = slices.DeleteFunc(all, func(f string) bool {
		return f == "/tmp" || slices.ContainsFunc(links, func(l initscript.Link) bool { return l.Path == f })
	})
	slices.Sort(all)
	return slices.Compact(all)
}

func inImage(u plan.Unit, p string) string {
	if path.IsAbs(p) {
		return path.Clean(p)
	}
	return path.Join(initscript.Workdir(u), p)
}

// runCopies brings the program into the run image. What lies in a folder that it writes to becomes its own.
func runCopies(u plan.Unit) []Copy {
	var out []Copy
	for _, c := range u.Run.Copies {
		to := inImage(u, c.To)
		v := Copy{Why: c.Why, Stage: c.Stage, From: []string{c.From}, To: to}
		if c.Stage != "" && !path.IsAbs(c.From) {
			v.From[0] = path.Join(sourceRoot, c.From)
		}
		if strings.HasSuffix(c.From, "/") || strings.HasSuffix(c.To, "/") || c.To == "." || c.To == "" {
			v.To = strings.TrimSuffix(to, "/") + "/"
		}
		for _, w := range u.Run.Writable {
			if f := inImage(u, w); to == f || strings.HasPrefix(to, f+"/") {
				v.Owner = owner(u.Run.User)
			}
		}
		out = append(out, v)
	}
	if u.Run.Site != nil {
		out = append(out, Copy{Why: "the web server's settings", From: []string{siteFile(u)}, To: "/etc/nginx/nginx.conf"})
	}
	return out
}

// labels are the OCI annotations that are known when the Dockerfile is written (OCI image spec, annotations.md); revision, version,
// source and the time are those of a build, which adds them.
func labels(u plan.Unit) []facts.EnvVar {
	out := []facts.EnvVar{{Name: "org.opencontainers.image.title", Value: u.Name}}
	if u.Run.Base.BaseName != "" {
		out = append(out, facts.EnvVar{Name: "org.opencontainers.image.base.name", Value: u.Run.Base.BaseName})
	}
	if u.Run.Base.Digest != "" {
		out = append(out, facts.EnvVar{Name: "org.opencontainers.image.base.digest", Value: u.Run.Base.Digest})
	}
	for _, name := range slices.Sorted(maps.Keys(u.Image.Labels)) {
		out = append(out, facts.EnvVar{Name: name, Value: u.Image.Labels[name]})
	}
	return out
}
