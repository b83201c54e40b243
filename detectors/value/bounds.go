package value

// The bounds of one question, the same for every language and far above what real code needs: a repository is hostile until parsed.
const (
	MaxSteps  = 6000 // expressions visited for one question
	SomeSteps = 1000 // for one of many: a condition, of which a program has hundreds
	FewSteps  = 200  // for what matters less: a path, the name of a variable
	MaxDepth  = 60   // expressions inside each other, calls and names followed included
	MaxValues = 24   // texts that one expression may have
	MaxText   = 4096 // bytes of one text
)

// Budget counts down what one question may cost. The zero Budget allows nothing; NewBudget makes one.
type Budget struct{ left int }

// NewBudget returns a budget of a number of steps.
func NewBudget(steps int) *Budget { return &Budget{left: steps} }

// Step takes one step at a depth and says whether it may be taken.
func (b *Budget) Step(depth int) bool {
	if b.left <= 0 || depth > MaxDepth {
		return false
	}
	b.left--
	return true
}

// Spent says whether no step is left: what was found may not be all.
func (b *Budget) Spent() bool { return b.left <= 0 }
