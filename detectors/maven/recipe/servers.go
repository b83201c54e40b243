package recipe

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// Server is an application server that a war is made for, and the layout of its official image.
type Server struct {
	Name    string // the capability that an image declares
	Port    int
	At      facts.Evidence
	jakarta int    // the first release whose packages are called jakarta, 0 where one release takes both names
	until   int    // the first release of another layout, when the layout is that of the releases from jakarta on; 0 when it is that of all
	deploy  string // folder that applications are copied to; "" where the layout is not known
	config  string // folder of its configuration
	command []string
	heap    string // variable that the start script hands to the JVM
	home    string // folder below which the server writes, where its image does not leave that to the group 0
}

// applicationServer is a row: what names a server, and the server.
type applicationServer struct {
	plugins     []string // of the build that start or deploy to it
	descriptors []string // files that this server alone reads, in WEB-INF or META-INF
	images      []string // parts of the names of its images
	sure        bool     // a plug-in names the server also of a war that Tomcat could serve
	server      Server
}

// applicationServers are the servers that wars are written for, with what names each one, and the layout of its image by the page of the image:
// icr.io/appcafe/open-liberty, quay.io/wildfly/wildfly, docker.io/library/tomee, docker.io/payara/server-full, docker.io/library/glassfish. The release
// notes of each say since when its packages are called jakarta. A server without an image that everybody can have has no folder here.
var applicationServers = []applicationServer{
	{
		[]string{"liberty-maven-plugin"},
		[]string{"ibm-web-ext.xml", "ibm-web-bnd.xml", "ibm-application-bnd.xml"},
		[]string{"liberty"},
		true,
		Server{Name: "liberty", Port: 9080, deploy: "/config/apps", config: "/config", command: []string{"/opt/ol/wlp/bin/server", "run", "defaultServer"}, heap: "JVM_ARGS"},
	},
	{
		[]string{"wildfly-maven-plugin", "jboss-as-maven-plugin"},
		[]string{"jboss-web.xml", "jboss-deployment-structure.xml", "jboss-ejb3.xml", "jboss-app.xml"},
		[]string{"wildfly", "jboss-eap"},
		false,
		Server{Name: "wildfly", Port: 8080, jakarta: 27, deploy: "/opt/jboss/wildfly/standalone/deployments", command: []string{"/opt/jboss/wildfly/bin/standalone.sh", "-b", "0.0.0.0"}, heap: "JAVA_OPTS"},
	},
	{
		[]string{"tomee-maven-plugin"},
		[]string{"openejb-jar.xml"},
		[]string{"tomee"},
		true,
		tomEE,
	},
	{
		[]string{"payara-server-maven-plugin", "payara-micro-maven-plugin"},
		[]string{"payara-web.xml", "payara-resources.xml"},
		[]string{"payara"},
		true,
		Server{Name: "payara", Port: 8080, jakarta: 6, deploy: "/opt/payara/deployments", command: []string{"/opt/payara/scripts/entrypoint.sh"}, heap: "JVM_ARGS", home: "/opt/payara"},
	},
	{
		[]string{"maven-glassfish-plugin", "glassfish-maven-plugin", "maven-embedded-glassfish-plugin", "embedded-glassfish-maven-plugin"},
		[]string{"glassfish-web.xml", "glassfish-resources.xml", "sun-web.xml"},
		[]string{"glassfish"},
		false,
		Server{Name: "glassfish", Port: 8080, jakarta: 7, until: 8, deploy: "/opt/glassfish7/glassfish/domains/domain1/autodeploy", command: []string{"startserv"}, heap: "JAVA_TOOL_OPTIONS", home: "/opt/glassfish7"},
	},
	{[]string{"weblogic-maven-plugin"}, []string{"weblogic.xml", "weblogic-application.xml"}, []string{"weblogic"}, false, Server{Name: "weblogic", Port: 7001}},
}

var tomEE = Server{Name: "tomee", Port: 8080, jakarta: 9, deploy: "/usr/local/tomee/webapps", command: []string{"catalina.sh", "run"}, heap: "CATALINA_OPTS", home: "/usr/local/tomee"}

// anyServer is the requirement of a war that needs a server of Jakarta EE, where nothing names one.
const anyServer = "jakarta-ee"

// serverOf returns the application server that a war needs beyond Tomcat, nil for none: the one that a plug-in of the build, a Dockerfile or a
// descriptor names, or any that holds what the sources use and no library brings.
func serverOf(x *module.Module) *Server {
	what, at, needs := beyondTomcat(x)
	for _, s := range applicationServers {
		for _, name := range s.plugins {
			if p := x.Model.Plugin(name); p != nil && (needs || s.sure) {
				return named(x, s.server, p.At)
			}
		}
	}
	if !needs {
		return nil
	}
	if s, where := serverOfDockerfile(x); s != nil {
		return named(x, *s, where)
	}
	if s, where := serverOfDescriptors(x); s != nil {
		return named(x, *s, where)
	}
	at.Rule = what + " from the server"
	return &Server{Name: anyServer, Port: 8080, At: at}
}

func named(x *module.Module, s Server, at facts.Evidence) *Server {
	s.At = at
	switch {
	case s.Name == "liberty":
		libertyPort(x, &s)
	case s.Name == "wildfly" && takesMessaging(x):
		s.command = append(slices.Clone(s.command), "-c", "standalone-full.xml")
	}
	return &s
}

// takesMessaging says whether a war uses JMS without a library that brings a client: WildFly has its broker in the profile "full", which is not
// the one it starts by default (docs.wildfly.org, Admin Guide: "standalone-full.xml").
func takesMessaging(x *module.Module) bool {
	i := slices.IndexFunc(notInTomcat, func(p part) bool { return p.what == "JMS" })
	jms := notInTomcat[i]
	return !module.AnyOf(x.RuntimeDeps(), jms.brought) && slices.ContainsFunc(warSources(x), func(f string) bool {
		return slices.ContainsFunc(jms.packages, func(p string) bool { return x.Repo.Code.Imports(f, p) })
	})
}

var fromLine = regexp.MustCompile(`(?im)^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)`)

// serverOfDockerfile finds the server in the name of an image that a Dockerfile beside the POM, or at the root, starts from.
func serverOfDockerfile(x *module.Module) (*Server, facts.Evidence) {
	for _, dir := range module.Distinct(x.POM.Dir, x.Route.Top.Dir, ".") {
		file := path.Join(dir, "Dockerfile")
		if !x.Repo.Tree.Has(file) {
			continue
		}
		data, err := x.Repo.Tree.Read(file)
		if err != nil {
			continue
		}
		for _, m := range fromLine.FindAllSubmatchIndex(data, -1) {
			image := strings.ToLower(string(data[m[2]:m[3]]))
			for _, s := range applicationServers {
				if module.ContainsAny(image, s.images...) {
					return &s.server, facts.Evidence{File: file, Line: 1 + strings.Count(string(data[:m[2]]), "\n"), Rule: "FROM"}
				}
			}
		}
	}
	return nil, facts.Evidence{}
}

// serverOfDescriptors finds the one server whose descriptors the war holds; those of two servers name none.
func serverOfDescriptors(x *module.Module) (*Server, facts.Evidence) {
	dirs := []string{path.Join(webappDir(x), "WEB-INF"), path.Join(webappDir(x), "META-INF")}
	for _, dir := range x.ResourceDirs() {
		dirs = append(dirs, path.Join(dir, "META-INF"))
	}
	var found *Server
	var at facts.Evidence
	for _, s := range applicationServers {
		for _, name := range s.descriptors {
			i := slices.IndexFunc(dirs, func(dir string) bool { return x.Repo.Tree.Has(path.Join(dir, name)) })
			if i < 0 {
				continue
			}
			if found != nil && found.Name != s.server.Name {
				return nil, facts.Evidence{}
			}
			found, at = &s.server, facts.Evidence{File: path.Join(dirs[i], name), Line: 1, Rule: name}
		}
	}
	return found, at
}

var libertyEndpoint = regexp.MustCompile(`<httpEndpoint\b[^>]*\bhttpPort="(\d+)"`)

const libertyConfig = "src/main/liberty/config/server.xml"

// libertyPort reads the port of server.xml (Open Liberty reference, "HTTP Endpoint": 9080 by default).
func libertyPort(x *module.Module, s *Server) {
	file := path.Join(x.POM.Dir, libertyConfig)
	data, err := x.Repo.Tree.Read(file)
	if err != nil {
		return
	}
	if m := libertyEndpoint.FindSubmatchIndex(data); m != nil {
		if n, err := strconv.Atoi(string(data[m[2]:m[3]])); err == nil && n > 0 && n < 65536 {
			s.Port, s.At = n, facts.Evidence{File: file, Line: 1 + strings.Count(string(data[:m[2]]), "\n"), Rule: "httpEndpoint"}
		}
	}
}

// serverImage deploys the war to the server that it is made for. Where nothing names the server, or its layout is not known, the war is laid out
// for TomEE, and the image has to be one of TomEE too: no other one starts by that command.
func serverImage(x *module.Module, a *Artifact, stage *facts.Stage, run *facts.Run) {
	s := *a.Server
	text := fmt.Sprintf("the war needs %s (%s): plain Tomcat does not hold what it uses", s.Name, s.At.Rule)
	if s.Name == anyServer {
		text += "; nothing names the server (a plug-in of the build, a Dockerfile, jboss-web.xml and its like), so that an image of TomEE that provides jakarta-ee is looked for (dockerfile: in waybill.yaml for one of your own)"
	} else if !s.placed(x) {
		text += "; the layout of its image is not known (dockerfile: in waybill.yaml for one of your own)"
	}
	x.Warn(s.At, text)
	run.Requires = append(run.Requires, facts.Require{Capability: s.Name, Range: s.releases(x), Evidence: evidenceOf(s.At)})
	if !s.placed(x) {
		at := facts.Evidence{File: s.At.File, Line: s.At.Line, Rule: "the layout for " + s.Name + " is that of TomEE"}
		s = tomEE
		run.Requires = append(run.Requires, facts.Require{Capability: s.Name, Range: s.releases(x), Evidence: evidenceOf(at)})
	}
	if s.config != "" && x.Repo.Tree.HasDir(path.Join(x.POM.Dir, path.Dir(libertyConfig))) {
		run.Copies = append(run.Copies, facts.Copy{From: path.Join(x.POM.Dir, path.Dir(libertyConfig)) + "/", To: s.config + "/", Why: "configuration of the server"})
	}
	copyArtifact(x, a, stage, run)
	last := &run.Copies[len(run.Copies)-1]
	last.To = path.Join(s.deploy, path.Base(a.File))
	if strings.Contains(a.File, "${") {
		last.To = path.Join(s.deploy, "app.war")
	}
	if s.home != "" {
		line := fmt.Sprintf("chgrp -R 0 %[1]s && chmod -R g=u %[1]s", s.home)
		run.Setup = append(run.Setup, facts.Setup{Command: []string{"sh", "-c", line}, Why: "the server unpacks, logs and keeps its state below its own folder, as a user of the group 0"})
	}
	run.Scatters = true // deployed applications, state and logs lie beside the server's configuration
	run.Command = s.command
	run.Heap = &facts.Heap{Percent: heapPercent, Command: "java", Variable: s.heap}
}

// placed says whether the layout of the server is known for the releases that take the war.
func (s Server) placed(x *module.Module) bool {
	return s.deploy != "" && (s.until == 0 || strings.HasPrefix(s.releases(x), ">"))
}

// start is the command of the server, nil where its layout is not known.
func (s Server) start(x *module.Module) []string {
	if !s.placed(x) {
		return nil
	}
	return s.command
}

// releases is the range of releases that take the packages of the war: javax, or jakarta from some release on. "" where all do, or where the war
// names neither.
func (s Server) releases(x *module.Module) string {
	switch servlet, _ := tomcatRange(x); {
	case s.jakarta == 0 || servlet == "":
		return ""
	case servlet[0] == '<':
		return fmt.Sprintf("<%d", s.jakarta)
	case s.until > 0:
		return fmt.Sprintf(">=%d <%d", s.jakarta, s.until)
	}
	return fmt.Sprintf(">=%d", s.jakarta)
}

// testsWar says whether a war holds nothing of its own but tests of another war: an overlay that a server is started with for
// integration tests (maven-failsafe-plugin, cargo).
func testsWar(x *module.Module) bool {
	overlay := false
	for _, d := range x.Model.Dependencies() {
		overlay = overlay || d.Type() == "war"
	}
	if !overlay || len(x.Repo.Tree.Under(path.Join(x.POM.Dir, "src/main"))) > 0 {
		return false
	}
	for _, plugin := range []string{"maven-failsafe-plugin", "cargo-maven2-plugin", "cargo-maven3-plugin"} {
		if x.Model.Plugin(plugin) != nil {
			return true
		}
	}
	return false
}
