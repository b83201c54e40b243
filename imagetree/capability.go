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
	Env     string         // variable in which the official images tell the version
	Source  string         // where the row can be checked
}

// known is sorted by name. A capability that some language needs more of than its name and version gets a row here, and no other code
// names it.
var known = []Known{
	{Name: "bun", Runtime: true, Source: "docker.io/oven/bun"},
	{Name: "dotnet", Runtime: true, Env: "DOTNET_VERSION", Source: "mcr.microsoft.com/dotnet/runtime"},
	{Name: "go", Called: []string{"golang"}, Env: "GOLANG_VERSION", Source: "docker.io/library/golang: a compiler, no runtime"},
	{Name: "gradle", Env: "GRADLE_VERSION", Source: "docker.io/library/gradle"},
	{Name: "java", Runtime: true, Scheme: version.Java, Called: []string{"jre", "jdk", "openjdk", "temurin"}, Env: "JAVA_VERSION", Source: "JEP 223: 1.8 is 8; docker.io/library/eclipse-temurin"},
	{Name: "jdk", Scheme: version.Java, Source: "JEP 223"},
	{Name: "jre", Scheme: version.Java, Source: "JEP 223"},
	{Name: "maven", Env: "MAVEN_VERSION", Source: "docker.io/library/maven"},
	{Name: "nginx", Runtime: true, Env: "NGINX_VERSION", Source: "docker.io/library/nginx"},
	{Name: "node", Runtime: true, Called: []string{"nodejs"}, Env: "NODE_VERSION", Source: "docker.io/library/node"},
	{Name: "php", Runtime: true, Env: "PHP_VERSION", Source: "docker.io/library/php"},
	{Name: "python", Runtime: true, Env: "PYTHON_VERSION", Source: "docker.io/library/python"},
	{Name: "ruby", Runtime: true, Env: "RUBY_VERSION", Source: "docker.io/library/ruby"},
	{Name: "tomcat", Runtime: true, Env: "TOMCAT_VERSION", Source: "docker.io/library/tomcat"},
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

// OfVariable returns the capability whose version official images tell in a variable of the environment; "" for any other variable.
func OfVariable(variable string) string {
	for _, k := range known {
		if k.Env != "" && k.Env == variable {
			return k.Name
		}
	}
	return ""
}
