package manifest

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
)

// Package managers, as the facts name them. Yarn 2 and later is told apart by manager.berry.
const (
	NPM  = "npm"
	Yarn = "yarn"
	PNPM = "pnpm"
	Bun  = "bun"
)

// Manager is the package manager of a unit.
type Manager struct {
	Name     string
	Version  string // exact, of packageManager; "" when the repository does not say
	Berry    bool   // Yarn 2 and later
	PnP      bool   // Plug'n'Play: no node_modules
	Lock     string // path of the lock file, "" when there is none
	Root     *Manifest
	Drifted  bool // the lock file does not fit package.json
	Text     facts.Text
	Warnings []facts.Warning
}

// lockFiles in the order in which they win over each other when a folder holds several.
var lockFiles = []struct{ file, manager string }{
	{"pnpm-lock.yaml", PNPM}, {"bun.lock", Bun}, {"bun.lockb", Bun}, {"yarn.lock", Yarn}, {"npm-shrinkwrap.json", NPM}, {"package-lock.json", NPM},
}

// ManagerOf follows corepack and the tools themselves: the packageManager field, then the lock file of the workspace's root,
// then engines; npm, which comes with Node, when nothing is said.
func (p *Project) ManagerOf(m *Manifest) Manager {
	root := p.Workspace(m)
	mg := Manager{Root: root}
	p.locked(root, &mg)
	for _, at := range p.above(m) {
		if p.declared(at, &mg) {
			break
		}
	}
	if mg.Name == "" {
		p.fallback(m, &mg)
	}
	if mg.Name == Yarn {
		p.yarn(&mg)
	}
	return mg
}

// locked takes the lock file of the workspace's root; of several the one that fits package.json best.
func (p *Project) locked(root *Manifest, mg *Manager) {
	type candidate struct {
		lock, manager string
		unfit         int
	}
	var all []candidate
	for _, l := range lockFiles {
		if file := root.Join(l.file); p.Tree.Has(file) {
			all = append(all, candidate{lock: file, manager: l.manager})
		}
	}
	if len(all) == 0 {
		return
	}
	if len(all) > 1 {
		for i := range all {
			all[i].unfit = p.unfit(root, all[i].lock)
		}
		by := p.installedBy(root)
		slices.SortStableFunc(all, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(a.unfit, b.unfit), cmp.Compare(away(a.manager, by), away(b.manager, by)))
		})
	}
	first := all[0]
	mg.Lock, mg.Name = first.lock, first.manager
	mg.Text = facts.Text{Value: first.manager, Confidence: facts.Certain, Evidence: []facts.Evidence{{File: first.lock, Rule: "lock file"}}}
	for _, other := range all[1:] {
		if other.manager == first.manager {
			continue
		}
		text := "stands beside " + first.lock + ": two package managers have locked this project, "
		if other.unfit > first.unfit {
			text += first.manager + " is taken, since this file does not fit package.json"
		} else {
			text += first.manager + " is taken; packageManager in package.json, or the removal of one of them, settles it"
			mg.Text.Confidence = facts.Likely
		}
		mg.Warnings = append(mg.Warnings, facts.Warning{File: other.lock, Text: text})
	}
}

var installing = regexp.MustCompile(`(?m)\b(?:(npm) (?:ci|install|i)\b|(yarn)(?: install\b|\s+--|\s*$|\s*&&)|(pnpm) (?:i|install)\b|(bun) (?:i|install)\b)([^\n&;]*)`)

// installedBy is the only package manager that the Dockerfiles beside a package install its packages with, "" for none.
func (p *Project) installedBy(m *Manifest) string {
	found := ""
	for _, file := range p.Tree.In(m.Dir) {
		if !strings.HasPrefix(path.Base(file), "Dockerfile") {
			continue
		}
		data, err := p.Tree.Read(file)
		if err != nil {
			continue
		}
		for _, match := range installing.FindAllStringSubmatch(string(data), -1) {
			name, rest := cmp.Or(match[1:5]...), match[5]+" "
			if strings.Contains(rest, " -g ") || strings.Contains(rest, "--global") {
				continue
			}
			if found != "" && found != name {
				return ""
			}
			found = name
		}
	}
	return found
}

// away is 0 for the manager that is asked for, or when none is.
func away(manager, by string) int {
	if by == "" || manager == by {
		return 0
	}
	return 1
}

// declared reads the packageManager and devEngines fields of package.json.
func (p *Project) declared(m *Manifest, mg *Manager) bool {
	name, version, _ := strings.Cut(m.Root.Get("packageManager").Str(), "@")
	rule, keys := "packageManager", []string{"packageManager"}
	if name == "" {
		name = m.Root.Get("devEngines", "packageManager", "name").Str()
		rule, keys = "devEngines.packageManager", []string{"devEngines", "packageManager"}
	}
	if name != NPM && name != Yarn && name != PNPM && name != Bun {
		return false
	}
	version, _, _ = strings.Cut(version, "+")
	if mg.Name != "" && mg.Name != name {
		mg.Warnings = append(mg.Warnings, facts.Warning{File: m.File, Line: m.Line(keys...), Text: rule + " says " + name + ", but " + mg.Lock + " is a lock file of " + mg.Name + ": " + name + " wins, as for corepack"})
		mg.Lock = ""
		for _, l := range lockFiles {
			if l.manager == name && p.Tree.Has(mg.Root.Join(l.file)) {
				mg.Lock = mg.Root.Join(l.file)
				break
			}
		}
	}
	mg.Name, mg.Version = name, version
	mg.Text = facts.Text{Value: name, Confidence: facts.Certain, Evidence: m.Evidence(rule, keys...)}
	return true
}

func (p *Project) fallback(m *Manifest, mg *Manager) {
	mg.Name = NPM
	mg.Text = facts.Text{Value: NPM, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: m.File, Rule: "npm comes with Node, no lock file says otherwise"}}}
	for _, name := range []string{PNPM, Yarn, Bun} {
		if m.Root.Get("engines", name) != nil && m.Root.Get("engines", NPM) == nil {
			mg.Name = name
			mg.Text = facts.Text{Value: name, Confidence: facts.Likely, Evidence: m.Evidence("engines."+name, "engines", name)}
			return
		}
	}
}

// yarn tells Yarn 1 from Yarn 2 and later, and whether dependencies are linked by Plug'n'Play (the default of Yarn 2 and later).
func (p *Project) yarn(mg *Manager) {
	rc, err := p.Tree.Read(mg.Root.Join(".yarnrc.yml"))
	lock, _ := p.Tree.Read(mg.Lock)
	mg.Berry = err == nil || mg.Version != "" && !strings.HasPrefix(mg.Version, "1.") || strings.Contains(string(lock[:min(len(lock), 400)]), "__metadata:")
	mg.PnP = mg.Berry
	if err != nil {
		return
	}
	docs, err := configfile.YAML(rc)
	if err != nil {
		return
	}
	for _, d := range docs {
		if v, ok := d.Get("nodeLinker"); ok && v.Value != "pnp" {
			mg.PnP = false
		}
		if v, ok := d.Get("yarnPath"); ok && mg.Version == "" {
			// .yarn/releases/yarn-3.2.1.cjs
			name := v.Value[strings.LastIndexByte(v.Value, '/')+1:]
			if version, ok := strings.CutPrefix(name, "yarn-"); ok {
				mg.Version, _, _ = strings.Cut(strings.TrimSuffix(version, ".cjs"), "+")
			}
		}
	}
}

// Run is the command that runs a script of package.json.
func (mg Manager) Run(script string) []string {
	if mg.Name == Yarn {
		return []string{Yarn, "run", script}
	}
	return []string{mg.Name, "run", script}
}

var (
	exactManager = regexp.MustCompile(`^\d+\.\d+\.\d+[0-9A-Za-z.-]*$`)
	oneMajor     = regexp.MustCompile(`^[\^~=v]*(\d+)(\.[\dx*]+)*$`) // a range within one major
	lockVersion  = regexp.MustCompile(`(?m)^lockfileVersion: '?(\d+)`)
)

// haveCorepack installs corepack where the image has none: Node 25 and later come without it (nodejs.org, release notes of 25.0.0).
const haveCorepack = "{ command -v corepack >/dev/null || npm install --global corepack; } && "

// PnpmSetup is a shell line that takes the pnpm of the image where its major is the one of the repository,
// since each major reads its own lock file and settings; else corepack brings it, which downloads it.
func (p *Project) PnpmSetup(mg Manager) string {
	pick, major, either := "", "", false
	switch {
	case exactManager.MatchString(mg.Version):
		major, _, _ = strings.Cut(mg.Version, ".")
	case oneMajor.MatchString(p.enginesPnpm(mg)):
		// pnpm refuses to work where the project asks for another one: https://pnpm.io/package_json#engines
		major = oneMajor.FindStringSubmatch(p.enginesPnpm(mg))[1]
		pick = "corepack prepare pnpm@" + major + " --activate && "
	default:
		// lock files name the format, not the tool: https://github.com/pnpm/spec/tree/master/lockfile
		data, _ := p.Tree.Read(mg.Lock)
		if found := lockVersion.FindSubmatch(data[:min(len(data), 200)]); found != nil {
			major = map[string]string{"5": "7", "6": "8", "9": p.pnpmOf9(mg)}[string(found[1])]
			either = major == "9"
		}
		if major != "" {
			pick = "corepack prepare pnpm@" + major + " --activate && "
		}
	}
	if major == "" {
		return "command -v pnpm >/dev/null || { " + haveCorepack + "corepack enable pnpm; }"
	}
	fits := major + ".*"
	if either {
		fits += "|10.*"
	}
	return `case "$(pnpm --version 2>/dev/null)" in ` + fits + ") ;; *) " + haveCorepack + pick + "corepack enable pnpm ;; esac"
}

// pnpmOf9 tells the two majors apart that write lock files of version 9.0: settings in pnpm-workspace.yaml, other than packages and
// catalogs, are read by pnpm 10 (https://pnpm.io/settings). Else 9 is taken, which runs the install scripts of dependencies as older ones
// do; 10 runs those only that the project lists (https://pnpm.io/settings#onlybuiltdependencies).
func (p *Project) pnpmOf9(mg Manager) string {
	data, err := p.Tree.Read(mg.Root.Join("pnpm-workspace.yaml"))
	if err != nil {
		return "9"
	}
	docs, err := configfile.YAML(data)
	if err != nil {
		return "9"
	}
	for _, d := range docs {
		for _, v := range d.Values {
			key, _, _ := strings.Cut(v.Key, ".")
			key, _, _ = strings.Cut(key, "[")
			if key != "packages" && key != "catalog" && key != "catalogs" {
				return "10"
			}
		}
	}
	return "9"
}

// enginesPnpm is the range of pnpm that the package of the lock file asks for.
func (p *Project) enginesPnpm(mg Manager) string { return mg.Root.Root.Get("engines", PNPM).Str() }

// Install is the command that installs exactly what the lock file says.
func (p *Project) Install(mg Manager) []string {
	switch {
	case mg.Name == NPM && mg.Drifted:
		return []string{NPM, "install"}
	case mg.Name == PNPM && mg.Drifted:
		return []string{PNPM, "install", "--no-frozen-lockfile"} // a build has CI=true, or no terminal
	case mg.Name == NPM && mg.Lock != "":
		return []string{NPM, "ci"}
	case mg.Name == Yarn && mg.Berry && mg.Lock != "":
		return []string{Yarn, "install", "--immutable"}
	case mg.Lock != "":
		return []string{mg.Name, "install", "--frozen-lockfile"}
	}
	return []string{mg.Name, "install"}
}
