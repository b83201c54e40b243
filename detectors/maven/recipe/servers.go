package recipe

import (
	"fmt"
	"path"
	"regexp"
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
	deploy  string // folder that applications are copied to; "" where nothing says which server it is
	config  string // folder of its configuration
	command []string
}

// applicationServers are the servers that a plug-in of the build names (each image's page: icr.io/appcafe/open-liberty, quay.io/wildfly/wildfly,
// tomee, payara/server-full).
var applicationServers = []struct {
	plugin string
	server Server
}{
	{"liberty-maven-plugin", Server{Name: "liberty", Port: 9080, deploy: "/config/apps", config: "/config", command: []string{"/opt/ol/wlp/bin/server", "run", "defaultServer"}}},
	{"wildfly-maven-plugin", Server{Name: "wildfly", Port: 8080, deploy: "/opt/jboss/wildfly/standalone/deployments", command: []string{"/opt/jboss/wildfly/bin/standalone.sh", "-b", "0.0.0.0"}}},
	{"tomee-maven-plugin", Server{Name: "tomee", Port: 8080, deploy: "/usr/local/tomee/webapps", command: []string{"catalina.sh", "run"}}},
	{"payara-server-maven-plugin", Server{Name: "payara", Port: 8080}},
	{"payara-micro-maven-plugin", Server{Name: "payara", Port: 8080}},
}

// ServerOf returns the application server that a war needs beyond Tomcat: the one that the build names, or any that holds what the sources use
// and no library brings.
func ServerOf(x *module.Module) (Server, bool) {
	what, at, needs := beyondTomcat(x)
	for _, s := range applicationServers {
		if p := x.Model.Plugin(s.plugin); p != nil && (needs || s.server.Name != "wildfly") {
			s.server.At = p.At
			if s.server.Name == "liberty" {
				libertyPort(x, &s.server)
			}
			return s.server, true
		}
	}
	if !needs {
		return Server{}, false
	}
	at.Rule = what + " from the server"
	return Server{Name: "jakarta-ee", Port: 8080, At: at}, true
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

// serverImage deploys the war to the server that it is made for. Where nothing names the server, the layout stays Tomcat's, and no image
// without the capability fits.
func serverImage(x *module.Module, a *Artifact, s Server, stage *facts.Stage, run *facts.Run) {
	x.Warn(s.At, fmt.Sprintf("the war needs %s (%s): plain Tomcat does not hold what it uses", s.Name, s.At.Rule))
	if s.deploy == "" {
		warImage(x, a, stage, run)
		for i, r := range run.Requires {
			if r.Capability == "tomcat" {
				run.Requires[i] = facts.Require{Capability: s.Name, Evidence: evidenceOf(s.At)}
			}
		}
		return
	}
	run.Requires = append(run.Requires, facts.Require{Capability: s.Name, Evidence: evidenceOf(s.At)})
	if s.config != "" && x.Repo.Tree.HasDir(path.Join(x.POM.Dir, path.Dir(libertyConfig))) {
		run.Copies = append(run.Copies, facts.Copy{From: path.Join(x.POM.Dir, path.Dir(libertyConfig)) + "/", To: s.config + "/", Why: "configuration of the server"})
	}
	copyArtifact(x, a, stage, run)
	last := &run.Copies[len(run.Copies)-1]
	last.To = path.Join(s.deploy, path.Base(a.File))
	if strings.Contains(a.File, "${") {
		last.To = path.Join(s.deploy, "app.war")
	}
	run.Command = s.command
	run.Heap = &facts.Heap{Percent: heapPercent, Command: "java", Variable: "JAVA_OPTS"}
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
