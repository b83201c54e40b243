package recipe

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/internal/shell"
)

// heapPercent is the share of the container's limit that the heap gets: threads, metaspace and buffers need the rest.
const heapPercent = "70.0"

// Image says how the unit becomes a container image.
func Image(x *module.Module, a *Artifact, u facts.Unit) facts.Image {
	stage := buildStage(x, a, u.RuntimeVersion.Value)
	run := facts.Run{
		Requires: []facts.Require{{Capability: "java", Range: u.RuntimeVersion.Constraint, Evidence: u.RuntimeVersion.Evidence}},
		Wants:    u.NativePackages,
		Heap:     &facts.Heap{Percent: heapPercent, Command: "java", Variable: "JAVA_OPTS"},
		Env:      x.PortEnv,
	}
	logFolders(x, &run)
	switch a.Form {
	case War:
		if a.Server != nil {
			serverImage(x, a, &stage, &run)
		} else {
			warImage(x, a, &stage, &run)
		}
	case BootJar:
		bootImage(x, a, &stage, &run)
	case QuarkusFast:
		for _, part := range []struct{ dir, why string }{{"lib", "dependencies"}, {"app", "the application"}, {"quarkus", "generated classes"}} {
			run.Copies = append(run.Copies, facts.Copy{Stage: "build", From: inRepo(x, path.Join(a.libs, part.dir)) + "/", To: part.dir + "/", Why: part.why})
		}
		run.Copies = append(run.Copies, facts.Copy{Stage: "build", From: inRepo(x, a.File), To: "quarkus-run.jar"})
		run.Command = []string{"java", "-jar", "quarkus-run.jar"}
	case QuarkusOld, thinJar:
		folder := path.Base(a.libs)
		if prefix, err := relativeFolder(path.Dir(a.File), a.libs); err == nil {
			folder = prefix
		}
		if a.libs != "" && a.libs != path.Dir(a.File) {
			run.Copies = append(run.Copies, facts.Copy{Stage: "build", From: inRepo(x, a.libs) + "/", To: folder + "/", Why: "dependencies"})
		}
		copyArtifact(x, a, &stage, &run)
		run.Command = javaCommand(a, path.Base(run.Copies[len(run.Copies)-1].To))
	case classPath:
		command := "app.jar"
		if copiesLibs(x) {
			run.Copies = append(run.Copies, facts.Copy{Stage: "build", From: inRepo(x, "target/waybill-libs") + "/", To: "lib/", Why: "dependencies"})
			command += ":lib/*"
		}
		copyArtifact(x, a, &stage, &run)
		run.Command = append([]string{"java", "-cp", command, a.Main}, runArguments(x, &run)...)
	case appScripts:
		run.Copies = []facts.Copy{{Stage: "build", From: inRepo(x, a.libs) + "/", To: "./"}}
		run.Command = []string{"bin/" + path.Base(a.File)}
	case distribution:
		distributionImage(x, a, &stage, &run)
	default:
		copyArtifact(x, a, &stage, &run)
		run.Command = append(javaCommand(a, path.Base(run.Copies[len(run.Copies)-1].To)), runArguments(x, &run)...)
	}
	state(x, &run, a.Form != War && a.Form != distribution)
	withoutWritten(&run)
	ownHome(x, &run)
	reachable(x, &run)
	agents(x, &run)
	jibSettings(x, &run)
	run.Archivable = archivable(x, a, run)
	return facts.Image{Stages: []facts.Stage{stage}, Run: run}
}

// inRepo turns a path of the module into one of the repository.
func inRepo(x *module.Module, file string) string { return path.Join(x.POM.Dir, file) }

// copyArtifact brings the artefact under a name that no version changes. A name with a placeholder that only the build can fill is
// found by its pattern after the build.
func copyArtifact(x *module.Module, a *Artifact, stage *facts.Stage, run *facts.Run) {
	from := inRepo(x, a.File)
	to := "app" + path.Ext(a.File)
	if strings.Contains(a.File, "${") {
		found := path.Join(path.Dir(from), "waybill-app"+path.Ext(a.File))
		stage.Shell = append(stage.Shell, findArtifact(fromWorkdir(x, path.Dir(from)), path.Base(a.File), fromWorkdir(x, found)))
		from = found
	}
	if a.Form == thinJar {
		to = path.Base(a.File)
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
		shell.Quote(dir), shell.Quote(pattern.String()), shell.Quote(to))
}

// fromWorkdir turns a path of the repository into one relative to the stage's working folder.
func fromWorkdir(x *module.Module, file string) string {
	return model.RelativePath(x.Route.Top.Dir, file)
}

// relativeFolder returns a folder below another one.
func relativeFolder(from, to string) (string, error) {
	if !strings.HasPrefix(to, from+"/") {
		return "", fmt.Errorf("%s is not below %s", to, from)
	}
	return strings.TrimPrefix(to, from+"/"), nil
}

// bootImage takes the jar apart, so that a change of the source changes the smallest layer only. The mode was added to jars by
// default in Spring Boot 2.4 (layertools) and replaced in 3.3 (tools), whose thin jar starts faster than the nested one.
func bootImage(x *module.Module, a *Artifact, stage *facts.Stage, run *facts.Run) {
	mode := layerMode(x, a)
	if mode == "" {
		copyArtifact(x, a, stage, run)
		run.Command = append([]string{"java", "-jar", "app.jar"}, arguments(x)...)
		return
	}
	jar := inRepo(x, a.File)
	layers := path.Join(x.POM.Dir, x.Model.BuildDirectory(), "waybill-layers")
	extract := []string{"java", "-Djarmode=" + mode, "-jar", fromWorkdir(x, jar), "extract"}
	if mode == "tools" {
		extract = append(extract, "--layers")
	}
	stage.Unpack = [][]string{append(extract, "--destination", fromWorkdir(x, layers))}
	names := []string{"dependencies", "spring-boot-loader", "snapshot-dependencies", "application"}
	if mode == "tools" {
		names = slices.Delete(names, 1, 2) // its layer of the loader is empty: this jar starts by the class path of its manifest
	}
	for i, name := range names {
		c := facts.Copy{Stage: "build", From: path.Join(layers, name) + "/", To: "./"}
		if i == 0 {
			c.Why = "the layers of Spring Boot, what changes least often first"
		}
		run.Copies = append(run.Copies, c)
	}
	run.Command = []string{"java", "-jar", path.Base(a.File)}
	if mode == "layertools" {
		run.Command = []string{"java", loaderClass(x)}
	}
	run.Command = append(run.Command, arguments(x)...)
}

// layerMode is the jar mode that takes this jar apart; "" when it has none: an old or unknown Spring Boot, another layout,
// layers switched off or renamed.
func layerMode(x *module.Module, a *Artifact) string {
	major, minor, ok := model.MajorMinor(x.BootVersion())
	if !ok || strings.Contains(a.File, "${") {
		return ""
	}
	p := bootPlugin(x)
	for _, config := range append([]*model.Element{p.Config}, configsOf(p.Runs("repackage"))...) {
		if l := config.Child("layers"); l != nil && (l.Value("enabled") == "false" || l.Child("configuration") != nil) {
			return ""
		}
		if v := config.Value("layout"); v != "" && v != "JAR" || config.Value("executable") == "true" {
			return ""
		}
		if v := config.Value("includeTools"); v == "false" {
			return ""
		}
	}
	switch {
	case major > 3 || major == 3 && minor >= 3:
		return "tools"
	case major == 3 || major == 2 && minor >= 4:
		return "layertools"
	}
	return ""
}

// bootPlugin is the plug-in that packs the jar; one without configuration where only the command line names it.
func bootPlugin(x *module.Module) *model.Plugin {
	if p := x.Model.Plugin("spring-boot-maven-plugin"); p != nil {
		return p
	}
	return &model.Plugin{}
}

func configsOf(runs []*model.Execution) []*model.Element {
	var list []*model.Element
	for _, r := range runs {
		list = append(list, r.Config)
	}
	return list
}

// loaderClass moved to another package with Spring Boot 3.2.
func loaderClass(x *module.Module) string {
	major, minor, _ := model.MajorMinor(x.BootVersion())
	p := bootPlugin(x)
	if major == 3 && minor >= 2 && p.Config.Value("loaderImplementation") != "CLASSIC" {
		return "org.springframework.boot.loader.launch.JarLauncher"
	}
	return "org.springframework.boot.loader.JarLauncher"
}

// runArguments are the arguments of the program, with the files that they name brought along.
func runArguments(x *module.Module, run *facts.Run) []string {
	args := append([]string(nil), arguments(x)...)
	if file := x.DropwizardConfig(); file != "" && len(args) == 2 && args[0] == "server" {
		run.Copies = append(run.Copies, facts.Copy{From: file, To: path.Base(file), Why: "configuration named by the start command"})
		return []string{"server", path.Base(file)}
	}
	for i, a := range args {
		if file := path.Join(x.POM.Dir, a); path.Ext(a) != "" && x.Repo.Tree.Has(file) {
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

// openLate makes Tomcat's connectors bind their ports when the server has started, which is after its applications are deployed, and not when
// it is initialised (Tomcat configuration reference, "The HTTP Connector", bindOnInit). A base image of another layout is left as it is.
const openLate = `f=` + tomcatHome + `/conf/server.xml; [ ! -f "$f" ] || sed -i -e '/bindOnInit/!s/<Connector /<Connector bindOnInit="false" /' -e '/bindOnInit/!s/<Connector$/<Connector bindOnInit="false"/' "$f"`

// warImage deploys the war as the root application, unpacked, so that configuration can be linked into WEB-INF/classes and nothing
// has to be unpacked at the start by a user who may not write there.
func warImage(x *module.Module, a *Artifact, stage *facts.Stage, run *facts.Run) {
	tomcat, at := tomcatRange(x)
	run.Requires = append(run.Requires, facts.Require{Capability: "tomcat", Range: tomcat, Evidence: evidenceOf(at)})
	exploded := path.Join(x.POM.Dir, x.Model.BuildDirectory(), "waybill-war")
	source := fromWorkdir(x, inRepo(x, a.File))
	if strings.Contains(a.File, "${") {
		found := path.Join(path.Dir(inRepo(x, a.File)), "waybill-app.war")
		stage.Shell = append(stage.Shell, findArtifact(fromWorkdir(x, path.Dir(inRepo(x, a.File))), path.Base(a.File), fromWorkdir(x, found)))
		source = fromWorkdir(x, found)
	}
	up := strings.Repeat("../", 1+strings.Count(fromWorkdir(x, exploded), "/"))
	stage.Shell = append(stage.Shell, fmt.Sprintf("mkdir -p %[1]s && cd %[1]s && jar -xf %[2]s", shell.Quote(fromWorkdir(x, exploded)), shell.Quote(up+source)))
	run.Copies = []facts.Copy{{Stage: "build", From: exploded + "/", To: tomcatHome + "/webapps/ROOT/", Why: "the web application, at the root path"}}
	run.Workdir = tomcatHome
	run.Command = []string{"catalina.sh", "run"}
	run.Setup = []facts.Setup{{Command: []string{"sh", "-c", openLate}, Why: "the port opens when the application is deployed, and not before: an open port means that it answers"}}
	run.Heap = &facts.Heap{Percent: heapPercent, Command: "java", Variable: "CATALINA_OPTS"}
	switch dir := run.LogDir; {
	case dir == "":
		run.LogDir, run.LogEvidence = tomcatLogs, []facts.Evidence{{File: a.At.File, Line: a.At.Line, Rule: "Tomcat's logging.properties: ${catalina.base}/logs"}}
	case strings.HasPrefix(dir+"/", tomcatLogs+"/"), strings.HasPrefix(path.Join(tomcatHome, dir)+"/", tomcatLogs+"/"):
		run.LogDir, run.Writable = tomcatLogs, nil // below Tomcat's own folder: one link serves both
	}
	run.Writable = append([]string{tomcatLogs, tomcatHome + "/temp", tomcatHome + "/work"}, run.Writable...)
}

// distributionImage unpacks the archive that the assembly plugin made. Its start scripts put the program into the background more
// often than not, so the program itself is started, from the folder that the scripts call home.
func distributionImage(x *module.Module, a *Artifact, stage *facts.Stage, run *facts.Run) {
	out := path.Join(x.POM.Dir, x.Model.BuildDirectory(), "waybill-dist")
	archive, dest := shell.Quote(fromWorkdir(x, inRepo(x, a.File))), shell.Quote(fromWorkdir(x, out))
	strip := ""
	if a.base != "" {
		strip = " --strip-components=1"
	}
	switch {
	case strings.HasSuffix(a.File, ".zip"):
		up := strings.Repeat("../", 1+strings.Count(fromWorkdir(x, out), "/"))
		line := fmt.Sprintf("mkdir -p %[1]s && cd %[1]s && jar -xf %[2]s", dest, shell.Quote(up+fromWorkdir(x, inRepo(x, a.File))))
		if a.base != "" {
			line += " && mv */* ."
		}
		stage.Shell = append(stage.Shell, line)
	case path.Ext(a.File) == "":
		from := inRepo(x, a.File)
		if a.base != "" {
			from = path.Join(from, x.Model.FinalName().Text)
		}
		out = from
	default:
		stage.Shell = append(stage.Shell, fmt.Sprintf("mkdir -p %s && tar -xf %s -C %s%s", dest, archive, dest, strip))
	}
	run.Copies = []facts.Copy{{Stage: "build", From: out + "/", To: "./", Why: "the distribution"}}
	run.Command = distributionCommand(x, a)
	if n := len(run.Command); n > 2 && run.Command[n-2] == "server" {
		if file := x.DropwizardConfig(); file != "" && path.Base(path.Dir(file)) != path.Base(a.conf) {
			run.Copies = append(run.Copies, facts.Copy{From: file, To: run.Command[n-1], Why: "configuration named by the start command"})
		}
	}
}

func distributionCommand(x *module.Module, a *Artifact) []string {
	if a.Main == "" {
		return []string{"java", "-jar", a.classes}
	}
	var cp []string
	if a.conf != "" {
		cp = append(cp, a.conf)
	}
	for _, dir := range module.Distinct(a.libs, path.Dir(a.classes)) {
		if dir != "-" {
			cp = append(cp, path.Join(dir, "*"))
		}
	}
	command := []string{"java", "-cp", strings.Join(cp, ":"), a.Main}
	args := slices.Clone(arguments(x))
	if file := x.DropwizardConfig(); len(args) == 2 && args[0] == "server" && a.conf != "" && path.Base(path.Dir(file)) == path.Base(a.conf) {
		args[1] = path.Join(a.conf, path.Base(file)) // the archive holds it
	}
	return append(command, args...)
}

// logFolders states the folder that the configuration makes the program log to; the program has to be able to write there.
func logFolders(x *module.Module, run *facts.Run) {
	dir, at := logDir(x)
	if dir == "" {
		return
	}
	run.LogDir, run.LogEvidence = dir, evidenceOf(at)
	if !strings.HasPrefix(dir, "/tmp") {
		run.Writable = []string{dir}
	}
}
