package imagetree

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// Role is what an image is picked for.
type Role string

// The roles: the final stage of an application's Dockerfile, and the stages that build it.
const (
	Run   Role = "run"
	Build Role = "build"
)

// Status is the place of an image in its life; empty is active.
type Status string

// The statuses.
const (
	Active     Status = "active"
	Deprecated Status = "deprecated"
	Withdrawn  Status = "withdrawn"
)

// Compat says whether a newer major serves a range without an upper end.
type Compat string

// The compatibilities; empty is CompatAny.
const (
	CompatAny       Compat = "any"
	CompatSameMajor Compat = "same-major"
)

// Prefer says which major is better when several serve.
type Prefer string

// The preferences; empty is PreferNearest.
const (
	PreferNearest Prefer = "nearest"
	PreferNewest  Prefer = "newest"
)

// Date is a day as YYYY-MM-DD, so that days compare as text; empty is no day.
type Date string

// Duration is a length of time as Go writes it: 72h.
type Duration string

// Size is a number of bytes, written with a decimal unit: 600MB.
type Size int64

// UnmarshalYAML refuses a role that there is not.
func (r *Role) UnmarshalYAML(n *yaml.Node) error {
	return oneOf(n, (*string)(r), string(Run), string(Build))
}

// UnmarshalYAML refuses a status that there is not.
func (s *Status) UnmarshalYAML(n *yaml.Node) error {
	return oneOf(n, (*string)(s), string(Active), string(Deprecated), string(Withdrawn))
}

// UnmarshalYAML refuses a compatibility that there is not.
func (c *Compat) UnmarshalYAML(n *yaml.Node) error {
	return oneOf(n, (*string)(c), string(CompatAny), string(CompatSameMajor))
}

// UnmarshalYAML refuses a preference that there is not.
func (p *Prefer) UnmarshalYAML(n *yaml.Node) error {
	return oneOf(n, (*string)(p), string(PreferNearest), string(PreferNewest))
}

// UnmarshalYAML refuses what is no day of the calendar.
func (d *Date) UnmarshalYAML(n *yaml.Node) error {
	if _, err := time.Parse(time.DateOnly, n.Value); n.Kind != yaml.ScalarNode || err != nil {
		return at(n, "%q is not a date", n.Value).WithHint("write it as YYYY-MM-DD")
	}
	*d = Date(n.Value)
	return nil
}

// UnmarshalYAML refuses what time.ParseDuration does.
func (d *Duration) UnmarshalYAML(n *yaml.Node) error {
	if v, err := time.ParseDuration(n.Value); n.Kind != yaml.ScalarNode || err != nil || v < 0 {
		return at(n, "%q is not a length of time", n.Value).WithHint("write it as 72h or 30m")
	}
	*d = Duration(n.Value)
	return nil
}

var sizeForm = regexp.MustCompile(`^(\d{1,12})\s*(k|M|G|)B?$`)

// UnmarshalYAML reads 600MB, 1GB, 800kB or a bare number of bytes.
func (s *Size) UnmarshalYAML(n *yaml.Node) error {
	m := sizeForm.FindStringSubmatch(n.Value)
	if n.Kind != yaml.ScalarNode || m == nil {
		return at(n, "%q is not a size", n.Value).WithHint("write it as 600MB")
	}
	v, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return at(n, "%q is not a size", n.Value).WithHint("write it as 600MB")
	}
	factor := map[string]int64{"": 1, "k": 1e3, "M": 1e6, "G": 1e9}[m[2]]
	if v > (1<<62)/factor {
		return at(n, "the size %q is too large", n.Value)
	}
	*s = Size(v * factor)
	return nil
}

// Time returns the day's start in UTC; false when there is none.
func (d Date) Time() (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, string(d))
	return t, err == nil
}

// Before says whether the day lies before another. Without one of the two it does not.
func (d Date) Before(o Date) bool { return d != "" && o != "" && d < o }

func oneOf(n *yaml.Node, into *string, words ...string) error {
	if n.Kind != yaml.ScalarNode {
		return at(n, "a word is expected").WithHint("use %s", strings.Join(words, ", "))
	}
	for _, w := range words {
		if n.Value == w {
			*into = w
			return nil
		}
	}
	e := at(n, "unknown word %q", n.Value)
	if near := strictyaml.Nearest(n.Value, words); near != "" {
		return e.WithHint("did you mean %q?", near)
	}
	return e.WithHint("use %s", strings.Join(words, ", "))
}

func at(n *yaml.Node, format string, args ...any) *fault.Error {
	return fault.New(fault.Usage, format, args...).In("", n.Line, n.Column)
}
