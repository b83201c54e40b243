package manifest

import (
	"strconv"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		files     map[string]string
		want      string // value constraint
		evidence  string
		warnsWith string
	}{
		{"nothing", map[string]string{"package.json": `{}`}, " ", "", ""},
		{"engines", map[string]string{"package.json": "{\n\"engines\": {\n\"node\": \">= 18.2 <23\"}}"}, "18 >=18.2 <23", "package.json:3", ""},
		{"alternatives", map[string]string{"package.json": `{"engines": {"node": "^20.18.0 || ^22.18.0"}}`}, "20 ^20.18.0 || ^22.18.0", "package.json:1", ""},
		{"open below", map[string]string{"package.json": `{"engines": {"node": "<17"}}`}, "16 <17", "package.json:1", ""},
		{"hyphen", map[string]string{"package.json": `{"engines": {"node": "14 - 16"}}`}, "14 14 - 16", "package.json:1", ""},
		{"none at all", map[string]string{"package.json": `{"engines": {"node": ">18 <17"}}`}, " ", "", `">18 <17"`},
		{"exact", map[string]string{"package.json": `{"engines": {"node": "v20.1.0"}}`}, "20 ^20.1.0", "package.json:1", ""},
		{"major with x", map[string]string{"package.json": `{"engines": {"node": "18.x"}}`}, "18 ^18", "package.json:1", ""},
		{"nvmrc agrees with engines", map[string]string{"package.json": `{"engines": {"node": ">=12"}}`, ".nvmrc": "# mine\nv20.11.1\n"}, "20 ^20.11.1", ".nvmrc:2", ""},
		{"codename", map[string]string{"package.json": `{}`, ".nvmrc": "lts/iron"}, "20 ^20", ".nvmrc:1", ""},
		{"newest says nothing", map[string]string{"package.json": `{}`, ".nvmrc": "lts/*"}, " ", "", ""},
		{"nonsense is told", map[string]string{"package.json": `{}`, ".nvmrc": "some_version"}, " ", "", `"some_version"`},
		{"conflict", map[string]string{"package.json": `{"engines": {"node": "^18"}}`, ".nvmrc": "20"}, "20 ^20", ".nvmrc:1", `engines.node says Node "^18", but .nvmrc says "20"`},
		{"asdf", map[string]string{"package.json": `{}`, ".tool-versions": "python 3.11\nnodejs 23.11.1\n"}, "23 ^23.11.1", ".tool-versions:2", ""},
		{"mise", map[string]string{"package.json": `{}`, "mise.toml": "[env]\nnode = \"9\"\n[tools]\nnode = \"22\"\n"}, "22 ^22", "mise.toml:4", ""},
		{"volta", map[string]string{"package.json": `{"volta": {"node": "16.20.2"}, "engines": {"node": ">=14"}}`}, "16 ^16.20.2", "package.json:1", ""},
		{"node-version", map[string]string{"package.json": `{}`, ".node-version": "18.16.1"}, "18 ^18.16.1", ".node-version:1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := New(repository(t, c.files))
			got, warnings := p.VersionOf(p.Manifests[0])
			if text := got.Value + " " + got.Constraint; text != c.want {
				t.Errorf("got %q, want %q", text, c.want)
			}
			if c.evidence != "" && (len(got.Evidence) == 0 || place(got.Evidence[0]) != c.evidence) {
				t.Errorf("evidence %v, want %s", got.Evidence, c.evidence)
			}
			if told := len(warnings) > 0; told != (c.warnsWith != "") || told && !strings.Contains(warnings[0].Text, c.warnsWith) {
				t.Errorf("warnings %v, want %q", warnings, c.warnsWith)
			}
		})
	}
}

func place(e facts.Evidence) string { return e.File + ":" + strconv.Itoa(e.Line) }

func TestWorkspaceVersion(t *testing.T) {
	t.Parallel()
	p := New(repository(t, map[string]string{"package.json": `{"workspaces": ["a"], "engines": {"node": ">=20.0.0"}}`, "a/package.json": `{"engines": {"node": ">=18.18.2"}}`}))
	if got, _ := p.VersionOf(p.ByDir["a"]); got.Value != "20" || got.Constraint != ">=18.18.2 >=20.0.0" {
		t.Errorf("%+v", got)
	}
}

func TestWorkspaceVersionOfAlternatives(t *testing.T) {
	t.Parallel()
	p := New(repository(t, map[string]string{"package.json": `{"workspaces": ["a"], "engines": {"node": "^18 || ^20 || ^22"}}`, "a/package.json": `{"engines": {"node": ">=20.1"}}`}))
	if got, _ := p.VersionOf(p.ByDir["a"]); got.Value != "20" || got.Constraint != ">=20.1 <21 || >=22 <23" {
		t.Errorf("%+v", got)
	}
}

func FuzzReadVersion(f *testing.F) {
	for _, s := range []string{"lts/iron", ">=18 <21 || ^22", "v20.11.1", "18 - 20", "~> 8", "999999999999", "v", "x || 18"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, ok, _ := readVersion(text, facts.Evidence{}, true)
		if ok && (s.major < 0 || s.constraint == "") {
			t.Errorf("%q is read as %+v", text, s)
		}
	})
}

func TestManager(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string // manager version, berry, pnp, warnings
	}{
		{"nothing", map[string]string{"package.json": `{}`}, "npm "},
		{"lock file", map[string]string{"package.json": `{}`, "pnpm-lock.yaml": ""}, "pnpm "},
		{"packageManager", map[string]string{"package.json": `{"packageManager": "pnpm@10.4.1+sha512.aa"}`, "pnpm-lock.yaml": ""}, "pnpm 10.4.1"},
		{"packageManager against the lock file", map[string]string{"package.json": `{"packageManager": "pnpm@9.0.0"}`, "yarn.lock": ""}, "pnpm 9.0.0 !"},
		{"two lock files", map[string]string{"package.json": `{}`, "yarn.lock": "", "package-lock.json": ""}, "yarn  !"},
		{"yarn 1", map[string]string{"package.json": `{"packageManager": "yarn@1.22.22"}`, "yarn.lock": "# yarn lockfile v1\n"}, "yarn 1.22.22"},
		{"berry by its lock file", map[string]string{"package.json": `{}`, "yarn.lock": "__metadata:\n  version: 8\n"}, "yarn  berry pnp"},
		{"berry with node_modules", map[string]string{"package.json": `{}`, "yarn.lock": "", ".yarnrc.yml": "nodeLinker: node-modules\nyarnPath: .yarn/releases/yarn-3.2.1.cjs\n"}, "yarn 3.2.1 berry"},
		{"bun", map[string]string{"package.json": `{}`, "bun.lockb": ""}, "bun "},
		{"engines", map[string]string{"package.json": `{"engines": {"pnpm": ">=8"}}`}, "pnpm "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := New(repository(t, c.files))
			mg := p.ManagerOf(p.Manifests[0])
			got := mg.Name + " " + mg.Version
			if mg.Berry {
				got += " berry"
			}
			if mg.PnP {
				got += " pnp"
			}
			if len(mg.Warnings) > 0 {
				got += " !"
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
