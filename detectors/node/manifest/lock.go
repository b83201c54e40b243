package manifest

import "regexp"

// lockRoot finds the root package in a lock file. npm writes the indentation of package.json, so that there may be none.
var lockRoot = regexp.MustCompile(`"packages"\s*:\s*\{\s*""\s*:\s*`)

// LockDrift compares what package-lock.json was made from with package.json. `npm ci` refuses when they differ,
// where `npm install` mends the lock file (https://docs.npmjs.com/cli/commands/npm-ci).
// It returns the first package that differs; "" when all agree, or when the lock file is of npm 6, which names no ranges.
func (p *Project) LockDrift(m *Manifest, lock string) (name string, line int) {
	data, err := p.Tree.Read(lock)
	if err != nil {
		return "", 0
	}
	found := lockRoot.FindIndex(data[:min(len(data), 4<<10)])
	if found == nil {
		return "", 0
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
