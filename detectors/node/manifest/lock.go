package manifest

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// lockRoot finds the root package in a lock file. npm writes the indentation of package.json, so that there may be none.
var lockRoot = regexp.MustCompile(`"packages"\s*:\s*\{\s*""\s*:\s*`)

// LockDrift finds the first dependency of a package that its lock file was not made for, and the manifest and line that name it. `npm ci`
// and a frozen install of pnpm refuse such a file, where a plain installation mends it (docs.npmjs.com/cli/commands/npm-ci;
// pnpm.io/cli/install#--frozen-lockfile). The file of npm 6 names versions alone, which have to be in the ranges. The name is "" when all
// agree.
func (p *Project) LockDrift(mg Manager) (m *Manifest, name string, line int) {
	key := locking{mg.Root, mg.Lock, mg.Name}
	d, ok := p.drifts[key]
	if !ok {
		d.m, d.name, d.line = findDrift(p, mg)
		p.drifts[key] = d
	}
	return d.m, d.name, d.line
}

// locking is a lock file with the root and the tool that it is read for. It is read once, and not for each of a thousand packages.
type locking struct {
	root       *Manifest
	lock, tool string
}

type drift struct {
	m    *Manifest
	name string
	line int
}

func findDrift(p *Project, mg Manager) (m *Manifest, name string, line int) {
	if _, why := p.BrokenLock(mg.Lock); why != "" {
		return nil, "", 0
	}
	switch {
	case mg.Lock == "":
	case mg.Name == NPM:
		name, line = npmDrift(p, mg.Root, mg.Lock)
		return mg.Root, name, line
	case mg.Name == PNPM:
		return pnpmDrift(p, mg)
	}
	return nil, "", 0
}

// pnpmDrift compares the packages of a workspace with what the lock file says of each.
func pnpmDrift(p *Project, mg Manager) (*Manifest, string, int) {
	data, err := p.Tree.Read(mg.Lock)
	if err != nil {
		return nil, "", 0
	}
	locked, overridden := importers(data)
	for _, m := range append([]*Manifest{mg.Root}, p.Members(mg.Root)...) {
		rel, _ := Relative(mg.Root.Dir, m.Dir)
		ranges := locked[rel]
		if len(ranges) == 0 {
			continue // a package that is new to the file, or a file that names no ranges
		}
		for _, field := range []string{"dependencies", "devDependencies", "optionalDependencies"} {
			of := m.Root.Get(field)
			for _, name := range of.Names() {
				if want := of.Get(name).Str(); plainRange(want) && !overridden[name] && !m.twice(name) && ranges[name] != want {
					return m, name, of.Get(name).At()
				}
			}
		}
	}
	return nil, "", 0
}

// Locks says whether a lock file has a package.
func (p *Project) Locks(file, pkg string) bool {
	if p.locks[file] == nil {
		p.locks[file] = map[string]bool{}
	}
	has, ok := p.locks[file][pkg]
	if !ok {
		data, err := p.Tree.Read(file)
		has = err == nil && holds(data, pkg)
		p.locks[file][pkg] = has
	}
	return has
}

// holds says whether a lock file has a package, in the ways in which npm, yarn, pnpm and Bun write one: node_modules/NAME", NAME@ and "NAME@
// at the start of a line, "NAME@ elsewhere, and two spaces, perhaps with a slash, before NAME@ or NAME/.
func holds(lock []byte, pkg string) bool {
	name := []byte(pkg)
	for at := 0; ; at++ {
		i := bytes.Index(lock[at:], name)
		if i < 0 {
			return false
		}
		at += i
		before, after := lock[max(0, at-16):at], lock[at+len(name):]
		if len(after) == 0 {
			return false
		}
		ends := func(texts ...string) bool {
			return slices.ContainsFunc(texts, func(t string) bool { return bytes.HasSuffix(before, []byte(t)) })
		}
		switch after[0] {
		case '"':
			if ends("node_modules/") {
				return true
			}
		case '@':
			if ends("\n", "\"", "\n  ", "\n  /") {
				return true
			}
		case '/':
			if ends("\n  /") {
				return true
			}
		}
	}
}

// twice says whether a dependency stands in several fields, of which a lock file knows one.
func (m *Manifest) twice(name string) bool {
	n := 0
	for _, field := range DependencyKinds {
		if m.Root.Get(field, name) != nil {
			n++
		}
	}
	return n > 1
}

// importers reads the head of a pnpm-lock.yaml line by line, since such a file may have a hundred thousand of them: the range of each
// dependency by the folder of its package, and the packages whose ranges the project overrides
// (https://github.com/pnpm/spec/blob/master/lockfile/9.0.md).
func importers(data []byte) (ranges map[string]map[string]string, overridden map[string]bool) {
	ranges, overridden = map[string]map[string]string{}, map[string]bool{}
	var section, folder, name string
	for line := range bytes.Lines(data) {
		text := strings.TrimRight(string(line), "\r\n")
		inner := strings.TrimLeft(text, " ")
		key, value, ok := cutKey(inner)
		if inner == "" || !ok {
			continue
		}
		depth := len(text) - len(inner)
		switch {
		case depth == 0 && (key == "packages" || key == "snapshots"):
			return ranges, overridden
		case depth == 0:
			section, folder = key, "."
		case section == "overrides":
			overridden[overriddenName(key)] = true
		case section == "importers" && depth == 2:
			folder = key
		case section == "importers" && depth == 6, section != "importers" && depth == 2:
			name = key
		case key == "specifier":
			if ranges[folder] == nil {
				ranges[folder] = map[string]string{}
			}
			ranges[folder][name] = value
		}
	}
	return ranges, overridden
}

// cutKey takes 'key': "value" apart.
func cutKey(text string) (key, value string, ok bool) {
	if strings.HasPrefix(text, "'") || strings.HasPrefix(text, `"`) {
		end := strings.IndexByte(text[1:], text[0])
		if end < 0 {
			return "", "", false
		}
		key, text = text[1:end+1], text[end+2:]
		value, ok = strings.CutPrefix(text, ":")
	} else {
		key, value, ok = strings.Cut(text, ":")
	}
	return key, strings.Trim(strings.TrimSpace(value), `'"`), ok
}

// overriddenName is the package that an override speaks of: b of a@1>b@2.
func overriddenName(key string) string {
	key = key[strings.LastIndexByte(key, '>')+1:]
	if at := strings.LastIndexByte(key, '@'); at > 0 {
		key = key[:at]
	}
	return key
}

// versionDrift compares the versions in the lock file of npm 6, which names no ranges, with the ranges of package.json.
func versionDrift(m *Manifest, lock []byte) (name string, line int) {
	locked := lockedByVersions(lock)
	if locked == nil {
		return "", 0
	}
	for _, field := range []string{"dependencies", "devDependencies"} {
		own := m.Root.Get(field)
		for _, name := range own.Names() {
			if want := own.Get(name).Str(); plainRange(want) && m.Root.Get("optionalDependencies", name) == nil && !locked(name, want) {
				return name, own.Get(name).At()
			}
		}
	}
	return "", 0
}

// npmDrift compares package-lock.json with package.json.
func npmDrift(p *Project, m *Manifest, lock string) (name string, line int) {
	data, err := p.Tree.Read(lock)
	if err != nil {
		return "", 0
	}
	found := lockRoot.FindIndex(data[:min(len(data), 4<<10)])
	if found == nil {
		return versionDrift(m, data)
	}
	reader := &jsonParser{s: string(data[found[1]:]), line: 1}
	locked, err := reader.value(0)
	if err != nil {
		return "", 0
	}
	for _, field := range []string{"dependencies", "devDependencies", "optionalDependencies"} {
		own := m.Root.Get(field)
		for _, name := range own.Names() {
			if locked.Get(field, name).Str() != own.Get(name).Str() && m.Root.Get("optionalDependencies", name) == nil {
				return name, own.Get(name).At()
			}
		}
		for _, name := range locked.Get(field).Names() {
			if own.Get(name) == nil && m.Root.Get("optionalDependencies", name) == nil {
				return name, own.At()
			}
		}
	}
	return "", 0
}
