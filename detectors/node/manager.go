package node

import (
	"regexp"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
)

// Package managers, as the facts name them. Yarn 2 and later is told apart by manager.berry.
const (
	npm  = "npm"
	yarn = "yarn"
	pnpm = "pnpm"
	bun  = "bun"
)

// manager is the package manager of a unit.
type manager struct {
	name     string
	version  string // exact, of packageManager; "" when the repository does not say
	berry    bool   // Yarn 2 and later
	pnp      bool   // Plug'n'Play: no node_modules
	lock     string // path of the lock file, "" when there is none
	root     *manifest
	drifted  bool // the lock file does not fit package.json
	text     facts.Text
	warnings []facts.Warning
}

// lockFiles in the order in which they win over each other when a folder holds several.
var lockFiles = []struct{ file, manager string }{
	{"pnpm-lock.yaml", pnpm}, {"bun.lock", bun}, {"bun.lockb", bun}, {"yarn.lock", yarn}, {"npm-shrinkwrap.json", npm}, {"package-lock.json", npm},
}

// managerOf follows corepack and the tools themselves: the packageManager field, then the lock file of the workspace's root,
// then engines; npm, which comes with Node, when nothing is said.
func (p *project) managerOf(m *manifest) manager {
	root := p.workspace(m)
	mg := manager{root: root}
	for _, l := range lockFiles {
		if !p.tree.Has(root.join(l.file)) {
			continue
		}
		if mg.lock == "" {
			mg.lock, mg.name = root.join(l.file), l.manager
			mg.text = facts.Text{Value: l.manager, Confidence: facts.Certain, Evidence: []facts.Evidence{{File: mg.lock, Rule: "lock file"}}}
		} else if l.manager != mg.name {
			mg.warnings = append(mg.warnings, facts.Warning{File: root.join(l.file), Text: "stands beside " + mg.lock + ": two package managers have locked this project, " + mg.name + " is taken"})
		}
	}
	for _, at := range p.above(m) {
		if p.declared(at, &mg) {
			break
		}
	}
	if mg.name == "" {
		p.fallback(m, &mg)
	}
	if mg.name == yarn {
		p.yarn(&mg)
	}
	return mg
}

// declared reads the packageManager and devEngines fields of package.json.
func (p *project) declared(m *manifest, mg *manager) bool {
	name, version, _ := strings.Cut(m.root.get("packageManager").str(), "@")
	rule, keys := "packageManager", []string{"packageManager"}
	if name == "" {
		name = m.root.get("devEngines", "packageManager", "name").str()
		rule, keys = "devEngines.packageManager", []string{"devEngines", "packageManager"}
	}
	if name != npm && name != yarn && name != pnpm && name != bun {
		return false
	}
	version, _, _ = strings.Cut(version, "+")
	if mg.name != "" && mg.name != name {
		mg.warnings = append(mg.warnings, facts.Warning{File: m.file, Line: m.line(keys...), Text: rule + " says " + name + ", but " + mg.lock + " is a lock file of " + mg.name + ": " + name + " wins, as for corepack"})
		mg.lock = ""
		for _, l := range lockFiles {
			if l.manager == name && p.tree.Has(mg.root.join(l.file)) {
				mg.lock = mg.root.join(l.file)
				break
			}
		}
	}
	mg.name, mg.version = name, version
	mg.text = facts.Text{Value: name, Confidence: facts.Certain, Evidence: m.evidence(rule, keys...)}
	return true
}

func (p *project) fallback(m *manifest, mg *manager) {
	mg.name = npm
	mg.text = facts.Text{Value: npm, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: m.file, Rule: "npm comes with Node, no lock file says otherwise"}}}
	for _, name := range []string{pnpm, yarn, bun} {
		if m.root.get("engines", name) != nil && m.root.get("engines", npm) == nil {
			mg.name = name
			mg.text = facts.Text{Value: name, Confidence: facts.Likely, Evidence: m.evidence("engines."+name, "engines", name)}
			return
		}
	}
}

// yarn tells Yarn 1 from Yarn 2 and later, and whether dependencies are linked by Plug'n'Play (the default of Yarn 2 and later).
func (p *project) yarn(mg *manager) {
	rc, err := p.tree.Read(mg.root.join(".yarnrc.yml"))
	lock, _ := p.tree.Read(mg.lock)
	mg.berry = err == nil || mg.version != "" && !strings.HasPrefix(mg.version, "1.") || strings.Contains(string(lock[:min(len(lock), 400)]), "__metadata:")
	mg.pnp = mg.berry
	if err != nil {
		return
	}
	docs, err := configfile.YAML(rc)
	if err != nil {
		return
	}
	for _, d := range docs {
		if v, ok := d.Get("nodeLinker"); ok && v.Value != "pnp" {
			mg.pnp = false
		}
		if v, ok := d.Get("yarnPath"); ok && mg.version == "" {
			// .yarn/releases/yarn-3.2.1.cjs
			name := v.Value[strings.LastIndexByte(v.Value, '/')+1:]
			if version, ok := strings.CutPrefix(name, "yarn-"); ok {
				mg.version, _, _ = strings.Cut(strings.TrimSuffix(version, ".cjs"), "+")
			}
		}
	}
}

// run is the command that runs a script of package.json.
func (mg manager) run(script string) []string {
	if mg.name == yarn {
		return []string{yarn, "run", script}
	}
	return []string{mg.name, "run", script}
}

var (
	exactManager = regexp.MustCompile(`^\d+\.\d+\.\d+[0-9A-Za-z.-]*$`)
	oneMajor     = regexp.MustCompile(`^[\^~=v]*(\d+)(\.[\dx*]+)*$`) // a range within one major
	lockVersion  = regexp.MustCompile(`(?m)^lockfileVersion: '?(\d+)`)
)

// haveCorepack installs corepack where the image has none: Node 25 and later come without it (nodejs.org, release notes of 25.0.0).
const haveCorepack = "{ command -v corepack >/dev/null || npm install --global corepack; } && "

// pnpmSetup is a shell line that takes the pnpm of the image where its major is the one of the repository,
// since each major reads its own lock file and settings; else corepack brings it, which downloads it.
func (p *project) pnpmSetup(mg manager) string {
	pick, major := "", ""
	switch {
	case exactManager.MatchString(mg.version):
		major, _, _ = strings.Cut(mg.version, ".")
	case oneMajor.MatchString(p.enginesPnpm(mg)):
		// pnpm refuses to work where the project asks for another one: https://pnpm.io/package_json#engines
		major = oneMajor.FindStringSubmatch(p.enginesPnpm(mg))[1]
		pick = "corepack prepare pnpm@" + major + " --activate && "
	default:
		// lock files name the format, not the tool: https://github.com/pnpm/spec/tree/master/lockfile
		data, _ := p.tree.Read(mg.lock)
		if found := lockVersion.FindSubmatch(data[:min(len(data), 200)]); found != nil {
			major = map[string]string{"5": "7", "6": "8"}[string(found[1])]
		}
		if major != "" {
			pick = "corepack prepare pnpm@" + major + " --activate && "
		}
	}
	if major == "" {
		return "command -v pnpm >/dev/null || { " + haveCorepack + "corepack enable pnpm; }"
	}
	return `case "$(pnpm --version 2>/dev/null)" in ` + major + ".*) ;; *) " + haveCorepack + pick + "corepack enable pnpm ;; esac"
}

// enginesPnpm is the range of pnpm that the package of the lock file asks for.
func (p *project) enginesPnpm(mg manager) string { return mg.root.root.get("engines", pnpm).str() }

// install is the command that installs exactly what the lock file says.
func (p *project) install(mg manager) []string {
	switch {
	case mg.name == npm && mg.drifted:
		return []string{npm, "install"}
	case mg.name == npm && mg.lock != "":
		return []string{npm, "ci"}
	case mg.name == yarn && mg.berry && mg.lock != "":
		return []string{yarn, "install", "--immutable"}
	case mg.lock != "":
		return []string{mg.name, "install", "--frozen-lockfile"}
	}
	return []string{mg.name, "install"}
}
