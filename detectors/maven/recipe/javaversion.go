package recipe

import (
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/internal/version"
)

// javaLevel is one place that states a Java version.
type javaLevel struct {
	text  string // as written: 17, 1.8, [17,)
	major int
	at    facts.Evidence
}

// JavaVersion decides the Java release that the program is compiled for, which is the least that can run it. The order is that of
// maven-compiler-plugin: <release> over <target> over <source>, configuration over user property; then properties that only
// an unknown parent can read, the enforcer, version files of tools, and CI.
func JavaVersion(x *module.Module) facts.Text {
	declared := compilerLevels(x)
	declared = append(declared, toolFiles(x)...)
	if len(declared) == 0 {
		return defaultJava(x)
	}
	won := declared[0]
	for _, other := range declared[1:] {
		if other.major != won.major && other.at.File != "" {
			x.Warn(other.at, fmt.Sprintf("Java versions disagree: %s says %s, %s says %s; %s is used, since the compiler settings decide what the classes need",
				place(won.at), won.text, place(other.at), other.text, won.text))
			break
		}
	}
	confidence := facts.Certain
	if strings.Contains(won.at.Rule, "of the parent") || strings.Contains(won.at.File, ".github/") || strings.Contains(won.at.Rule, "default") {
		confidence = facts.Likely
	}
	return facts.Text{Value: strconv.Itoa(won.major), Constraint: fmt.Sprintf(">=%d", won.major), Confidence: confidence, Evidence: []facts.Evidence{won.at}}
}

func place(at facts.Evidence) string {
	if at.Line == 0 {
		return at.File
	}
	return fmt.Sprintf("%s:%d", at.File, at.Line)
}

// javaMajor reads 17, 1.8, 21.0.2, 17-tem, temurin-21.0.1+12.0.LTS, corretto@17.
func javaMajor(text string) int {
	m := javaNumber.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return 0
	}
	major, err := strconv.Atoi(m[1])
	if err != nil {
		return 0
	}
	if major == 1 && m[2] != "" {
		major, err = strconv.Atoi(m[2])
		if err != nil {
			return 0
		}
	}
	if major < 5 || major > 99 {
		return 0
	}
	return major
}

var javaNumber = regexp.MustCompile(`(\d+)(?:\.(\d+))?`)

// compilerLevels returns what the build model says, strongest first.
func compilerLevels(x *module.Module) []javaLevel {
	var list []javaLevel
	add := func(v model.Value) bool {
		major := javaMajor(v.Text)
		if major == 0 || strings.Contains(v.Text, "${") {
			return false
		}
		list = append(list, javaLevel{v.Text, major, v.At})
		return true
	}
	for _, level := range []string{"release", "target", "source"} {
		if p := x.Model.Plugin("maven-compiler-plugin"); p != nil {
			configs := []*model.Element{p.Config}
			for _, run := range p.Runs("compile") {
				configs = append(configs, run.Config)
			}
			for _, run := range p.Executions {
				if run.ID == "default-compile" {
					configs = append([]*model.Element{run.Config}, configs...)
				}
			}
			configs = append(recompiled(x, p), configs...)
			done := false
			for _, c := range configs {
				if e := c.Child(level); e != nil && !done {
					at := whereIs(x, e)
					at.Rule = "maven-compiler-plugin <" + level + ">"
					v := x.Model.InterpolateAt(e.Text, at)
					done = add(v)
				}
			}
			if done {
				break
			}
		}
		if v, ok := x.Model.Prop("maven.compiler." + level); ok && add(v) {
			break
		}
	}
	if p := x.Model.Plugin("kotlin-maven-plugin"); p != nil && len(list) == 0 {
		if e := p.Config.Child("jvmTarget"); e != nil {
			at := whereIs(x, e)
			at.Rule = "kotlin-maven-plugin jvmTarget"
			add(x.Model.InterpolateAt(e.Text, at))
		}
	}
	if v, ok := x.Model.Prop("kotlin.compiler.jvmTarget"); ok && len(list) == 0 && x.Model.Plugin("kotlin-maven-plugin") != nil {
		add(v) // the plug-in's user property (kotlinlang.org, "Maven: Attributes specific to JVM")
	}
	if len(list) == 0 {
		for _, name := range []string{"java.version", "jdk.version", "javaVersion", "java.release", "jdkVersion", "project.build.java.version", "java.source.version", "java.target.version", "java.level", "target.jdk", "java-version", "jdk.source.version"} {
			if v, ok := x.Model.Prop(name); ok && add(v) {
				list[0].at.Rule = name + " property"
				break
			}
		}
	}
	if s, ok := enforced(x); ok && (len(list) == 0 || s.major > list[0].major && len(list) == 0) {
		list = append(list, s)
	}
	return list
}

// recompiled are the configurations of executions that compile all but module-info.java once more: the first round, for a newer Java, is for
// the module descriptor alone, and the classes are those of the second (maven-compiler-plugin, "Java 9+ or Java 8 Sources with module-info.java").
func recompiled(x *module.Module, p *model.Plugin) []*model.Element {
	var list []*model.Element
	for _, run := range p.Runs("compile") {
		for _, e := range run.Config.Child("excludes").Each("exclude") {
			if run.ID != "default-compile" && x.Model.Interpolate(e.Text) == "module-info.java" {
				list = append(list, run.Config)
			}
		}
	}
	return list
}

// whereIs finds the file that an element of the merged model was read from.
func whereIs(x *module.Module, e *model.Element) facts.Evidence {
	for _, l := range x.Model.Layers {
		found := false
		l.Root.Walk(func(y *model.Element) {
			found = found || y == e || y.Line == e.Line && y.Name == e.Name && y.Text == e.Text
		})
		if found {
			return l.Evidence(e, e.Name)
		}
	}
	return facts.Evidence{File: x.POM.File, Line: e.Line, Rule: e.Name}
}

// enforced is what maven-enforcer-plugin demands of the JDK that builds.
func enforced(x *module.Module) (javaLevel, bool) {
	p := x.Model.Plugin("maven-enforcer-plugin")
	var found javaLevel
	for _, run := range p.Runs("enforce") {
		run.Config.Child("rules").Walk(func(e *model.Element) {
			if e.Name != "requireJavaVersion" || found.major != 0 {
				return
			}
			if v := e.Child("version"); v != nil {
				text := x.Model.Interpolate(v.Text)
				if major := javaMajor(text); major > 0 {
					at := whereIs(x, v)
					at.Rule = "maven-enforcer-plugin requireJavaVersion"
					found = javaLevel{text, major, at}
				}
			}
		})
	}
	return found, found.major > 0
}

// buildJava is the range of the JDK that compiles: the runtime version or newer, inside what the enforcer allows and what javac
// still compiles for (JEP 182: JDK 9 dropped release 5, 12 dropped 6, 20 dropped 7).
func buildJava(x *module.Module, runtime string) (string, facts.Evidence) {
	if s, at, ok := toolchain(x); ok {
		x.Warn(at, "maven-toolchains-plugin asks for a JDK "+s+" from ~/.m2/toolchains.xml: the image that builds has one JDK and no such file; give it the file, or leave the plug-in out of the build in the image")
		if r, err := version.FromJava(s); err == nil && !r.Any() {
			if low, err := version.Java.Version(runtime); err != nil || !r.Allows(low) {
				return r.String(), at
			}
		}
	}
	if s, ok := enforced(x); ok {
		if r, err := version.FromJava(s.text); err == nil && !r.Any() {
			if low, ok := version.Java.Version(runtime); ok == nil && !r.Allows(low) || s.major >= javaMajor(runtime) {
				return r.String(), s.at
			}
		}
	}
	if runtime == "" {
		return "", facts.Evidence{}
	}
	return ">=" + runtime + map[string]string{"5": " <9", "6": " <12", "7": " <20"}[runtime], facts.Evidence{}
}

// toolchain is the JDK that maven-toolchains-plugin chooses for the compiler (the plug-in's goal "toolchain").
func toolchain(x *module.Module) (string, facts.Evidence, bool) {
	p := x.Model.Plugin("maven-toolchains-plugin")
	for _, run := range p.Runs("toolchain") {
		if e := run.Config.At("toolchains", "jdk").Child("version"); e != nil {
			if text := x.Model.Interpolate(e.Text); !strings.Contains(text, "${") {
				at := whereIs(x, e)
				at.Rule = "maven-toolchains-plugin"
				return text, at, true
			}
		}
	}
	return "", facts.Evidence{}, false
}

// toolFiles are version files beside the POM or at the root of the repository.
func toolFiles(x *module.Module) []javaLevel {
	var list []javaLevel
	for _, dir := range module.Distinct(x.POM.Dir, x.Route.Top.Dir, ".") {
		for _, f := range []struct {
			name, rule string
			line       *regexp.Regexp
		}{
			{".java-version", ".java-version", regexp.MustCompile(`(?m)^\s*(\S+)`)},
			{".sdkmanrc", ".sdkmanrc java", regexp.MustCompile(`(?m)^\s*java\s*=\s*(\S+)`)},
			{".tool-versions", ".tool-versions java", regexp.MustCompile(`(?m)^\s*java\s+(\S+)`)},
			{"mise.toml", "mise.toml java", regexp.MustCompile(`(?m)^\s*java\s*=\s*"([^"]+)"`)},
			{".mise.toml", ".mise.toml java", regexp.MustCompile(`(?m)^\s*java\s*=\s*"([^"]+)"`)},
			{"system.properties", "system.properties java.runtime.version", regexp.MustCompile(`(?m)^\s*java\.runtime\.version\s*[=:]\s*(\S+)`)},
		} {
			file := path.Join(dir, f.name)
			if !x.Repo.Tree.Has(file) {
				continue
			}
			data, err := x.Repo.Tree.Read(file)
			if err != nil {
				continue
			}
			if m := f.line.FindSubmatchIndex(data); m != nil {
				text := string(data[m[2]:m[3]])
				if major := javaMajor(text); major > 0 {
					line := 1 + strings.Count(string(data[:m[2]]), "\n")
					list = append(list, javaLevel{text, major, facts.Evidence{File: file, Line: line, Rule: f.rule}})
				}
			}
		}
	}
	if len(list) == 0 {
		list = ciJava(x)
	}
	return list
}

var setupJava = regexp.MustCompile(`(?m)^\s*-?\s*java-version:\s*['"]?(\d[\w.+-]*)`)

// ciJava reads what GitHub's setup-java installs: only taken when nothing else states a version.
func ciJava(x *module.Module) []javaLevel {
	if len(compilerLevels(x)) > 0 {
		return nil
	}
	for _, f := range x.Repo.Tree.Under(".github/workflows") {
		if ext := path.Ext(f); ext != ".yml" && ext != ".yaml" {
			continue
		}
		data, err := x.Repo.Tree.Read(f)
		if err != nil {
			continue
		}
		if m := setupJava.FindSubmatchIndex(data); m != nil {
			text := string(data[m[2]:m[3]])
			if major := javaMajor(text); major > 0 {
				return []javaLevel{{text, major, facts.Evidence{File: f, Line: 1 + strings.Count(string(data[:m[2]]), "\n"), Rule: "setup-java of the CI"}}}
			}
		}
	}
	return nil
}

// defaultJava is what the framework needs at least when nothing states a version: a guess.
func defaultJava(x *module.Module) facts.Text {
	major, why := 0, ""
	if v := model.Major(x.BootVersion()); v > 0 {
		major, why = 17, fmt.Sprintf("default: Spring Boot %d needs it", v)
		if v < 3 {
			major = 8
		}
	} else if v := model.Major(x.QuarkusVersion()); v > 0 && x.Model.Plugin("quarkus-maven-plugin") != nil {
		major, why = 17, fmt.Sprintf("default: Quarkus %d needs it", v)
		if v < 3 {
			major = 11
		}
	}
	if major == 0 {
		x.Warn(facts.Evidence{File: x.POM.File, Line: x.POM.Root.Line}, "no Java version is stated (maven.compiler.release, java.version, enforcer, .java-version): the image tree's default is used")
		return facts.Text{}
	}
	at := facts.Evidence{File: x.POM.File, Line: x.POM.Root.Line, Rule: why}
	x.Warn(at, fmt.Sprintf("no Java version is stated: %d is a guess (%s)", major, why))
	return facts.Text{Value: strconv.Itoa(major), Constraint: fmt.Sprintf(">=%d", major), Confidence: facts.Guess, Evidence: []facts.Evidence{at}}
}

// mavenFloor turns the range of requireMavenVersion into semver form.
func mavenFloor(text string) (string, bool) {
	r, err := version.FromMaven(text)
	if err != nil || r.Any() {
		return "", false
	}
	return r.String(), true
}
