package node

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// tsconfig is what a TypeScript project says of its folders; paths are relative to the repository.
type tsconfig struct {
	outDir, rootDir, baseURL string
	noEmit                   bool
	paths                    map[string][]string // alias pattern → targets, relative to the repository
	file                     string
	line                     int // of outDir
}

// maxExtends bounds a chain of tsconfig files.
const maxExtends = 8

// tsconfig reads a file with what it extends, nil when it is not there.
func (c *codebase) tsconfig(file string) *tsconfig {
	if t, ok := c.configs[file]; ok {
		return t
	}
	t := c.readTsconfig(file, 0)
	c.configs[file] = t
	return t
}

func (c *codebase) readTsconfig(file string, depth int) *tsconfig {
	if depth > maxExtends || !c.tree.Has(file) {
		return nil
	}
	data, err := c.tree.Read(file)
	if err != nil {
		return nil
	}
	v, err := parseJSON(data)
	if err != nil {
		return nil
	}
	t := &tsconfig{file: file}
	for _, base := range v.get("extends").strs() {
		if !strings.HasPrefix(base, ".") {
			continue // a package: not in the repository
		}
		base = path.Join(path.Dir(file), base)
		if path.Ext(base) != ".json" {
			base += ".json"
		}
		if b := c.readTsconfig(base, depth+1); b != nil {
			t.inherit(b)
		}
	}
	t.read(v.get("compilerOptions"), path.Dir(file))
	return t
}

func (t *tsconfig) inherit(b *tsconfig) {
	file := t.file
	*t = *b
	t.file = file
}

func (t *tsconfig) read(options *value, dir string) {
	folder := func(key string, into *string) {
		if text := options.get(key).str(); text != "" {
			*into = path.Join(dir, strings.ReplaceAll(text, "${configDir}", "."))
		}
	}
	folder("outDir", &t.outDir)
	folder("rootDir", &t.rootDir)
	folder("baseUrl", &t.baseURL)
	if options.get("outDir") != nil {
		t.line = options.get("outDir").at()
	}
	if v := options.get("noEmit"); v != nil {
		t.noEmit = v.isTrue()
	}
	if paths := options.get("paths"); paths != nil {
		base := t.baseURL
		if base == "" {
			base = dir
		}
		t.paths = map[string][]string{}
		for _, key := range paths.names() {
			for _, target := range paths.get(key).strs() {
				t.paths[key] = append(t.paths[key], path.Join(base, target))
			}
		}
	}
}

// alias resolves an import through the paths and baseUrl of the nearest tsconfig.
func (c *codebase) alias(from string, owner *manifest, spec string) (string, bool) {
	for dir := path.Dir(from); ; dir = path.Dir(dir) {
		for _, name := range []string{"tsconfig.json", "jsconfig.json", "tsconfig.base.json"} {
			t := c.tsconfig(path.Join(dir, name))
			if t == nil {
				continue
			}
			for _, key := range slices.Sorted(maps.Keys(t.paths)) {
				rest, ok := matchAlias(key, spec)
				for _, target := range t.paths[key] {
					if !ok {
						break
					}
					if file, ok := c.file(strings.Replace(target, "*", rest, 1)); ok {
						return file, true
					}
				}
			}
			if t.baseURL != "" && c.byName[spec] == nil {
				if file, ok := c.file(path.Join(t.baseURL, spec)); ok && path.Ext(file) != ".json" {
					return file, true
				}
			}
		}
		if dir == "." || dir == "/" || dir == c.workspace(owner).dir {
			return "", false
		}
	}
}

func matchAlias(key, spec string) (rest string, ok bool) {
	prefix, suffix, star := strings.Cut(key, "*")
	if !star {
		return "", key == spec
	}
	if !strings.HasPrefix(spec, prefix) || !strings.HasSuffix(spec, suffix) || len(spec) < len(prefix)+len(suffix) {
		return "", false
	}
	return spec[len(prefix) : len(spec)-len(suffix)], true
}
