// Package initscript renders the script that starts a container, and says what the image prepares for it: links, folders, variables.
// [Script] is what the template of this folder sees. The package is not called init, since Go keeps that word for functions.
package initscript

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
)

// version is the release of the init's contract; the script and cmd/waybill-init print it.
const version = "1"

// RunDir is the only folder that the init needs to write: an emptyDir in a pod with a read-only root.
const RunDir = "/run/waybill"

// Script is what init.sh.tmpl sees: the settings that differ from program to program.
type Script struct {
	Plan         plan.Plan // the whole decision
	Unit         plan.Unit // the unit that the script starts
	Name         string    // of the unit
	Version      string    // of the init's contract
	Environments []string  // names, in the order of a release; none where nothing differs by them: any plain name will do
	Aliases      []string  // alias=environment
	Select       string    // variable that takes the environment's name
	Spellings    []string  // environment=word, where the program has another word
	Argument     string    // one more word of the program's command; {env} and {file} are replaced
	JVM          string    // argv, or the variable that takes heap flags
	// What the script holds: only what the unit needs.
	Selects   bool     // the program is told its environment
	Config    bool     // files are linked or copied by environment
	Folder    bool     // the folder of an environment is linked as a whole
	Copies    bool     // some are copied
	Logs      bool     // a log folder is linked to a volume
	LocalLogs bool     // the image's log folder leads into the run folder
	Mark      bool     // the script says that the program lives: there is no port to ask
	Watch     bool     // the script finds out whether the program is ready
	Fetches   bool     // it asks a route or reads a log for that, not only a port, a file or a command
	Asks      bool     // Docker's health check asks the program
	Sized     bool     // the Java version is below 15: its heap is computed from the memory limit
	OldJVM    bool     // the Java version is unknown: its heap flags depend on the update and on the node
	Limits    bool     // the limit of open files is raised, or lowered
	Clamp     bool     // that limit is lowered for a JVM of Java 8 or older
	Supervise bool     // the script can stay the parent of the program
	Reaper    bool     // it looks for a reaper in the image
	Prestop   bool     // it runs a hook before the program stops
	Missing   []string // variables that ask for a part which is left out
}

// Jobs lists the files of one unit.
func Jobs(p plan.Plan, u plan.Unit) []engine.Job {
	if u.Init.Form != plan.InitScript || u.Init.Provided {
		return nil
	}
	view := View(p, u)
	jobs := []engine.Job{{Template: "init/init.sh.tmpl", Path: File(u), Mode: 0o755, Data: view}}
	if !plan.Made(u.Dir) { // git does not see that folder
		jobs = append(jobs, engine.Job{Template: "init/gitattributes.tmpl", Path: path.Join(path.Dir(File(u)), ".gitattributes"), Data: view})
	}
	return jobs
}

// File is the script's place in the repository.
func File(u plan.Unit) string { return path.Join(u.Dir, "deploy", "init.sh") }

// testForQA lets a deployment say test for qa, the commonest other word for it (init contract, WB_ENV_ALIASES), where test is no name of
// its own: neither of an environment nor of files of the repository, where test and qa may be two places.
func testForQA(environments []plan.Environment, known []facts.Environment) []string {
	if slices.ContainsFunc(known, func(e facts.Environment) bool { return e.Name == "test" }) {
		return nil
	}
	qa := false
	for _, e := range environments {
		if e.Name == "test" || slices.Contains(e.Aliases, "test") {
			return nil
		}
		qa = qa || e.Name == "qa"
	}
	if !qa {
		return nil
	}
	return []string{"test=qa"}
}

// differs says whether anything in the image is chosen by the environment. Where nothing is, the init takes any plain name: a new
// environment needs no new image then.
func differs(u plan.Unit) bool {
	return len(u.Init.Links) > 0 || u.Init.Select.Variable != "" || u.Init.Select.Argument != ""
}

// View is what the template sees of a unit.
func View(p plan.Plan, u plan.Unit) Script {
	v := Script{Plan: p, Unit: u, Name: u.Name, Version: version, Select: u.Init.Select.Variable, Argument: u.Init.Select.Argument, JVM: heapDelivery(u)}
	for _, e := range p.Environments {
		if differs(u) {
			v.Environments = append(v.Environments, e.Name)
		}
		for _, alias := range e.Aliases {
			v.Aliases = append(v.Aliases, alias+"="+e.Name)
		}
		if word := u.Init.Select.Values[e.Name]; word != "" && word != e.Name {
			v.Spellings = append(v.Spellings, e.Name+"="+word)
		}
	}
	v.parts(u)
	v.Aliases = append(v.Aliases, testForQA(p.Environments, u.Facts.Environments)...)
	return v
}

// parts decides what the script holds. What a program does itself is left out: Node, Go and a JVM raise the limit of open files, and only
// a JVM of Java 8 or older reserves memory for each file that it could open (JDK-8150460).
func (s *Script) parts(u plan.Unit) {
	s.Selects = s.Select != "" || s.Argument != "" || told(u, "WB_SELECT", "WB_SPELLINGS")
	s.Config = len(u.Init.Links) > 0 || strings.Contains(s.Argument, "{file}") || told(u, "WB_CONFIG_")
	s.Copies = s.Config && (slices.ContainsFunc(u.Init.Links, func(l plan.Link) bool { return l.Copy }) || told(u, "WB_CONFIG_COPIES"))
	s.Folder = told(u, "WB_CONFIG_LINK")
	s.Logs = logsOnVolume(u)
	s.LocalLogs = u.Init.LogLink != "" && !s.Logs
	s.Watch = told(u, "WB_READY")
	s.Asks = !s.Watch && u.Image.Health && len(u.Ports) > 0
	s.Fetches = s.Asks || s.Watch && (u.Image.Health || asksRoute(u))
	s.Mark = len(u.Ports) == 0 && !s.Watch
	s.Supervise = reaps(u) && len(u.Init.Reaper) == 0 || told(u, "WB_MODE")
	s.Reaper = told(u, "WB_SUBREAPER")
	s.Prestop = u.Workload.StopHook != "" || told(u, "WB_STOP_HOOK", "WB_DRAIN_SECONDS")
	major := javaMajor(u.Run.Base.Provides["java"])
	s.OldJVM = s.JVM != "" && major == 0
	s.Sized = s.JVM != "" && major > 0 && major < limitsOnV2
	s.Clamp = s.JVM != "" && major <= 8
	s.Limits = told(u, "WB_NOFILE")
	for _, part := range []struct {
		in    bool
		names []string
	}{
		{s.Selects, []string{"WB_SELECT", "WB_SPELLINGS"}},
		{s.Argument != "", []string{"WB_ARGUMENT"}},
		{s.Config, []string{"WB_CONFIG_FILES"}},
		{s.Folder, []string{"WB_CONFIG_LINK"}},
		{s.Copies, []string{"WB_CONFIG_COPIES"}},
		{s.Logs, []string{"WB_LOG_LINK"}},
		{s.Watch || s.Asks, []string{"WB_READY"}},
		{s.Limits, []string{"WB_NOFILE"}},
		{s.Supervise, []string{"WB_MODE"}},
		{s.Reaper, []string{"WB_SUBREAPER"}},
		{s.Prestop, []string{"WB_STOP_HOOK"}},
	} {
		if !part.in {
			s.Missing = append(s.Missing, part.names...)
		}
	}
}

// logsOnVolume says whether log files go to a volume: of the node, or one that a sidecar reads.
func logsOnVolume(u plan.Unit) bool {
	return u.Init.LogLink != "" && u.Logs.To != plan.LogsStdout || told(u, "WB_LOG_")
}

// told says whether a variable of the image or of a pod whose name starts with one of the prefixes is set: the script then needs that part.
func told(u plan.Unit, prefixes ...string) bool {
	return slices.ContainsFunc(variables(u), func(e facts.EnvVar) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(e.Name, p) })
	})
}

func asksRoute(u plan.Unit) bool {
	return slices.ContainsFunc(variables(u), func(e facts.EnvVar) bool {
		return e.Name == "WB_READY" && (strings.HasPrefix(e.Value, "http") || strings.HasPrefix(e.Value, "log"))
	})
}

// variables are those of the image and of the pods of all environments.
func variables(u plan.Unit) []facts.EnvVar {
	all := [][]facts.EnvVar{u.Run.Env, u.Workload.Env, u.Workload.Direct}
	for _, spot := range u.Workload.Spots {
		all = append(all, spot.Env, spot.Direct)
	}
	return slices.Concat(all...)
}

// limitsOnV2 is the first JDK that sees the memory limit of cgroup v2 in every update (init contract, JVM flags).
const limitsOnV2 = 15

// javaMajor reads 17 from 17.0.9 and 8 from 1.8.0; 0 where nothing is known.
func javaMajor(java string) int {
	major, _ := strconv.Atoi(strings.SplitN(strings.TrimPrefix(java, "1."), ".", 2)[0])
	return major
}

// reaps says whether process 1 has to bury orphans for the program: a JVM and Node bury none.
func reaps(u plan.Unit) bool { return u.Run.Reaper || u.Run.Heap != nil }

// heapDelivery says where heap flags go. A command that starts with the runtime takes them as words; a start script reads its variable
// (Tomcat's CATALINA_OPTS, for JAVA_OPTS would also reach `catalina.sh stop`).
func heapDelivery(u plan.Unit) string {
	heap := u.Run.Heap
	switch {
	case heap == nil:
		return ""
	case len(u.Run.Command) > 0 && path.Base(u.Run.Command[0]) == heap.Command:
		return "argv"
	}
	return heap.Variable
}

// Settings lists what a provided init, which was rendered for no program, has to be told.
func (s Script) Settings() []facts.EnvVar {
	all := []facts.EnvVar{
		{Name: "APP_NAME", Value: s.Name},
		{Name: "WB_ENVS", Value: strings.Join(s.Environments, " ")},
		{Name: "WB_ENV_ALIASES", Value: strings.Join(s.Aliases, " ")},
		{Name: "WB_SELECT", Value: s.Select},
		{Name: "WB_SPELLINGS", Value: strings.Join(s.Spellings, " ")},
		{Name: "WB_ARGUMENT", Value: s.Argument},
		{Name: "WB_JVM", Value: s.JVM},
	}
	return slices.DeleteFunc(all, func(e facts.EnvVar) bool { return e.Value == "" && e.Name != "WB_ENVS" }) // an empty list is one
}

// Link is a symbolic link that the image holds: Path leads to Target, which the init makes in the run folder when it starts.
type Link struct {
	Path    string // absolute path of the link in the image
	Target  string // absolute path that it leads to
	Replace bool   // the base image may have a folder there, into which ln would put the link
}

// Layout says how the image prepares for its init: links into the run folder, so that a read-only root is no obstacle,
// and the variables that tell the init of them.
func Layout(u plan.Unit) (links []Link, env []facts.EnvVar) {
	if u.Init.Form == plan.InitNone {
		return nil, nil
	}
	var names, copies []string
	for _, l := range u.Init.Links {
		name := strings.TrimPrefix(strings.TrimPrefix(l.Target, Workdir(u)+"/"), "/")
		links = append(links, Link{Path: l.Target, Target: path.Join(RunDir, "config", name)})
		if l.Copy {
			copies = append(copies, name)
		} else {
			names = append(names, name)
		}
	}
	add := func(name, value string) {
		if value != "" {
			env = append(env, facts.EnvVar{Name: name, Value: value})
		}
	}
	if !differs(u) && u.Init.Provided {
		add("WB_ENV_REQUIRED", "0") // nothing in the image differs by environment; the script of the unit itself knows that
	}
	add("WB_CONFIG_FILES", strings.Join(names, ":"))
	add("WB_CONFIG_COPIES", strings.Join(copies, ":"))
	if u.Init.LogLink != "" {
		target := path.Join(RunDir, "logs")
		links = append(links, Link{Path: u.Init.LogLink, Target: target, Replace: true})
		if u.Init.Provided || logsOnVolume(u) {
			add("WB_LOG_LINK", target)
			add("WB_LOG_REQUIRED", "0") // a deployment with a log volume requires it
		}
	}
	if reaps(u) && len(u.Init.Reaper) == 0 {
		add("WB_MODE", "supervise") // the base has no tini: the init hands signals on itself, and buries orphans
	}
	return links, env
}

// Workdir is the folder in which the program starts.
func Workdir(u plan.Unit) string {
	if u.Run.Workdir != "" {
		return u.Run.Workdir
	}
	return "/app"
}
