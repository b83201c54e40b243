package code

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// TSConfig is what a TypeScript project says of its folders; paths are relative to the repository.
type TSConfig struct {
	OutDir, RootDir, baseURL string
	NoEmit                   bool
	composite, allowJS       bool
	include, exclude, files  []string            // patterns relative to the repository
	paths                    map[string][]string // alias pattern → targets, relative to the repository
	file                     string
	line                     int // of outDir
}

// File is the path of the tsconfig file itself.
func (t *TSConfig) File() string { return t.file }

// maxExtends bounds a chain of tsconfig files.
const maxExtends = 8

// TSConfig reads a file with what it extends, nil when it is not there.
func (c *Base) TSConfig(file string) *TSConfig {
	if t, ok := c.configs[file]; ok {
		return t
	}
	t := c.readTSConfig(file, 0)
	c.configs[file] = t
	return t
}

func (c *Base) readTSConfig(file string, depth int) *TSConfig {
	if depth > maxExtends || !c.Tree.Has(file) {
		return nil
	}
	data, err := c.Tree.Read(file)
	if err != nil {
		return nil
	}
	v, err := manifest.Parse(data)
	if err != nil {
		return nil
	}
	t := &TSConfig{file: file}
	for _, base := range v.Get("extends").Strs() {
		if !strings.HasPrefix(base, ".") {
			continue // a package: not in the repository
		}
		base = path.Join(path.Dir(file), base)
		if path.Ext(base) != ".json" {
			base += ".json"
		}
		if b := c.readTSConfig(base, depth+1); b != nil {
			t.inherit(b)
		}
	}
	t.read(v.Get("compilerOptions"), path.Dir(file))
	for key, into := range map[string]*[]string{"include": &t.include, "exclude": &t.exclude, "files": &t.files} {
		if v.Get(key) == nil {
			continue
		}
		*into = nil
		for _, pattern := range v.Get(key).Strs() {
			*into = append(*into, path.Join(path.Dir(file), strings.ReplaceAll(pattern, "${configDir}", ".")))
		}
	}
	return t
}

func (t *TSConfig) inherit(b *TSConfig) {
	file := t.file
	*t = *b
	t.file = file
}

func (t *TSConfig) read(options *manifest.Value, dir string) {
	folder := func(key string, into *string) {
		if text := options.Get(key).Str(); text != "" {
			*into = path.Join(dir, strings.ReplaceAll(text, "${configDir}", "."))
		}
	}
	folder("outDir", &t.OutDir)
	folder("rootDir", &t.RootDir)
	folder("baseUrl", &t.baseURL)
	if options.Get("outDir") != nil {
		t.line = options.Get("outDir").At()
	}
	if v := options.Get("noEmit"); v != nil {
		t.NoEmit = v.True()
	}
	if v := options.Get("composite"); v != nil {
		t.composite = v.True()
	}
	if v := options.Get("allowJs"); v != nil {
		t.allowJS = v.True()
	}
	if paths := options.Get("paths"); paths != nil {
		base := t.baseURL
		if base == "" {
			base = dir
		}
		t.paths = map[string][]string{}
		for _, key := range paths.Names() {
			for _, target := range paths.Get(key).Strs() {
				t.paths[key] = append(t.paths[key], path.Join(base, target))
			}
		}
	}
}

// alias resolves an import through the paths and baseUrl of the nearest tsconfig.
func (c *Base) alias(from string, owner *manifest.Manifest, spec string) (string, bool) {
	for dir := path.Dir(from); ; dir = path.Dir(dir) {
		for _, name := range []string{"tsconfig.json", "jsconfig.json", "tsconfig.base.json"} {
			t := c.TSConfig(path.Join(dir, name))
			if t == nil {
				continue
			}
			for _, key := range slices.Sorted(maps.Keys(t.paths)) {
				rest, ok := matchAlias(key, spec)
				for _, target := range t.paths[key] {
					if !ok {
						break
					}
					if file, ok := c.File(strings.Replace(target, "*", rest, 1)); ok {
						return file, true
					}
				}
			}
			if t.baseURL != "" && c.ByName[spec] == nil {
				if file, ok := c.File(path.Join(t.baseURL, spec)); ok && path.Ext(file) != ".json" {
					return file, true
				}
			}
		}
		if dir == "." || dir == "/" || dir == c.Workspace(owner).Dir {
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
