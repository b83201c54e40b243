package recipe

import (
	"path"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// part is one of the specifications that a full server holds.
type part struct {
	packages []string
	what     string
	apis     []module.Library // of this part alone: one with scope provided says that the server brings the part
	brought  []module.Library
}

// notInTomcat are parts of Jakarta EE and MicroProfile that Tomcat does not hold: Tomcat implements Servlet, Pages, Expression Language,
// WebSocket, Annotations and Authentication (tomcat.apache.org, "Which Version Do I Want?"). A library on the class path can bring each.
var notInTomcat = []part{
	{
		[]string{"javax.ejb", "jakarta.ejb"},
		"EJB",
		[]module.Library{module.Of("jakarta.ejb", "*"), module.Of("javax.ejb", "*"), module.Of("org.jboss.spec.javax.ejb", "*")},
		[]module.Library{module.Of("org.apache.tomee*", "*"), module.Of("org.apache.openejb", "*")},
	},
	{[]string{"javax.persistence", "jakarta.persistence"}, "JPA", []module.Library{module.Of("jakarta.persistence", "*"), module.Of("javax.persistence", "*")}, []module.Library{
		module.Of("org.hibernate*", "hibernate*"), module.Of("org.eclipse.persistence", "*"), module.Of("org.apache.openjpa", "*"), module.Of("org.springframework.boot", "spring-boot-starter-data-jpa"),
	}},
	{[]string{"javax.enterprise", "jakarta.enterprise"}, "CDI", []module.Library{module.Of("jakarta.enterprise", "*"), module.Of("javax.enterprise", "*")}, []module.Library{
		module.Of("org.jboss.weld*", "weld*"), module.Of("org.apache.openwebbeans", "*"),
	}},
	{[]string{"javax.ws.rs", "jakarta.ws.rs"}, "JAX-RS", []module.Library{module.Of("jakarta.ws.rs", "*"), module.Of("javax.ws.rs", "*")}, []module.Library{
		module.Of("org.glassfish.jersey*", "*"), module.Of("com.sun.jersey*", "*"), module.Of("org.jboss.resteasy", "*"), module.Of("org.apache.cxf", "*"), module.Of("org.restlet*", "*"), module.Of("org.apache.wink", "*"),
	}},
	{[]string{"javax.faces", "jakarta.faces"}, "Faces", []module.Library{module.Of("jakarta.faces", "*"), module.Of("javax.faces", "*")}, []module.Library{
		module.Of("org.glassfish", "javax.faces", "jakarta.faces"), module.Of("com.sun.faces", "*"), module.Of("org.apache.myfaces*", "*"), module.Of("org.joinfaces", "*"),
	}},
	{[]string{"javax.jms", "jakarta.jms"}, "JMS", []module.Library{module.Of("jakarta.jms", "*"), module.Of("javax.jms", "*")}, []module.Library{
		module.Of("org.apache.activemq", "*"), module.Of("org.springframework", "spring-jms"), module.Of("com.ibm.mq", "*"), module.Of("org.apache.qpid", "*"),
	}},
	{[]string{
		"javax.transaction.UserTransaction", "javax.transaction.TransactionManager", "javax.transaction.TransactionSynchronizationRegistry",
		"jakarta.transaction.UserTransaction", "jakarta.transaction.TransactionManager", "jakarta.transaction.TransactionSynchronizationRegistry",
	}, "JTA", []module.Library{module.Of("jakarta.transaction", "*"), module.Of("javax.transaction", "*")}, transactionManagers},
	{[]string{"javax.resource", "jakarta.resource"}, "connectors (JCA)", []module.Library{module.Of("jakarta.resource", "*"), module.Of("javax.resource", "*")}, []module.Library{module.Of("org.jboss.ironjacamar", "*")}},
	{[]string{"javax.batch", "jakarta.batch"}, "Batch", []module.Library{module.Of("jakarta.batch", "*"), module.Of("javax.batch", "*")}, []module.Library{module.Of("org.jberet", "*"), module.Of("com.ibm.jbatch", "*"), module.Of("org.apache.batchee", "*")}},
	{[]string{"javax.mail", "jakarta.mail"}, "Mail", nil, []module.Library{
		module.Of("javax.mail", "*"), module.Of("com.sun.mail", "*"), module.Of("jakarta.mail", "*"), module.Of("org.eclipse.angus", "*"), module.Of("org.apache.commons", "commons-email*"), module.Of("org.springframework.boot", "spring-boot-starter-mail"),
	}},
	{[]string{"org.eclipse.microprofile"}, "MicroProfile", nil, []module.Library{module.Of("io.smallrye*", "*"), module.Of("org.apache.geronimo*", "*")}},
}

// transactionManagers are the libraries that bring JTA where no server does.
var transactionManagers = []module.Library{
	module.Of("com.atomikos", "*"), module.Of("org.jboss.narayana*", "*"), module.Of("org.jboss.jbossts*", "*"), module.Of("org.codehaus.btm", "*"), module.Of("org.springframework.boot", "spring-boot-starter-jta-*"),
	module.Of("org.apache.tomee*", "*"), module.Of("org.apache.geronimo.components", "*"),
}

// enterpriseAPIs are the umbrella APIs. They hold no implementation, so a war that has one relies on the server in each scope.
var enterpriseAPIs = []module.Library{
	module.Of("jakarta.platform", "*"), module.Of("javax", "javaee-api", "javaee-web-api"), module.Of("org.eclipse.microprofile", "microprofile"), module.Of("org.jboss.spec", "*"),
}

// beyondTomcat finds what only a full server gives to a war: a descriptor of EJB or JTA, or an import of a part that no library brings.
func beyondTomcat(x *module.Module) (what string, at facts.Evidence, ok bool) {
	if what, at, ok = enterpriseDescriptor(x); ok {
		return what, at, true
	}
	libraries, provided := x.RuntimeDeps(), provides(x)
	_, umbrella := x.HasOne(enterpriseAPIs)
	umbrella = umbrella || module.AnyOf(provided, enterpriseAPIs)
	files := warSources(x)
	for _, part := range notInTomcat {
		given := umbrella || module.AnyOf(provided, part.apis)
		if !given || module.AnyOf(libraries, part.brought) {
			continue
		}
		for _, f := range files {
			if slices.ContainsFunc(part.packages, func(p string) bool { return x.Repo.Code.Imports(f, p) }) {
				return part.what, facts.Evidence{File: f}, true
			}
		}
	}
	return "", facts.Evidence{}, false
}

// provides lists what the war and the modules in it take from the server.
func provides(x *module.Module) []model.Dependency {
	models := []*model.Model{x.Model}
	for _, q := range x.Needed {
		models = append(models, q.Resolved)
	}
	var list []model.Dependency
	for _, m := range models {
		for _, d := range m.Dependencies() {
			if d.Scope == "provided" {
				list = append(list, d)
			}
		}
	}
	return list
}

// warSources are the sources of the war and of the modules that it packs.
func warSources(x *module.Module) []string {
	files := x.Sources()
	for _, q := range x.Needed {
		for _, f := range x.Repo.Tree.Under(path.Join(q.Dir, q.Resolved.SourceDirectory())) {
			if code.IsSource(f) {
				files = append(files, f)
			}
		}
	}
	return files[:min(len(files), code.MaxFiles)]
}

// enterpriseDescriptor finds a file that only a server with EJB or JTA reads: ejb-jar.xml (Jakarta Enterprise Beans, "Deployment
// Descriptor"), and a persistence.xml whose data source belongs to the server's transactions (Jakarta Persistence, "persistence.xml").
func enterpriseDescriptor(x *module.Module) (what string, at facts.Evidence, ok bool) {
	tree := x.Repo.Tree
	dirs := x.ResourceDirs()
	webapp := webappDir(x)
	for _, file := range append([]string{path.Join(webapp, "WEB-INF/ejb-jar.xml")}, within(dirs, "META-INF/ejb-jar.xml")...) {
		if tree.Has(file) {
			return "EJB", facts.Evidence{File: file, Line: 1}, true
		}
	}
	if module.AnyOf(x.RuntimeDeps(), transactionManagers) {
		return "", facts.Evidence{}, false
	}
	for _, file := range append([]string{path.Join(webapp, "WEB-INF/classes/META-INF/persistence.xml")}, within(dirs, "META-INF/persistence.xml")...) {
		data, err := tree.Read(file)
		if err != nil {
			continue
		}
		root, err := model.ParseXML(data)
		if err != nil {
			continue
		}
		for _, unit := range root.Each("persistence-unit") {
			if source := unit.Child("jta-data-source"); source != nil && source.Text != "" {
				return "JTA", facts.Evidence{File: file, Line: source.Line}, true
			}
			if unit.Attr("transaction-type") == "JTA" {
				return "JTA", facts.Evidence{File: file, Line: unit.Line}, true
			}
		}
	}
	return "", facts.Evidence{}, false
}

func within(dirs []string, file string) []string {
	var list []string
	for _, dir := range dirs {
		list = append(list, path.Join(dir, file))
	}
	return list
}

// webappDir is the folder of WEB-INF (maven-war-plugin, warSourceDirectory).
func webappDir(x *module.Module) string {
	dir := "src/main/webapp"
	if p := x.Model.Plugin("maven-war-plugin"); p != nil {
		if v := x.Known(p.Config.Value("warSourceDirectory")); v != "" {
			dir = model.RelativeTo(v)
		}
	}
	return path.Join(x.POM.Dir, dir)
}
