package fold

// The parts of a question, each with the methods of one subject.
type (
	lists   struct{ *question } // the elements of lists, maps and channels
	loops   struct{ *question } // what loops and indexes take of them
	library struct{ *question } // functions of the standard library
	flags   struct{ *question } // flags and settings by their name
)

func (q *question) lists() lists     { return lists{q} }
func (q *question) loops() loops     { return loops{q} }
func (q *question) library() library { return library{q} }
func (q *question) flags() flags     { return flags{q} }

// The parts of a program, each with the methods of one subject.
type (
	constants struct{ *Program } // what holds in every run
	typing    struct{ *Program } // the types of other modules, by the text of declarations
	keys      struct{ *Program } // the keys of fields in configuration files
	decoding  struct{ *Program } // the fields that something decodes into
	fields    struct{ *Program } // where fields get their values
	aliasing  struct{ *Program } // who else may write to a list or map
)

func (p *Program) constants() constants { return constants{p} }
func (p *Program) typing() typing       { return typing{p} }
func (p *Program) keys() keys           { return keys{p} }
func (p *Program) decoding() decoding   { return decoding{p} }
func (p *Program) fields() fields       { return fields{p} }
