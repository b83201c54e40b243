package manifest

import (
	"bytes"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/internal/version"
)

// unfit counts the dependencies of a package that its lock file does not hold with the same range: a frozen install refuses such a file
// (https://pnpm.io/cli/install#--frozen-lockfile, https://docs.npmjs.com/cli/commands/npm-ci). Of two lock files the one that fits counts.
// A file that cannot be compared counts as one that fits.
func (p *Project) unfit(m *Manifest, lock string) int {
	data, err := p.Tree.Read(lock)
	if err != nil {
		return 0
	}
	var locked func(name, want string) bool
	switch path.Base(lock) {
	case "pnpm-lock.yaml":
		locked = lockedByPnpm(data)
	case "yarn.lock":
		locked = lockedByYarn(data)
	case "bun.lock":
		locked = lockedByRanges(data, "workspaces", "")
	case "package-lock.json", "npm-shrinkwrap.json":
		if locked = lockedByRanges(data, "packages", ""); locked == nil {
			locked = lockedByVersions(data)
		}
	}
	if locked == nil {
		return 0
	}
	missing := 0
	for _, field := range []string{"dependencies", "devDependencies"} {
		of := m.Root.Get(field)
		for _, name := range of.Names() {
			if want := of.Get(name).Str(); plainRange(want) && !locked(name, want) {
				missing++
			}
		}
	}
	return missing
}

// plainRange says whether a dependency is one of a registry, which all lock files write in the same way.
func plainRange(text string) bool { return text != "" && !strings.ContainsAny(text, ":/") }

// lockedByPnpm reads importers: the specifier of each package (https://github.com/pnpm/spec/blob/master/lockfile/9.0.md).
func lockedByPnpm(data []byte) func(name, want string) bool {
	docs, err := configfile.YAML(data)
	if err != nil || len(docs) == 0 {
		return nil
	}
	ranges := map[string]string{}
	for _, v := range docs[0].Values {
		rest, of := strings.CutPrefix(v.Key, "importers...")
		if !of {
			rest, of = strings.CutPrefix(v.Key, "importers[.].")
		}
		if !of {
			rest = v.Key // a repository of one package, in the format of pnpm 7 and before
		}
		if field, key, ok := strings.Cut(rest, "."); ok && (field == "dependencies" || field == "devDependencies") {
			if name, ok := strings.CutSuffix(key, ".specifier"); ok {
				ranges[name] = v.Value
			}
		} else if name, ok := strings.CutPrefix(v.Key, "specifiers."); ok {
			ranges[name] = v.Value
		}
	}
	if len(ranges) == 0 {
		return nil
	}
	return func(name, want string) bool { return ranges[name] == want }
}

// lockedByYarn looks for name@range among the keys, which Yarn 2 and later write as name@npm:range.
func lockedByYarn(data []byte) func(name, want string) bool {
	keys := map[string]bool{}
	for line := range bytes.Lines(data) {
		text := strings.TrimRight(string(line), "\r\n:")
		if text == "" || text[0] == ' ' || text[0] == '#' {
			continue
		}
		for key := range strings.SplitSeq(text, ",") {
			keys[strings.Replace(strings.Trim(key, ` "`), "@npm:", "@", 1)] = true
		}
	}
	return func(name, want string) bool { return keys[name+"@"+want] }
}

// lockedByRanges reads the ranges that npm 7 and later, and bun, write down for the root.
func lockedByRanges(data []byte, keys ...string) func(name, want string) bool {
	v, err := Parse(data)
	if err != nil {
		return nil
	}
	root := v.Get(keys...)
	if root == nil {
		return nil
	}
	return func(name, want string) bool {
		return root.Get("dependencies", name).Str() == want || root.Get("devDependencies", name).Str() == want
	}
}

// lockedByVersions reads the lock file of npm 6, which names versions only.
func lockedByVersions(data []byte) func(name, want string) bool {
	v, err := Parse(data)
	if err != nil || v.Get("dependencies") == nil {
		return nil
	}
	return func(name, want string) bool {
		at, err := version.Parse(v.Get("dependencies", name, "version").Str())
		if err != nil {
			return v.Get("dependencies", name) != nil
		}
		allowed, err := version.FromNPM(want)
		return err != nil || allowed.Allows(at)
	}
}
