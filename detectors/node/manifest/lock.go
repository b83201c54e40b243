package manifest

import (
	"bytes"
)

// LockDrift compares what package-lock.json was made from with package.json. `npm ci` refuses when they differ,
// where `npm install` mends the lock file (https://docs.npmjs.com/cli/commands/npm-ci).
// It returns the first package that differs; "" when all agree, or when the lock file is of npm 6, which names no ranges.
func (p *Project) LockDrift(m *Manifest, lock string) (name string, line int) {
	data, err := p.Tree.Read(lock)
	if err != nil {
		return "", 0
	}
	start := bytes.Index(data, []byte(`"packages": {`))
	if start < 0 || start > 4<<10 {
		return "", 0
	}
	rest := data[start+len(`"packages": {`):]
	key := bytes.Index(rest, []byte(`"": {`))
	if key < 0 || len(bytes.TrimSpace(rest[:key])) > 0 {
		return "", 0
	}
	reader := &jsonParser{s: string(rest[key+len(`"": `):]), line: 1}
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
