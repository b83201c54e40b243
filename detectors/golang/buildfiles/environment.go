package buildfiles

import (
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// buildVariables are the variables of the go command that decide what a program is made of, and that hold wherever it is built. What belongs to
// the machine (GOPROXY, GOCACHE), to the system of the image (GOOS, CGO_ENABLED) or to its processors (GOAMD64) is not taken over.
var buildVariables = []struct{ name, source string }{
	{"GOEXPERIMENT", "go help environment: toolchain experiments to enable or disable; a package of an experiment cannot be imported without"},
	{"GOFIPS140", "go help environment: the FIPS-140 cryptography mode of the binaries"},
}

// variableWord is a value that is written down, and that needs no quotes.
var variableWord = regexp.MustCompile(`^[A-Za-z0-9_.,-]+$`)

func taken(name string) bool {
	return slices.ContainsFunc(buildVariables, func(v struct{ name, source string }) bool { return v.name == name })
}

// setEnv sets a variable of a build. The first value counts: the command's own one stands before that of its file.
func (b *build) setEnv(name, value string) {
	if !slices.ContainsFunc(b.env, func(v facts.EnvVar) bool { return v.Name == name }) {
		b.env = append(b.env, facts.EnvVar{Name: name, Value: value})
	}
}

// given writes the variables of a file that decide what is built before the go commands of a line that build.
func (v variables) given(text string) string {
	for _, one := range buildVariables {
		if value := v.expand(v[one.name]); variableWord.MatchString(value) {
			text = goBuild.ReplaceAllString(text, one.name+"="+value+" ${0}")
		}
	}
	return text
}

// BuildTags are the tags that choose the files of the program: those of the command line, and one for each experiment that is on (package
// go/build: Context.ToolTags; internal/buildcfg: "goexperiment." and the name).
func (f Flags) BuildTags() []string {
	tags := slices.Clone(f.Tags)
	for _, v := range f.Env {
		if v.Name != "GOEXPERIMENT" {
			continue
		}
		for name := range strings.SplitSeq(v.Value, ",") {
			if !strings.HasPrefix(name, "no") {
				tags = append(tags, "goexperiment."+name)
			}
		}
	}
	return tags
}
