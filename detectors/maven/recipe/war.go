package recipe

import (
	"bytes"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// warArtifact: a war is executable when Spring Boot repackages it, else a servlet container serves it.
func warArtifact(x *module.Module) *Artifact {
	if a := quarkusArtifact(x); a != nil {
		return a
	}
	if a := bootRepackage(x); a != nil {
		return a
	}
	at := x.Model.Packaging().At
	if testsWar(x) {
		x.Repo.Warnings = append(x.Repo.Warnings, facts.Warning{File: at.File, Line: at.Line, Unit: x.POM.Dir, Text: "this war is another one with tests beside it: nothing is generated for it"})
		return nil
	}
	at.Rule = "war packaging"
	return &Artifact{Form: War, File: warFile(x), Server: serverOf(x), Certainty: facts.Certain, At: at}
}

// warFile is the war of maven-war-plugin: warName and outputDirectory win over the build's name.
func warFile(x *module.Module) string {
	name, dir := x.Model.FinalName().Text, x.Model.BuildDirectory()
	if p := x.Model.Plugin("maven-war-plugin"); p != nil {
		if v := x.Known(p.Config.Value("warName")); v != "" {
			name = v
		}
		if v := x.Known(p.Config.Value("classifier")); v != "" {
			name += "-" + v
		}
		if v := x.Known(p.Config.Value("outputDirectory")); v != "" {
			dir = model.RelativeTo(v)
		}
	}
	return path.Join(dir, name+".war")
}

// tomcatRange says which Tomcat serves the war: javax.servlet needs 9 or older, jakarta.servlet 10 or newer
// (Tomcat "Which Version Do I Want?": 10.0 is Servlet 5, 10.1 is Servlet 6.0 and needs Java 11, 11 is Servlet 6.1 and needs Java 17).
func tomcatRange(x *module.Module) (string, facts.Evidence) {
	for _, d := range x.Deps {
		switch {
		case d.Group == "jakarta.servlet" && d.Artifact == "jakarta.servlet-api", d.Group == "jakarta.platform":
			if major := model.Major(d.Version); major > 0 && major <= 4 || d.Group == "jakarta.platform" && major == 8 {
				return "<10", d.At // the artefact was renamed before the packages were
			}
			if major := model.Major(d.Version); d.Artifact == "jakarta.servlet-api" && major >= 6 {
				return ">=10.1", d.At
			}
			return ">=10", d.At
		case d.Group == "javax.servlet", d.Group == "javax" && strings.HasPrefix(d.Artifact, "javaee"):
			return "<10", d.At
		}
	}
	if v := model.Major(x.BootVersion()); v > 0 {
		at := facts.Evidence{File: x.POM.File, Line: x.POM.Root.Line, Rule: "Spring Boot 3 moved to jakarta.servlet"}
		if v >= 3 {
			return ">=10", at
		}
		return "<10", at
	}
	if d, ok := x.Has("org.springframework:spring-webmvc", "org.springframework:spring-web"); ok && model.Major(d.Version) > 0 {
		if model.Major(d.Version) >= 6 {
			return ">=10", d.At
		}
		return "<10", d.At
	}
	return servletImports(x)
}

// servletImports looks at web.xml, then at what the sources import.
func servletImports(x *module.Module) (string, facts.Evidence) {
	web := path.Join(x.POM.Dir, "src/main/webapp/WEB-INF/web.xml")
	if data, err := x.Repo.Tree.Read(web); err == nil {
		at := facts.Evidence{File: web, Rule: "namespace of web.xml"}
		if bytes.Contains(data, []byte("jakarta.ee/xml/ns/jakartaee")) {
			return ">=10", at
		}
		return "<10", at
	}
	for i, f := range x.Sources() {
		if i >= code.MaxFiles {
			break
		}
		if x.Repo.Code.Imports(f, "jakarta.servlet") {
			return ">=10", facts.Evidence{File: f, Rule: "import of jakarta.servlet"}
		}
		if x.Repo.Code.Imports(f, "javax.servlet") {
			return "<10", facts.Evidence{File: f, Rule: "import of javax.servlet"}
		}
	}
	return "", facts.Evidence{}
}
