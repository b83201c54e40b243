package javascript

// Place is an expression in the module that it stands in.
type Place struct {
	Module *Module
	Node   *Node
	Call   *Node // the call that hands the expression over
}

// maxOrigins bounds how far an argument is followed back, and how many calls are looked at.
const maxOrigins = 6

// Origins are the arguments that the calls of the program hand over for an expression that is a parameter of a function, or a member of
// one: in start(config.port) beside function start(port) { app.listen(port) } the origin of port is config.port. It has none where the
// expression is something else, or where no call was found.
func Origins(p *Program, m *Module, n *Node) []Place {
	p.begin()
	return Place{Module: m, Node: n}.origins(p, 0)
}

func (at Place) origins(p *Program, far int) []Place {
	n := at.Node
	for range maxOrigins {
		if d := at.Module.Declared(n); n != nil && n.Kind == Name && d != nil {
			n = d
			continue
		}
		break
	}
	if n == nil || far > maxOrigins {
		return nil
	}
	var out []Place
	switch {
	case n.Kind == Parameter && n.scope != nil:
		for _, c := range p.callsOf(at.Module, n.scope.function, 0) {
			if n.position >= len(c.args) || len(out) >= maxOrigins {
				continue
			}
			out = append(out, Place{c.module, c.args[n.position], c.node})
		}
	case n.Kind == Member:
		for _, object := range (Place{at.Module, n.Kid(0), at.Call}).origins(p, far+1) {
			member := object.Node.Prop(n.Text)
			if member == nil {
				member = object.Node.Member(n.Text)
			}
			out = append(out, Place{object.Module, member, object.Call})
		}
		return out
	}
	var followed []Place
	for _, o := range out {
		if further := o.origins(p, far+1); len(further) > 0 {
			followed = append(followed, further...)
		} else {
			followed = append(followed, o)
		}
	}
	return followed
}
