package waybill_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/source"
	"github.com/waybill-dev/waybill/internal/waybill"
)

// decidedOf is a decision about files, told as its units: path, name, kind, language and command of each.
func decidedOf(t *testing.T, files map[string]string, o waybill.Options) (string, error) {
	t.Helper()
	o.Location, o.Limits = folder(t, files), source.DefaultLimits
	d, err := waybill.Decide(t.Context(), o)
	var units []string
	for _, u := range d.Plan.Units {
		units = append(units, fmt.Sprintf("%s: %s, %s of %s %s, starts %s", u.Path, u.Name, u.Kind, u.Facts.Language.Value, u.Facts.RuntimeVersion.Value, strings.Join(u.Run.Command, " ")))
	}
	return strings.Join(units, "; "), err
}

// library is a module that has no program.
const library = `<project><modelVersion>4.0.0</modelVersion><groupId>org.acme</groupId><artifactId>tool</artifactId><version>2.1.0</version><properties><maven.compiler.release>17</maven.compiler.release></properties></project>`

// TestDeclared: a unit that only the settings know is deployed by what they say; one in which nothing was found keeps what was found.
func TestDeclared(t *testing.T) {
	t.Parallel()
	const sh = "#!/bin/sh\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"in a folder": {
			map[string]string{"svc/build.sh": sh, "waybill.yaml": "units: {svc: {language: java, build: [[./build.sh]], artifact: out/app.jar, runtimeVersion: '21', ports: [8080]}}\n"},
			"svc: svc, server of java 21, starts java -jar app.jar",
		},
		"by a kind": {
			map[string]string{"svc/build.sh": sh, "waybill.yaml": "units: {svc: {name: mailer, kind: worker, language: node, start: [node, main.js], ports: [8080]}}\n"},
			"svc: mailer, worker of node , starts node main.js",
		},
		"a folder's name is no label": {
			map[string]string{"My App/build.sh": sh, "waybill.yaml": "units: {My App: {language: node, start: [node, main.js]}}\n"},
			"My App: my-app, worker of node , starts node main.js",
		},
		"two, by their folders": {
			map[string]string{"b/x": sh, "a/x": sh, "waybill.yaml": "units: {b: {language: node, start: [node, b.js]}, a: {language: node, start: [node, a.js]}}\n"},
			"a: a, worker of node , starts node a.js; b: b, worker of node , starts node b.js",
		},
		"a library with a program": {
			map[string]string{"pom.xml": library, "waybill.yaml": "units: {tool: {kind: worker, build: [[mvn, package]], artifact: target/tool-all.jar}}\n"},
			".: tool, worker of java 17, starts java -jar app.jar",
		},
	} {
		got, err := decidedOf(t, c.files, waybill.Options{})
		if err != nil || got != c.want {
			t.Errorf("%s: %s, want %s (%v)", name, got, c.want, err)
		}
	}
}

// TestDeclaredRefuses: an image without a program starts nothing, so what is missing is told, all units at once.
func TestDeclaredRefuses(t *testing.T) {
	t.Parallel()
	const hint = "set language, build, artifact and start of the unit, or name the unit that holds the program"
	const folders = "the key of a unit that is declared by hand is its folder, relative to the root of the repository"
	for name, c := range map[string]struct{ settings, text, hint string }{
		"nothing but the language": {"units:\n  svc: {language: java}\n", "no program was found in svc, and what is declared of it lacks artifact, build (waybill.yaml:2:3)", hint},
		"no command of Node":       {"units:\n  svc: {language: node}\n", "no program was found in svc, and what is declared of it lacks start (waybill.yaml:2:3)", hint},
		"a folder that is not":     {"units:\n  svx: {language: node, start: [node, a.js]}\n", `units declares "svx", which is no folder of the repository (waybill.yaml:2:3)`, folders},
		"a folder outside":         {"units:\n  ../svc: {language: node, start: [node, a.js]}\n", `units declares "../svc", which is no folder of the repository (waybill.yaml:2:3)`, folders},
		"an absolute folder":       {"units:\n  /svc: {language: node, start: [node, a.js]}\n", `units declares "/svc", which is no folder of the repository (waybill.yaml:2:3)`, folders},
		"a library of a kind":      {"units:\n  tool:\n    kind: server\n", "no program was found in ., and what is declared of it lacks artifact, build (waybill.yaml:3:5)", hint},
		"a library with a build":   {"units:\n  tool:\n    build: [[mvn, package]]\n", "no program was found in ., and what is declared of it lacks artifact (waybill.yaml:3:5)", hint},
	} {
		_, err := decidedOf(t, map[string]string{"svc/build.sh": "", "pom.xml": library, "waybill.yaml": c.settings}, waybill.Options{})
		if err == nil || err.Error() != c.text || fault.KindOf(err) != fault.Usage || strings.Join(fault.HintOf(err), "; ") != c.hint {
			t.Errorf("%s: %v with the hints %q, want %s with %q", name, err, fault.HintOf(err), c.text, c.hint)
		}
	}
	_, err := decidedOf(t, map[string]string{"a/x": "", "b/x": "", "waybill.yaml": "units: {a: {language: go}, b: {language: java}}\n"}, waybill.Options{})
	if err == nil || strings.Count(err.Error(), "no program was found in") != 2 {
		t.Errorf("two at once: %v", err)
	}
}

// TestNothingFound: three things that were seen are named with their places, and the rest is counted.
func TestNothingFound(t *testing.T) {
	t.Parallel()
	unsupported := func(paths ...string) (out []facts.Unsupported) {
		for _, p := range paths {
			out = append(out, facts.Unsupported{Path: p, Found: "build.gradle", Say: "no Gradle"})
		}
		return out
	}
	warned := func(files ...string) (out []facts.Warning) {
		for i, f := range files {
			out = append(out, facts.Warning{File: f, Line: i, Text: "is broken"})
		}
		return out
	}
	for want, report := range map[string]facts.Report{
		"found no pom.xml, package.json, go.mod or Go main package":                                                     {},
		"found build.gradle: no Gradle; found a/build.gradle: no Gradle":                                                {Unsupported: unsupported(".", "a")},
		"found a/build.gradle: no Gradle; found b/build.gradle: no Gradle; found c/build.gradle: no Gradle":             {Unsupported: unsupported("a", "b", "c")},
		"found a/build.gradle: no Gradle; found b/build.gradle: no Gradle; found c/build.gradle: no Gradle; and 2 more": {Unsupported: unsupported("a", "b", "c", "d", "e")},
		"pom.xml is broken; a/pom.xml:1 is broken; b/pom.xml:2 is broken; and 1 more":                                   {Warnings: warned("pom.xml", "a/pom.xml", "b/pom.xml", "c/pom.xml")},
		"found build.gradle: no Gradle; pom.xml is broken":                                                              {Unsupported: unsupported("."), Warnings: warned("pom.xml")},
	} {
		err := waybill.NothingFound(report)
		if err.Error() != "nothing supported here: "+want || fault.KindOf(err) != fault.Unsupported {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestFoldersOfPOMs: what a repository names lies in it; what an organisation names is a folder of the disk or a manager.
func TestFoldersOfPOMs(t *testing.T) {
	t.Parallel()
	org := folder(t, map[string]string{
		"parents/base.pom": parent, "repository/org/acme/base/7/base-7.pom": parent,
		"parents.yaml": "maven: {parents: [parents]}\n", "repository.yaml": "maven: {repositories: [repository]}\n",
		"file.yaml": "maven: {repositories: [parents.yaml]}\n", "address.yaml": "maven: {parents: ['https://repo.example.com/maven']}\n", "own.yaml": "{}\n",
	})
	program := map[string]string{
		"pom.xml":                           child,
		"src/main/java/a/App.java":          "package a;\npublic class App { public static void main(String[] a) throws Exception { new java.net.ServerSocket(8080); } }\n",
		"poms/base.pom":                     parent,
		"layout/org/acme/base/7/base-7.pom": parent,
	}
	const found = ".: ledger, server of java 21, starts java -jar app.jar"
	onDisk := regexp.MustCompile(`"[^"]*(…|parents\.yaml)"`) // a long path is cut
	const inside = "name a folder inside the repository, or set it in the organisation's file"
	for name, c := range map[string]struct {
		organisation, own string
		want, hint        string
	}{
		"parents of the organisation":    {"parents.yaml", "", found, ""},
		"a repository beside it":         {"repository.yaml", "", found, ""},
		"parents of the repository":      {"", "maven: {parents: [poms]}", found, ""},
		"a layout in the repository":     {"", "maven: {repositories: [layout/]}", found, ""},
		"a file of the disk":             {"file.yaml", "", `maven.repositories: "PATH" is not a folder (file.yaml:1:24)`, "name a folder, absolute or relative to the file of settings"},
		"a manager is no folder of POMs": {"address.yaml", "", "maven.parents: https://repo.example.com/maven is no folder of POM files (address.yaml:1:19)", "name a repository manager under maven.repositories"},
		"a manager of the repository's":  {"", "maven: {repositories: ['https://me:secret@repo.example.com/maven']}", "maven.repositories: https://repo.example.com/maven is an address, which a repository's own settings may not name (waybill.yaml:1:24)", "the organisation's settings (--settings) may name a repository manager"},
		"above the repository":           {"", "maven: {parents: [../poms]}", `maven.parents: "../poms" leads out of the repository (waybill.yaml:1:19)`, inside},
		"above by a detour":              {"", "maven: {parents: [poms/../../x]}", `maven.parents: "poms/../../x" leads out of the repository (waybill.yaml:1:19)`, inside},
		"absolute":                       {"", "maven: {parents: [/srv/maven]}", `maven.parents: "/srv/maven" leads out of the repository (waybill.yaml:1:19)`, inside},
		"a file of the repository":       {"", "maven: {parents: [pom.xml]}", `maven.parents: "pom.xml" is not a folder (waybill.yaml:1:19)`, "name a folder of the repository"},
		"missing in the repository":      {"", "maven: {parents: [poms, none]}", `maven.parents: "none" is not a folder (waybill.yaml:1:25)`, "name a folder of the repository"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"waybill.yaml": c.own + "\n"}
			maps.Copy(files, program)
			var o waybill.Options
			if c.organisation != "" {
				o.Settings = filepath.Join(org, c.organisation)
			}
			got, err := decidedOf(t, files, o)
			if err != nil {
				got = onDisk.ReplaceAllString(strings.ReplaceAll(err.Error(), org+"/", ""), `"PATH"`)
			}
			if got != c.want || strings.Join(fault.HintOf(err), "; ") != c.hint {
				t.Errorf("%s %q, want %s %q", got, fault.HintOf(err), c.want, c.hint)
			}
		})
	}
}

// TestPartsOfTheWay: who asks for settings or facts alone gets those of the whole way.
func TestPartsOfTheWay(t *testing.T) {
	t.Parallel()
	org := folder(t, map[string]string{"waybill.yaml": "team: platform\nimages: {tag: '3'}\n"})
	o := waybill.Options{Location: shop(t, map[string]string{"waybill.yaml": "team: shop\n"}), Settings: filepath.Join(org, "waybill.yaml"), Limits: source.DefaultLimits}
	s, err := waybill.Settings(t.Context(), o)
	if err != nil || s.Team != "shop" || s.Images.Tag != "3" {
		t.Errorf("settings: team %s, tag %s (%v)", s.Team, s.Images.Tag, err)
	}
	report, err := waybill.Facts(t.Context(), o)
	if err != nil || len(report.Units) != 1 || report.Units[0].Ports[0].Value != 8080 {
		t.Errorf("facts: %+v (%v)", report.Units, err)
	}
	o.Location = folder(t, map[string]string{"README": ""})
	if report, err = waybill.Facts(t.Context(), o); err != nil || len(report.Units) != 0 {
		t.Errorf("facts of a repository without a program are none: %+v (%v)", report.Units, err)
	}
	o.Location = filepath.Join(o.Location, "nowhere")
	if _, err := waybill.Facts(t.Context(), o); fault.KindOf(err) != fault.Usage {
		t.Errorf("facts of no folder: %v", err)
	}
	if _, err := waybill.Settings(t.Context(), o); fault.KindOf(err) != fault.Usage {
		t.Errorf("settings of no folder: %v", err)
	}
}

// TestUnknownWord: the nearest word is offered, or all of them.
func TestUnknownWord(t *testing.T) {
	t.Parallel()
	for word, hint := range map[string]string{"shpo": `did you mean "shop"?`, "zebra": "use shop, orders"} {
		err := waybill.UnknownWord("unit", word, []string{"shop", "orders"})
		if err.Error() != `unknown unit "`+word+`"` || fault.KindOf(err) != fault.Usage || strings.Join(fault.HintOf(err), "; ") != hint {
			t.Errorf("%v with the hints %q, want %q", err, fault.HintOf(err), hint)
		}
	}
}
