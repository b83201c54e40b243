package code

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

// WebServerPort is a port that code gives to the embedded server of Spring Boot.
type WebServerPort struct {
	Role     WebServerRole
	Text     string // the number, or a placeholder of the configuration; "" when it is not known
	Variable string // that moves it
	At       facts.Evidence
}

// WebServerRole says how a port of code stands to server.port.
type WebServerRole uint8

const (
	// FactoryPort is that of a factory which the code creates: server.port wins over it where it is set.
	FactoryPort WebServerRole = iota + 1
	// CustomizedPort is that of a customizer of the code, which runs after Spring Boot's own and wins over server.port.
	CustomizedPort
	// ConnectorPort is that of a further connector of Tomcat.
	ConnectorPort
)

// customizers are the interfaces whose implementations change the factory of the server (Spring Boot how-to guides, "Embedded Web Servers";
// the second name is that of Spring Boot 1).
var customizers = []string{"WebServerFactoryCustomizer", "EmbeddedServletContainerCustomizer"}

// serverFactories end the names of the classes and interfaces of factories.
var serverFactories = []string{"WebServerFactory", "EmbeddedServletContainerFactory", "ConfigurableEmbeddedServletContainer"}

// serverNames are the words without which a source gives the server no port.
var serverNames = append(slices.Concat(serverFactories, customizers), "catalina.connector.Connector")

// WebServerPorts finds the ports that the sources of a Spring Boot application give to its server by calls.
func (p *Program) WebServerPorts(sources []string) []WebServerPort {
	var list []WebServerPort
	for i, file := range sources {
		if i >= MaxFiles {
			break
		}
		if !p.mentions(file, serverNames...) {
			continue
		}
		q := p.ask(sources)
		for _, call := range p.File(file).calls {
			if role, port := q.webServer(call); role != 0 {
				list = append(list, q.webServerPort(role, port, call))
			}
		}
	}
	return list
}

// webServer says which part a call has in configuring the server, and which of its arguments is the port.
func (q *question) webServer(call *expr) (WebServerRole, *expr) {
	n := len(call.args)
	if n == 0 {
		return 0, nil
	}
	if call.op == opNew && isFactory(call.text) {
		return FactoryPort, call.args[n-1]
	}
	if call.text != "setPort" || n != 1 || call.recv == nil || call.recv.op != opName {
		return 0, nil
	}
	d, _ := q.program.resolve(call.recv.text, call.scope, call.pos)
	if d == nil {
		return 0, nil
	}
	typ := d.typ
	if typ == "" && d.init != nil {
		typ = d.init.root()
	}
	customizes := slices.ContainsFunc(extended(call), func(s string) bool { return slices.Contains(customizers, s) })
	switch {
	case typ == "Connector":
		return ConnectorPort, call.args[0]
	case isFactory(typ) && (customizes || d.kind == parameter), typ == "" && d.kind == unknown && q.program.mentions(d.file.Path, customizers...):
		return CustomizedPort, call.args[0]
	case isFactory(typ):
		return FactoryPort, call.args[0]
	}
	return 0, nil
}

func isFactory(typ string) bool {
	return slices.ContainsFunc(serverFactories, func(s string) bool { return strings.HasSuffix(typ, s) })
}

func (q *question) webServerPort(role WebServerRole, port, call *expr) WebServerPort {
	w := WebServerPort{Role: role, At: call.at()}
	if port.op == opName {
		if d, _ := q.program.resolve(port.text, port.scope, port.pos); d != nil {
			if i := slices.IndexFunc(d.note, func(a Annotation) bool { return a.Name == "Value" && len(a.Texts) == 1 }); i >= 0 {
				w.Text = d.note[i].Texts[0]
				return w
			}
		}
	}
	v := q.fold(port, nil, 0)[0]
	w.Variable = v.Variable
	if v.Known() && v.Text != value.Unknown {
		w.Text = v.Text
	}
	return w
}
