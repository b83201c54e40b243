package javascript

// scope is a part of a module in which names are declared: the module, a function, a block
// (ECMAScript, Lexical Environments: https://tc39.es/ecma262/#sec-lexical-environments).
type scope struct {
	up       *scope
	function *Node               // the function around the scope, nil in the module's own statements
	self     *holder             // what this is
	names    map[string]*binding // declared here
	loop     bool                // the statements run any number of times, none included
}

// binding is one declared name with everything that the module gives it.
type binding struct {
	scope   *scope
	values  []given
	members map[string][]given // name.member = value
	moved   bool               // changed in place: ++ or +=
	same    *binding           // the name that this one stands for inside an enum or a namespace
}

// given is one value that a name or member is given.
type given struct {
	value  *Node
	scope  *scope // of the statement
	offset int    // of the statement; -1 for a declaration that is hoisted with its value
	guard  *guard // the tests around the statement
}

// holder is what this is in a class, in a function that is called with new, or in an object: its members that code sets on this.
type holder struct {
	node   *Node
	fields map[string][]given
	of     *Node // X of X.prototype.name = function: the function belongs to the holder of X
}

func (s *scope) declare(name string) *binding {
	if b := s.names[name]; b != nil {
		return b
	}
	if s.names == nil {
		s.names = map[string]*binding{}
	}
	s.names[name] = &binding{scope: s}
	return s.names[name]
}

// find returns the declaration that a name means in the scope, nil for a global.
func (s *scope) find(name string) *binding {
	for ; s != nil; s = s.up {
		if b := s.names[name]; b != nil {
			return b
		}
	}
	return nil
}

// outer is the scope that var belongs to: of the function around it, or of the module.
func (s *scope) outer() *scope {
	for s.up != nil && s.up.function == s.function {
		s = s.up
	}
	return s
}

// holds says whether other stands in s or in a scope inside it.
func (s *scope) holds(other *scope) bool {
	for ; other != nil; other = other.up {
		if other == s {
			return true
		}
	}
	return false
}

// root follows an alias to the name that it stands for.
func (b *binding) root() *binding {
	for range 8 {
		if b == nil || b.same == nil {
			break
		}
		b = b.same
	}
	return b
}

func (b *binding) give(member string, g given) {
	if b.members == nil {
		b.members = map[string][]given{}
	}
	b.members[member] = append(b.members[member], g)
}

// binding returns the declaration that a Name means; nil for a global and for every other node.
func (n *Node) binding() *binding {
	if n == nil || n.Kind != Name {
		return nil
	}
	return n.scope.find(n.Text)
}

// Apart says whether two names are known to mean two different things.
// Names of different modules and names that are not declared are not told apart.
func Apart(a, b *Node) bool {
	x, y := a.binding().root(), b.binding().root()
	return x != nil && y != nil && x != y
}

// maxGiven bounds what is kept of the values of one name: each use of the name asks all of them.
const maxGiven = 100

// takes notes a value that a statement gives the name. Beyond the bound the last one is replaced.
func (b *binding) takes(g given) {
	if len(b.values) < maxGiven {
		b.values = append(b.values, g)
		return
	}
	b.values[maxGiven-1] = g
}

// reaching splits what a name is given into the value that it has where it is read, as far as the order of the statements tells,
// and those that it may have instead because a branch or another function gives them. runs says of a statement whether the tests around
// it let it run: 1 yes, -1 no, 0 nobody knows.
func (b *binding) reaching(read *Node, runs func(given) int) (first *Node, others []*Node) {
	at, never := -1, make([]bool, len(b.values))
	for i, g := range b.values {
		if g.value == nil {
			continue
		}
		is := runs(g)
		never[i] = is < 0
		sameFunction := g.scope.function == read.scope.function
		passed := is > 0 && (g.scope.holds(read.scope) || sameFunction && !g.scope.loop)
		if passed && (!sameFunction || g.offset <= read.offset || read.scope.loop) {
			at = i
		}
	}
	for i, g := range b.values {
		switch {
		case g.value == nil || i == at || never[i]:
		case at >= 0 && i < at && g.scope.function == b.values[at].scope.function: // overwritten before the name is read
		case g.scope.function == read.scope.function && g.offset > read.offset && !read.scope.loop: // given later
		default:
			others = append(others, g.value)
		}
	}
	if at >= 0 {
		return b.values[at].value, others
	}
	if len(others) > 0 {
		return others[0], others[1:]
	}
	for i, g := range b.values {
		if g.value != nil && !never[i] {
			return g.value, nil
		}
	}
	return nil, nil
}

// settled says whether the name has one value for good: one statement beside its declaration gives it, and nothing changes it.
func (b *binding) settled() bool {
	count := 0
	for _, g := range b.values {
		if g.value != nil {
			count++
		}
		if g.value != nil && g.scope != b.scope {
			return false
		}
	}
	return count <= 1 && !b.moved
}

// field returns what a member of this is given: by the class or object itself (own), else by the statement that stands last in its
// constructor, else by the first one; others are what it may be given instead.
func (h *holder) field(name string, own *Node) (first *Node, others []*Node) {
	first = own
	at := -1
	for i, g := range h.fields[name] {
		if f := g.scope.function; f == h.node || f != nil && f.called == "constructor" {
			at = i
		}
	}
	if first == nil && at < 0 && len(h.fields[name]) > 0 {
		at = 0
	}
	for i, g := range h.fields[name] {
		switch {
		case i == at && first == nil:
		case i == at:
			others = append(others, first)
		default:
			others = append(others, g.value)
			continue
		}
		first = g.value
	}
	return first, others
}

// together says whether a statement runs whenever a node is read, by the scopes alone: what stands under a test of its own may not.
func (n *Node) together(g given) int {
	if g.scope.holds(n.scope) || common(n.guard, g.guard) == g.guard {
		return 1
	}
	return 0
}
