package fold

import (
	"go/ast"
	"reflect"
	"strconv"
	"strings"
)

// tag is what the libraries that fill structs read from a field's tag.
type tag struct {
	name     string // the key in configuration files
	Env      string
	flag     string // of github.com/jessevdk/go-flags: the long name
	Long     string // the long name that a tag gives a flag, of go-arg and go-flags
	Fallback string
	Required bool
}

// readsTags says whether anything can read the tags of structs: the program itself by package reflect, or a module from outside. The
// standard library knows names in tags, and no defaults.
func (p keys) readsTags() bool {
	for dep := range p.Deps {
		first, _, _ := strings.Cut(dep, "/")
		if dep == "reflect" || strings.Contains(first, ".") {
			return true
		}
	}
	return false
}

// ownFlag is the flag that package go-flags gives a field (github.com/jessevdk/go-flags, README): its long name, which a group with a
// namespace puts a prefix before; in a file with such a group no name is sure.
func (p keys) ownFlag(t tag, field *ast.Field) string {
	f := p.Repo.FileAt(field.Pos())
	if p.Deps["github.com/jessevdk/go-flags"] == nil || f == nil || f.Has(`namespace:"`) {
		return ""
	}
	return t.flag
}

// ParseTag knows the tags of encoding/json, yaml, toml, mapstructure, koanf, ini and HCL for the name, and those of envconfig (kelseyhightower and
// sethvargo), caarlos0/env, cleanenv, kong, go-flags, go-arg, creasty/defaults and fig for variables and defaults.
func ParseTag(f *ast.Field) tag {
	var t tag
	if len(f.Names) > 0 {
		t.name = f.Names[0].Name
	} else {
		t.name = LastName(f.Type)
	}
	if f.Tag == nil {
		return t
	}
	raw, err := strconv.Unquote(f.Tag.Value)
	if err != nil {
		return t
	}
	st := reflect.StructTag(raw)
	for _, k := range []string{"mapstructure", "yaml", "json", "toml", "koanf", "ini", "hcl", "config", "fig"} {
		if v, ok := st.Lookup(k); ok {
			first, rest, _ := strings.Cut(v, ",")
			if first != "" && first != "-" {
				t.name = first
				break
			}
			if strings.Contains(rest, "inline") || strings.Contains(rest, "squash") {
				t.name = ""
				break
			}
			for o := range strings.SplitSeq(rest, ",") { // go-zero: json:",default=8080"
				if d, ok := strings.CutPrefix(o, "default="); ok && t.Fallback == "" {
					t.Fallback = d
				}
			}
		}
	}
	if v, ok := st.Lookup("json"); ok {
		for _, o := range strings.Split(v, ",")[1:] {
			if d, ok := strings.CutPrefix(o, "default="); ok {
				t.Fallback = d
			}
		}
	}
	for _, k := range []string{"env", "envconfig"} {
		if v, ok := st.Lookup(k); ok {
			parts := strings.Split(v, ",")
			for i := range parts {
				parts[i] = strings.TrimSpace(parts[i])
			}
			if isEnvName(parts[0]) {
				t.Env = parts[0]
			}
			for _, o := range parts[1:] {
				if d, ok := strings.CutPrefix(o, "default="); ok {
					t.Fallback = d
				}
				t.Required = t.Required || o == "required" || o == "notEmpty"
			}
		}
	}
	t.flag = st.Get("long")
	t.Long = t.flag
	if v, ok := st.Lookup("arg"); ok { // github.com/alexflint/go-arg, README
		for o := range strings.SplitSeq(v, ",") {
			if e, ok := strings.CutPrefix(o, "env:"); ok {
				t.Env = e
			}
			if long, ok := strings.CutPrefix(o, "--"); ok {
				t.Long = long
			}
			t.Required = t.Required || o == "required"
		}
	}
	for _, k := range []string{"envDefault", "env-default", "default", "envdefault"} {
		if v, ok := st.Lookup(k); ok && v != "" {
			t.Fallback = v
		}
	}
	for _, k := range []string{"required", "env-required"} {
		v, ok := st.Lookup(k)
		t.Required = t.Required || v == "true" || ok && v == "" // kong: required:""
	}
	return t
}
