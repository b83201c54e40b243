package maven

import (
	"bytes"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
)

// warArtifact: a war is executable when Spring Boot repackages it, else a servlet container serves it.
func (x *module) warArtifact() *artifact {
	if a := x.quarkus(); a != nil {
		return a
	}
	if a := x.bootRepackage(); a != nil {
		return a
	}
	at := x.m.packaging().at
	at.Rule = "war packaging"
	return &artifact{form: war, file: x.warFile(), certainty: facts.Certain, at: at}
}

// warFile is the war of maven-war-plugin: warName and outputDirectory win over the build's name.
func (x *module) warFile() string {
	name, dir := x.m.finalName().text, x.m.buildDirectory()
	if p := x.m.plugin("maven-war-plugin"); p != nil {
		if v := x.known(p.config.value("warName")); v != "" {
			name = v
		}
		if v := x.known(p.config.value("classifier")); v != "" {
			name += "-" + v
		}
		if v := x.known(p.config.value("outputDirectory")); v != "" {
			dir = relativeTo(v)
		}
	}
	return path.Join(dir, name+".war")
}

// tomcatRange says which Tomcat serves the war: javax.servlet needs 9 or older, jakarta.servlet 10 or newer
// (Tomcat "Which Version Do I Want?": 10.0 is Servlet 5, 10.1 is Servlet 6.0 and needs Java 11, 11 is Servlet 6.1 and needs Java 17).
func (x *module) tomcatRange() (string, facts.Evidence) {
	for _, d := range x.deps {
		switch {
		case d.group == "jakarta.servlet" && d.artifact == "jakarta.servlet-api", d.group == "jakarta.platform":
			if major := majorOf(d.version); major > 0 && major <= 4 || d.group == "jakarta.platform" && major == 8 {
				return "<10", d.at // the artefact was renamed before the packages were
			}
			if major := majorOf(d.version); d.artifact == "jakarta.servlet-api" && major >= 6 {
				return ">=10.1", d.at
			}
			return ">=10", d.at
		case d.group == "javax.servlet", d.group == "javax" && strings.HasPrefix(d.artifact, "javaee"):
			return "<10", d.at
		}
	}
	if v := majorOf(x.bootVersion()); v > 0 {
		at := facts.Evidence{File: x.p.file, Line: x.p.root.line, Rule: "Spring Boot 3 moved to jakarta.servlet"}
		if v >= 3 {
			return ">=10", at
		}
		return "<10", at
	}
	if d, ok := x.has("spring-webmvc", "spring-web"); ok && majorOf(d.version) > 0 {
		if majorOf(d.version) >= 6 {
			return ">=10", d.at
		}
		return "<10", d.at
	}
	return x.servletImports()
}

// servletImports looks at web.xml, then at what the sources import.
func (x *module) servletImports() (string, facts.Evidence) {
	web := path.Join(x.p.dir, "src/main/webapp/WEB-INF/web.xml")
	if data, err := x.r.tree.Read(web); err == nil {
		at := facts.Evidence{File: web, Rule: "namespace of web.xml"}
		if bytes.Contains(data, []byte("jakarta.ee/xml/ns/jakartaee")) {
			return ">=10", at
		}
		return "<10", at
	}
	for i, f := range x.sources() {
		if i >= code.MaxFiles {
			break
		}
		if x.r.code.Imports(f, "jakarta.servlet") {
			return ">=10", facts.Evidence{File: f, Rule: "import of jakarta.servlet"}
		}
		if x.r.code.Imports(f, "javax.servlet") {
			return "<10", facts.Evidence{File: f, Rule: "import of javax.servlet"}
		}
	}
	return "", facts.Evidence{}
}
