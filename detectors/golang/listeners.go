package golang

import (
	"cmp"
	"go/ast"
	"go/token"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/golang/reach"
	"github.com/waybill-dev/waybill/detectors/value"
)

// listener is a place where the program listens, with the address that it has when nothing is configured.
type listener struct {
	port       int    // 0 when it cannot be read
	random     bool   // port 0: the system chooses one
	loopback   bool   // reachable from inside the container only
	off        bool   // not opened unless something is configured
	fixed      bool   // the port is in the code or a file
	env        string // the variable that moves it
	flag       string
	file       string // the configuration file that sets it
	protocol   string // http, https, grpc, tcp
	words      []string
	order      int // distance of the file from main
	at         facts.Evidence
	host       string
	hostEnv    string           // the variable that moves the host alone
	hostFlag   string           // the flag that does
	whole      bool             // env holds a whole address, not a port alone
	piece      bool             // env and flag hold the port alone, and the code says the loopback interface
	sure       facts.Confidence // of the way from the call to the port
	doubt      facts.Confidence // of the call itself: that it listens
	asked      []ast.Expr       // conditions that nothing at hand decides and on which it depends
	server     bool             // the Addr of an http.Server
	background bool             // for those who watch the program: it makes no server of it
	handler    ast.Expr         // what is served, in a file; nil when the code does not say
	in         *module.File     // the file of the handler
	measures   bool             // it serves measurements alone, and so does every other one that is open
}

// address splits what a listen function takes; ok is false when it is no address.
func address(text string) (host, port string, ok bool) {
	text = strings.TrimSpace(text)
	for _, scheme := range []string{"http://", "https://", "tcp://", "grpc://"} {
		text = strings.TrimPrefix(text, scheme)
	}
	if n, err := strconv.Atoi(text); err == nil {
		return "", text, n >= 0 && n <= 65535
	}
	if text == value.Unknown || text == "" {
		return "", "", false
	}
	i := strings.LastIndex(text, ":")
	if i < 0 || strings.ContainsAny(text, " /?&=") {
		return "", "", false
	}
	host, port = strings.Trim(text[:i], "[]"), text[i+1:]
	switch port {
	case "http":
		port = "80"
	case "https":
		port = "443"
	}
	if strings.Contains(port, value.Unknown) {
		return host, "", true
	}
	n, err := strconv.Atoi(port)
	return host, port, err == nil && n >= 0 && n <= 65535
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// listenersOf finds every place where a program listens, nearest to main first.
func listeners(p *program) []listener {
	var list []listener
	started := sync.OnceValue(func() serverStarts { return startsOf(p) })
	for order, f := range p.Files {
		if !mayListen(f) {
			continue
		}
		x := p.Index(f)
		for _, name := range x.Order {
			for _, c := range x.Calls[name] {
				s, ok := sinkOf(p, c, f)
				if !ok {
					continue
				}
				list = append(list, listen(p, s, f, c.Around, order)...)
			}
		}
		for _, pr := range x.Lits {
			if s, ok := serverLiteral(p, pr, f); ok && started().any {
				list = append(list, listen(p, s, f, pr.Around, order)...)
			}
			for _, s := range operatorSinks(p, pr, f) {
				list = append(list, listen(p, s, f, pr.Around, order)...)
			}
		}
		for _, set := range x.Sets["Addr"] {
			if s, ok := serverAddress(p, set, f); ok && started().any {
				list = append(list, listen(p, s, f, set.Around, order)...)
			}
		}
	}
	if others := slices.DeleteFunc(slices.Clone(list), func(l listener) bool { return l.server }); len(others) > 0 && len(others) < len(list) && !started().listen {
		list = others // the servers are given listeners: their Addr opens nothing
	}
	if slices.ContainsFunc(list, ofCommand) && !p.ways.Executed() {
		list = slices.DeleteFunc(list, ofCommand)
	}
	list = append(list, frameworkListeners(p, list)...)
	list = append(list, foreignListeners(p, list)...)
	return settle(list)
}

// ofCommand says whether a listener is opened by a word of the command line.
func ofCommand(l listener) bool { return len(l.words) > 0 }

// listen resolves the address of a sink, and whether main comes to it: one listener, or several where a loop opens one for each of a list.
func listen(p *program, s sink, f *module.File, a fold.Around, order int) []listener {
	sc := fold.Scope{File: f, Fn: a.Fn}
	route := p.ways.Route(reach.NodeOf(a, f))
	if !route.Reached {
		return nil
	}
	l := listener{protocol: s.protocol, at: p.Repo.Place(s.node, s.rule), words: route.Words, order: order}
	if words := p.ways.CommandWords(f, a); len(words) > 0 {
		l.words = append(slices.Clone(l.words), words...)
	}
	l.off = route.Off || p.ways.Closed(f, a) || len(s.starts) > 0 && !slices.ContainsFunc(s.starts, func(at fold.Around) bool { return !p.ways.Closed(f, at) })
	if neverServes(p, s, f, a) {
		s.doubt = value.Weaker(s.doubt, facts.Likely)
	}
	if measuresOnly(p, s.handler, s.node, f, a) {
		l.protocol = protocolMetrics
	}
	l.server, l.background = s.server, s.background
	l.handler, l.in = servedBy(p, s, f), f
	if profilesOnly(p, s.handler) {
		l.protocol, l.background = protocolMetrics, true
	}
	l.asked = append(slices.Clone(route.Asked), p.ways.Asked(f, a)...)
	for i, at := range s.starts {
		if asked := p.ways.Asked(f, at); len(asked) == 0 {
			break
		} else if i == len(s.starts)-1 {
			l.asked = append(l.asked, asked...)
		}
	}
	values := s.values
	if values == nil {
		aside := a.Aside || !s.waits
		values = p.FoldWithin(s.addr, sc, aside, nil)
		own := []value.Value{}
		switch {
		case len(values) < 2:
		case len(l.words) > 0: // a server that several commands start, each with its own address
			own = p.FoldWithin(s.addr, sc, aside, p.sameCommand(l.words))
		case slices.ContainsFunc(values, func(v value.Value) bool { return v.Each }):
			own = p.FoldWithin(s.addr, sc, aside, p.open)
		}
		if len(own) > 0 {
			values = own
		}
	}
	slices.SortStableFunc(values, func(a, b value.Value) int { // what the code says before a file that nothing says the program reads
		return bit(a.File != "" && p.config.Other(a.File)) - bit(b.File != "" && p.config.Other(b.File))
	})
	var list []listener
	for _, values := range turns(values) {
		if made, ok := resolve(l, values, s); ok {
			made.sure, made.doubt = value.Weaker(made.sure, s.doubt), s.doubt
			list = append(list, made)
		}
	}
	return list
}

// turns parts the values of an address that are all taken, one after the other, from those of which one is.
func turns(values []value.Value) [][]value.Value {
	var all [][]value.Value
	var others []value.Value
	for _, v := range values {
		if _, port, ok := address(v.Text); v.Each && ok && port != "" {
			all = append(all, []value.Value{v})
		} else {
			others = append(others, v)
		}
	}
	if len(all) < 2 {
		return [][]value.Value{values}
	}
	if len(others) > 0 {
		all[0] = append(all[0], others...)
	}
	return all
}

// open says of a place whether main comes to it when nothing is configured.
func (p *program) open(a fold.Around, f *module.File) bool {
	route := p.ways.Route(reach.NodeOf(a, f))
	return route.Reached && !route.Off && !p.ways.Closed(f, a)
}

// sameCommand says of a place whether the words of a command lead to it, or no words at all.
func (p *program) sameCommand(words []string) func(fold.Around, *module.File) bool {
	return func(a fold.Around, f *module.File) bool {
		route := p.ways.Route(reach.NodeOf(a, f))
		here := append(slices.Clone(route.Words), p.ways.CommandWords(f, a)...)
		return len(here) == 0 || slices.Equal(here, words)
	}
}

// resolve chooses among the texts that an address can have.
func resolve(l listener, values []value.Value, s sink) (listener, bool) {
	empty, positional, dynamic, outward := false, false, len(values) == 0, false
	for _, v := range values {
		l.env, l.flag, l.hostEnv, l.hostFlag = cmp.Or(l.env, v.Variable), cmp.Or(l.flag, v.Flag), cmp.Or(l.hostEnv, v.HostVariable), cmp.Or(l.hostFlag, v.HostFlag)
		if host, _, _ := address(v.Text); v.Piece && isLoopback(host) {
			l.piece = true
		}
		if v.Variable != "" && v.Variable == l.env {
			l.whole = l.whole || v.Text == value.Unknown && s.addr != nil || v.Known() && !v.Piece && strings.Contains(v.Text, ":") && v.Text[0] != ':'
		}
		if v.Argument {
			positional = true
			continue
		}
		if v.Text == "" || v.Text == ":" && v.Variable == "" {
			empty = true
			continue
		}
		host, port, ok := address(v.Text)
		if !ok || port == "" {
			outward = outward || !v.Known() && !isLoopback(host)
			dynamic = dynamic || !v.Known()
			if !l.fixed { // reachable from outside when one of the ways to a host is
				l.loopback = !outward && (l.loopback || isLoopback(host))
			}
			continue
		}
		if n, _ := strconv.Atoi(port); !l.fixed {
			l.port, l.fixed, l.host, l.file, l.sure = n, true, host, v.File, v.Confidence
			l.loopback = isLoopback(host)
			if v.At.File != "" {
				l.at = v.At
			}
			if v.Variable != "" {
				l.env = v.Variable
			}
			l.random = n == 0
		}
	}
	if i := slices.IndexFunc(values, func(v value.Value) bool { return v.Required && v.Variable != "" && !v.Known() }); i >= 0 {
		l.port, l.fixed, l.loopback, l.env = 0, false, false, values[i].Variable
		l.whole = values[i].Text == value.Unknown
		return l, true
	}
	switch {
	case l.fixed:
		return l, true
	case positional && !dynamic, empty && l.flag != "":
		return l, false // opened only when an argument asks for it
	case empty && s.fallback != "":
		l.port, _ = strconv.Atoi(s.fallback)
		l.fixed = true
		return l, true
	case empty:
		return l, false
	case !s.certain && l.env == "":
		return l, false
	}
	return l, dynamic
}

// settle orders listeners: those that are open by default first, the user's protocol before others, nearest to main first; one for each port.
func settle(list []listener) []listener {
	switched := func(l listener) bool { return slices.ContainsFunc(l.words, reach.IsSwitch) }
	if slices.ContainsFunc(list, func(l listener) bool { return !l.off && !switched(l) }) {
		for i := range list { // the program serves without the switch: it opens something more
			list[i].off = list[i].off || switched(list[i])
		}
	}
	if !slices.ContainsFunc(list, func(l listener) bool { return !l.off && l.protocol != protocolMetrics && !l.background }) {
		for i := range list { // an exporter, whose measurements are what it serves, or a worker
			if list[i].protocol == protocolMetrics && !list[i].background {
				list[i].protocol, list[i].measures = "http", true
			}
		}
	}
	slices.SortStableFunc(list, func(a, b listener) int {
		return cmp.Or(bit(a.off)-bit(b.off), bit(a.background)-bit(b.background), bit(lastOf(a))-bit(lastOf(b)), reach.WordRank(a.words)-reach.WordRank(b.words), bit(a.port == 0)-bit(b.port == 0),
			rank(a.protocol)-rank(b.protocol), bit(a.loopback)-bit(b.loopback), cmp.Compare(a.order, b.order), cmp.Compare(a.at.Line, b.at.Line))
	})
	return once(list)
}

// once leaves one listener for each port: where one of the places that say it is sure, or the places are the two ways of one condition, the
// port is sure.
func once(list []listener) []listener {
	var out []listener
	for _, l := range list {
		i := slices.IndexFunc(out, func(o listener) bool { return o.port == l.port && (l.port != 0 || o.env == l.env) })
		if i < 0 {
			out = append(out, l)
			continue
		}
		o := &out[i]
		switch {
		case l.off:
		case len(l.asked) == 0 && value.Weaker(o.confidence(), l.confidence()) != l.confidence():
			o.sure, o.doubt, o.asked = l.sure, l.doubt, nil
		case opposite(o.asked, l.asked):
			o.asked = nil
		}
	}
	return out
}

// opposite says whether two places are guarded by one condition, the one when it holds and the other when it does not.
func opposite(a, b []ast.Expr) bool {
	if len(a) != len(b) || len(a) == 0 || !slices.Equal(a[:len(a)-1], b[:len(b)-1]) {
		return false
	}
	x, y := a[len(a)-1], b[len(b)-1]
	return negates(x, y) || negates(y, x)
}

func negates(a, b ast.Expr) bool {
	not, ok := a.(*ast.UnaryExpr)
	return ok && not.Op == token.NOT && not.X == b
}

// confidence is how sure the port of a listener is; that main comes to it counts.
func (l listener) confidence() facts.Confidence {
	if len(l.asked) > 0 {
		return value.Weaker(l.sure, facts.Likely)
	}
	return l.sure
}

// lastOf says whether a listener comes after the others of its kind: measurements after what serves users, probes after the measurements of
// an operator.
func lastOf(l listener) bool {
	if l.background {
		return l.protocol == protocolHealth
	}
	return l.protocol == protocolMetrics
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func rank(protocol string) int {
	switch protocol {
	case "http":
		return 0
	case "https":
		return 1
	case "grpc":
		return 2
	}
	return 3
}

// mayListen is a cheap look at the text before a file is parsed.
func mayListen(f *module.File) bool {
	return slices.ContainsFunc([]string{"Listen", "http.Server{", ".Addr = ", "BindAddress", controllerRuntime, ".Run(", ".Start", ".Serve", "Spin()", "NewServer(", "AddFlags(", "HostPorts", "Address(", "Addr("}, f.Has)
}

// sink is a call or literal that listens.
type sink struct {
	node       ast.Node
	addr       ast.Expr
	handler    ast.Expr      // what is served, nil when the call does not say
	values     []value.Value // when there is no expression to fold
	protocol   string
	rule       string
	fallback   string           // port when the address is empty
	certain    bool             // a listener even when its address cannot be read
	waits      bool             // what follows the call waits for the end of the server
	server     bool             // the Addr of an http.Server
	background bool             // for those who watch the program: it makes no server of it
	starts     []fold.Around    // the places that start it, when they are known
	doubt      facts.Confidence // of what the call is
}
