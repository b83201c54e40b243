package maven

import (
	"fmt"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// image says how the unit becomes a container image.
func (x *module) image(a *artifact, u facts.Unit) facts.Image {
	stage := x.stage(a, u.RuntimeVersion.Value)
	run := facts.Run{
		Requires: []facts.Require{{Capability: "java", Range: u.RuntimeVersion.Constraint, Evidence: u.RuntimeVersion.Evidence}},
		Wants:    u.NativePackages,
		Runtime:  "jvm", JavaOpts: "JAVA_OPTS",
		Env: x.portEnv,
	}
	x.logs(&run)
	switch a.form {
	case war:
		x.warImage(a, &stage, &run)
	case bootJar:
		x.bootImage(a, &stage, &run)
	case quarkusFast:
		for _, part := range []struct{ dir, why string }{{"lib", "dependencies"}, {"app", "the application"}, {"quarkus", "generated classes"}} {
			run.Copies = append(run.Copies, facts.Copy{Stage: "build", From: x.inRepo(path.Join(a.libs, part.dir)) + "/", To: part.dir + "/", Why: part.why})
		}
		run.Copies = append(run.Copies, facts.Copy{Stage: "build", From: x.inRepo(a.file), To: "quarkus-run.jar"})
		run.Command = []string{"java", "-jar", "quarkus-run.jar"}
	case quarkusOld, thinJar:
		folder := path.Base(a.libs)
		if prefix, err := relativeFolder(path.Dir(a.file), a.libs); err == nil {
			folder = prefix
		}
		if a.libs != "" && a.libs != path.Dir(a.file) {
			run.Copies = append(run.Copies, facts.Copy{Stage: "build", From: x.inRepo(a.libs) + "/", To: folder + "/", Why: "dependencies"})
		}
		x.copyArtifact(a, &stage, &run)
		run.Command = []string{"java", "-jar", path.Base(run.Copies[len(run.Copies)-1].To)}
	case classPath:
		command := "app.jar"
		if x.copiesLibs() {
			run.Copies = append(run.Copies, facts.Copy{Stage: "build", From: x.inRepo("target/waybill-libs") + "/", To: "lib/", Why: "dependencies"})
			command += ":lib/*"
		}
		x.copyArtifact(a, &stage, &run)
		run.Command = []string{"java", "-cp", command, a.main}
	case appScripts:
		run.Copies = []facts.Copy{{Stage: "build", From: x.inRepo(a.libs) + "/", To: "./"}}
		run.Command = []string{"bin/" + path.Base(a.file)}
	case distribution:
		x.distributionImage(a, &stage, &run)
	default:
		x.copyArtifact(a, &stage, &run)
		run.Command = append([]string{"java", "-jar", path.Base(run.Copies[len(run.Copies)-1].To)}, x.runArguments(&run)...)
	}
	return facts.Image{Stages: []facts.Stage{stage}, Run: run}
}

// inRepo turns a path of the module into one of the repository.
func (x *module) inRepo(file string) string { return path.Join(x.p.dir, file) }

// copyArtifact brings the artefact under a name that no version changes. A name with a placeholder that only the build can fill is
// found by its pattern after the build.
func (x *module) copyArtifact(a *artifact, stage *facts.Stage, run *facts.Run) {
	from := x.inRepo(a.file)
	to := "app" + path.Ext(a.file)
	if strings.Contains(a.file, "${") {
		found := path.Join(path.Dir(from), "waybill-app"+path.Ext(a.file))
		stage.Shell = append(stage.Shell, findArtifact(x.fromWorkdir(path.Dir(from)), path.Base(a.file), x.fromWorkdir(found)))
		from = found
	}
	if a.form == thinJar {
		to = path.Base(a.file)
	}
	run.Copies = append(run.Copies, facts.Copy{Stage: "build", From: from, To: to, Why: "the application"})
}

// findArtifact is a shell line that copies the one file of a folder whose name fits, leaving out those beside it that are not run.
func findArtifact(dir, name, to string) string {
	var pattern strings.Builder
	for i := 0; i < len(name); i++ {
		if strings.HasPrefix(name[i:], "${") {
			end := strings.IndexByte(name[i:], '}')
			if end < 0 {
				break
			}
			pattern.WriteByte('*')
			i += end
			continue
		}
		if c := name[i]; c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("._-", c) >= 0 {
			pattern.WriteByte(c)
		} else {
			pattern.WriteByte('?')
		}
	}
	return fmt.Sprintf("cp \"$(find %s -maxdepth 1 -name %s ! -name '*-sources.*' ! -name '*-javadoc.*' ! -name '*-tests.*' ! -name '*.original' ! -name 'original-*' | sort | head -n 1)\" %s",
		quote(dir), quote(pattern.String()), quote(to))
}

// quote writes a word for a POSIX shell.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// fromWorkdir turns a path of the repository into one relative to the stage's working folder.
func (x *module) fromWorkdir(file string) string { return relativePath(x.route.top.dir, file) }

// relativeFolder returns a folder below another one.
func relativeFolder(from, to string) (string, error) {
	if !strings.HasPrefix(to, from+"/") {
		return "", fmt.Errorf("%s is not below %s", to, from)
	}
	return strings.TrimPrefix(to, from+"/"), nil
}

// bootImage takes the jar apart, so that a change of the source changes the smallest layer only. The mode was added to jars by
// default in Spring Boot 2.4 (layertools) and replaced in 3.3 (tools), whose thin jar starts faster than the nested one.
func (x *module) bootImage(a *artifact, stage *facts.Stage, run *facts.Run) {
	mode := x.layerMode(a)
	if mode == "" {
		x.copyArtifact(a, stage, run)
		run.Command = append([]string{"java", "-jar", "app.jar"}, x.arguments()...)
		return
	}
	jar := x.inRepo(a.file)
	layers := path.Join(x.p.dir, x.m.buildDirectory(), "waybill-layers")
	extract := []string{"java", "-Djarmode=" + mode, "-jar", x.fromWorkdir(jar), "extract"}
	if mode == "tools" {
		extract = append(extract, "--layers")
	}
	stage.Build = append(stage.Build, append(extract, "--destination", x.fromWorkdir(layers)))
	names := []struct{ dir, why string }{{"dependencies", "released dependencies"}, {"spring-boot-loader", "the loader"}, {"snapshot-dependencies", "snapshot dependencies"}, {"application", "the application"}}
	for _, n := range names {
		run.Copies = append(run.Copies, facts.Copy{Stage: "build", From: path.Join(layers, n.dir) + "/", To: "./", Why: n.why})
	}
	run.Command = []string{"java", "-jar", path.Base(a.file)}
	if mode == "layertools" {
		run.Command = []string{"java", x.loaderClass()}
	}
	run.Command = append(run.Command, x.arguments()...)
}

// layerMode is the jar mode that takes this jar apart; "" when it has none: an old or unknown Spring Boot, another layout,
// layers switched off or renamed.
func (x *module) layerMode(a *artifact) string {
	parts := strings.SplitN(x.bootVersion(), ".", 3)
	if len(parts) < 2 || strings.Contains(a.file, "${") {
		return ""
	}
	p := x.m.plugin("spring-boot-maven-plugin")
	for _, config := range append([]*element{p.config}, configsOf(p.runs("repackage"))...) {
		if l := config.child("layers"); l != nil && (l.value("enabled") == "false" || l.child("configuration") != nil) {
			return ""
		}
		if v := config.value("layout"); v != "" && v != "JAR" || config.value("executable") == "true" {
			return ""
		}
		if v := config.value("includeTools"); v == "false" {
			return ""
		}
	}
	major, minor := majorOf(parts[0]), majorOf(parts[1])
	switch {
	case major > 3 || major == 3 && minor >= 3:
		return "tools"
	case major == 3 || major == 2 && minor >= 4:
		return "layertools"
	}
	return ""
}

func configsOf(runs []*execution) []*element {
	var list []*element
	for _, r := range runs {
		list = append(list, r.config)
	}
	return list
}

// loaderClass moved to another package with Spring Boot 3.2.
func (x *module) loaderClass() string {
	parts := strings.SplitN(x.bootVersion(), ".", 3)
	p := x.m.plugin("spring-boot-maven-plugin")
	if majorOf(parts[0]) == 3 && majorOf(parts[1]) >= 2 && p.config.value("loaderImplementation") != "CLASSIC" {
		return "org.springframework.boot.loader.launch.JarLauncher"
	}
	return "org.springframework.boot.loader.JarLauncher"
}

// runArguments are the arguments of the program, with the files that they name brought along.
func (x *module) runArguments(run *facts.Run) []string {
	args := append([]string(nil), x.arguments()...)
	if len(args) == 2 && args[0] == "server" {
		file := x.dropwizardConfig()
		run.Copies = append(run.Copies, facts.Copy{From: file, To: path.Base(file), Why: "configuration named by the start command"})
		return []string{"server", path.Base(file)}
	}
	for i, a := range args {
		if file := path.Join(x.p.dir, a); path.Ext(a) != "" && x.r.tree.Has(file) {
			run.Copies = append(run.Copies, facts.Copy{From: file, To: path.Base(file), Why: "named by the documented start command"})
			args[i] = path.Base(file)
		}
	}
	return args
}

// Tomcat's places in its official image. Its logging.properties and the access log of its server.xml write to ${catalina.base}/logs.
const (
	tomcatHome = "/usr/local/tomcat"
	tomcatLogs = tomcatHome + "/logs"
)

// warImage deploys the war as the root application, unpacked, so that configuration can be linked into WEB-INF/classes and nothing
// has to be unpacked at the start by a user who may not write there.
func (x *module) warImage(a *artifact, stage *facts.Stage, run *facts.Run) {
	tomcat, at := x.tomcatRange()
	run.Requires = append(run.Requires, facts.Require{Capability: "tomcat", Range: tomcat, Evidence: evidenceOf(at)})
	exploded := path.Join(x.p.dir, x.m.buildDirectory(), "waybill-war")
	source := x.fromWorkdir(x.inRepo(a.file))
	if strings.Contains(a.file, "${") {
		found := path.Join(path.Dir(x.inRepo(a.file)), "waybill-app.war")
		stage.Shell = append(stage.Shell, findArtifact(x.fromWorkdir(path.Dir(x.inRepo(a.file))), path.Base(a.file), x.fromWorkdir(found)))
		source = x.fromWorkdir(found)
	}
	up := strings.Repeat("../", 1+strings.Count(x.fromWorkdir(exploded), "/"))
	stage.Shell = append(stage.Shell, fmt.Sprintf("mkdir -p %[1]s && cd %[1]s && jar -xf %[2]s", quote(x.fromWorkdir(exploded)), quote(up+source)))
	run.Copies = []facts.Copy{{Stage: "build", From: exploded + "/", To: tomcatHome + "/webapps/ROOT/", Why: "the web application, at the root path"}}
	run.Workdir = tomcatHome
	run.Command = []string{"catalina.sh", "run"}
	run.JavaOpts = "CATALINA_OPTS"
	switch dir := run.LogDir; {
	case dir == "":
		run.LogDir, run.LogEvidence = tomcatLogs, []facts.Evidence{{File: a.at.File, Line: a.at.Line, Rule: "Tomcat's logging.properties: ${catalina.base}/logs"}}
	case strings.HasPrefix(dir+"/", tomcatLogs+"/"), strings.HasPrefix(path.Join(tomcatHome, dir)+"/", tomcatLogs+"/"):
		run.LogDir, run.Writable = tomcatLogs, nil // below Tomcat's own folder: one link serves both
	}
	run.Writable = append([]string{tomcatLogs, tomcatHome + "/temp", tomcatHome + "/work"}, run.Writable...)
}

// distributionImage unpacks the archive that the assembly plugin made. Its start scripts put the program into the background more
// often than not, so the program itself is started, from the folder that the scripts call home.
func (x *module) distributionImage(a *artifact, stage *facts.Stage, run *facts.Run) {
	out := path.Join(x.p.dir, x.m.buildDirectory(), "waybill-dist")
	archive, dest := quote(x.fromWorkdir(x.inRepo(a.file))), quote(x.fromWorkdir(out))
	strip := ""
	if a.base != "" {
		strip = " --strip-components=1"
	}
	switch {
	case strings.HasSuffix(a.file, ".zip"):
		up := strings.Repeat("../", 1+strings.Count(x.fromWorkdir(out), "/"))
		line := fmt.Sprintf("mkdir -p %[1]s && cd %[1]s && jar -xf %[2]s", dest, quote(up+x.fromWorkdir(x.inRepo(a.file))))
		if a.base != "" {
			line += " && mv */* ."
		}
		stage.Shell = append(stage.Shell, line)
	case path.Ext(a.file) == "":
		from := x.inRepo(a.file)
		if a.base != "" {
			from = path.Join(from, x.m.finalName().text)
		}
		out = from
	default:
		stage.Shell = append(stage.Shell, fmt.Sprintf("mkdir -p %s && tar -xf %s -C %s%s", dest, archive, dest, strip))
	}
	run.Copies = []facts.Copy{{Stage: "build", From: out + "/", To: "./", Why: "the distribution"}}
	run.Command = x.distributionCommand(a)
}

func (x *module) distributionCommand(a *artifact) []string {
	if a.main == "" {
		return []string{"java", "-jar", a.classes}
	}
	var cp []string
	if a.conf != "" {
		cp = append(cp, a.conf)
	}
	for _, dir := range uniqueDirs(a.libs, path.Dir(a.classes)) {
		if dir != "-" {
			cp = append(cp, path.Join(dir, "*"))
		}
	}
	return []string{"java", "-cp", strings.Join(cp, ":"), a.main}
}

// logs states the folder that the configuration makes the program log to; the program has to be able to write there.
func (x *module) logs(run *facts.Run) {
	dir, at := x.logDir()
	if dir == "" {
		return
	}
	run.LogDir, run.LogEvidence = dir, evidenceOf(at)
	if !strings.HasPrefix(dir, "/tmp") {
		run.Writable = []string{dir}
	}
}
