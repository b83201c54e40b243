package engine

// View says what a template sees.
type View struct {
	Template string // path of the template, or the name of a partial
	Sees     any    // a value of the type that the template is executed with; its fields need not be set
	Writes   string // what a partial writes, in a few words; empty for a template, whose file says it
}

// Keys is what a partial sees that is called with a dict: the keys with their meanings.
type Keys map[string]string
