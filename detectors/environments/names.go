// Package environments knows the words that repositories use for deployment environments, and finds the files that differ by them.
// It is language-neutral: a detector hands in the paths of a unit and reads back sets of per-environment files.
package environments

import "strings"

// Names of environments in the one spelling that waybill uses, in the order that a release passes them.
// qa, test, sit, uat and fat stay apart, since organisations run them side by side; only true abbreviations are joined.
const (
	Local   = "local"
	Dev     = "dev"
	CI      = "ci"
	Docker  = "docker"
	Sandbox = "sandbox"
	Test    = "test"
	Int     = "int" // integration
	QA      = "qa"
	SIT     = "sit" // system integration test
	FAT     = "fat" // functional (or factory) acceptance test
	UAT     = "uat" // user acceptance test
	Acc     = "acceptance"
	Demo    = "demo"
	Perf    = "perf"
	Staging = "staging"
	Preprod = "preprod"
	Prod    = "prod"
	Live    = "live" // production by a word of its own, which no abbreviation of production is
)

var order = []string{Local, Dev, CI, Docker, Sandbox, Test, Int, QA, SIT, FAT, UAT, Acc, Demo, Perf, Staging, Preprod, Prod, Live}

var aliases = map[string]string{
	"local": Local, "localhost": Local,
	"dev": Dev, "devel": Dev, "develop": Dev, "development": Dev,
	"ci":     CI,
	"docker": Docker,
	"test":   Test, "testing": Test,
	"qa": QA, "sit": SIT, "fat": FAT, "uat": UAT,
	"acceptance": Acc, "acc": Acc,
	"int": Int, "sandbox": Sandbox,
	"demo": Demo,
	"perf": Perf, "performance": Perf,
	"staging": Staging, "stage": Staging, "stg": Staging,
	"preprod": Preprod, "pre-prod": Preprod, "preproduction": Preprod, "pre-production": Preprod, "pre": Preprod, "prep": Preprod,
	"prod": Prod, "production": Prod, "prd": Prod, "pro": Prod,
	"live": Live,
}

// weak words also name things that are no environment: a folder of tests, a Docker recipe, a developer's own file.
// A set needs one word that is not weak.
var weak = map[string]bool{Local: true, CI: true, Docker: true, Test: true, Demo: true, Perf: true, Int: true, Sandbox: true}

// Canonical returns waybill's name of the environment that a word stands for: dev for development, prod for production, prd and pro.
// It is not ok for words that name no environment, such as a feature (mysql, tls, quartz) or a template (example, sample).
func Canonical(word string) (name string, ok bool) {
	name, ok = aliases[strings.ToLower(word)]
	return name, ok
}

// Deployed says whether an environment with this canonical name runs on a cluster:
// a developer's own machine, a CI job and the Docker recipe of a tutorial do not.
func Deployed(name string) bool {
	if canonical, ok := Canonical(name); ok { // localhost, where local is another one
		name = canonical
	}
	return name != Local && name != CI && name != Docker
}

// Production says whether an environment is the one that users work in, by any of its words.
func Production(name string) bool {
	canonical, _ := Canonical(name)
	return canonical == Prod || canonical == Live
}

// Names gives each word of one set of files its environment: the canonical name, unless another word of the set stands for that as well. stg
// beside staging, and prod beside production, are two environments, each under its own word. Words that name none are left out.
func Names(words []string) map[string]string {
	of := map[string]map[string]bool{} // canonical name → its words in lower case
	for _, w := range words {
		if name, ok := Canonical(w); ok {
			if of[name] == nil {
				of[name] = map[string]bool{}
			}
			of[name][strings.ToLower(w)] = true
		}
	}
	out := map[string]string{}
	for _, w := range words {
		name, ok := Canonical(w)
		switch {
		case !ok:
		case len(of[name]) > 1:
			out[w] = strings.ToLower(w)
		default:
			out[w] = name
		}
	}
	return out
}

// rank is the place of a canonical name in a release, for sorting.
func rank(name string) int {
	if canonical, ok := Canonical(name); ok {
		name = canonical
	}
	for i, n := range order {
		if n == name {
			return i
		}
	}
	return len(order)
}
