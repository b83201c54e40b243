package imagetree

import (
	"slices"

	"github.com/waybill-dev/waybill/internal/version"
)

// Known is what is known of a capability before a tree says anything. A tree may provide any word; one without a row is compared as it
// stands and is no runtime.
type Known struct {
	Name    string
	Runtime bool           // an image of use run is made for it: nothing that brings its own runtime should end up on such an image
	Scheme  version.Scheme // how its numbers are read
	Called  []string       // words that names of images use for it: java-17-jre, golang-1-27
	Source  string         // where the row can be checked
}

// known is sorted by name. A capability that some language needs more of than its name and version gets a row here, and no other code
// names it.
var known = []Known{
	{Name: "bun", Runtime: true, Source: "docker.io/oven/bun"},
	{Name: "dotnet", Runtime: true, Source: "mcr.microsoft.com/dotnet/runtime"},
	{Name: "go", Called: []string{"golang"}, Source: "docker.io/library/golang: a compiler, no runtime"},
	{Name: "java", Runtime: true, Scheme: version.Java, Called: []string{"jre", "jdk", "openjdk", "temurin"}, Source: "JEP 223: 1.8 is 8; docker.io/library/eclipse-temurin"},
	{Name: "jdk", Scheme: version.Java, Source: "JEP 223"},
	{Name: "jre", Scheme: version.Java, Source: "JEP 223"},
	{Name: "nginx", Runtime: true, Source: "docker.io/library/nginx"},
	{Name: "node", Runtime: true, Called: []string{"nodejs"}, Source: "docker.io/library/node"},
	{Name: "php", Runtime: true, Source: "docker.io/library/php"},
	{Name: "python", Runtime: true, Source: "docker.io/library/python"},
	{Name: "ruby", Runtime: true, Source: "docker.io/library/ruby"},
	{Name: "tomcat", Runtime: true, Source: "docker.io/library/tomcat"},
}

// KnownCapabilities returns the table.
func KnownCapabilities() []Known { return slices.Clone(known) }

// KnownCapability returns what is known of a capability; for a word that the table does not have, a row with nothing but the word.
func KnownCapability(name string) Known {
	if i := slices.IndexFunc(known, func(k Known) bool { return k.Name == name }); i >= 0 {
		return known[i]
	}
	return Known{Name: name}
}

// SchemeOf returns how the versions of a capability are read.
func SchemeOf(capability string) version.Scheme { return KnownCapability(capability).Scheme }
