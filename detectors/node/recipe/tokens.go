package recipe

import (
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// token is a variable that the settings of the package manager take a password from.
type token struct {
	name string
	file string
	line int
}

var (
	// tokenKeys are the settings that hold one (docs.npmjs.com, npmrc, "Auth related configuration"; yarnpkg.com, yarnrc).
	tokenKeys = regexp.MustCompile(`(?i)(_authToken|_auth|_password|npmAuthToken|npmAuthIdent)["']?\s*[=:]`)
	// tokenVariable is how both expand a variable; with a default Yarn does without.
	tokenVariable = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)`)
)

// tokens lists the variables of the project's own settings: //host/:_authToken=${NPM_TOKEN}. These settings win over those of the user
// (docs.npmjs.com, npmrc, "Files"), so that a mounted .npmrc of the user changes nothing for that host.
func tokens(p *code.Base, dirs ...*manifest.Manifest) []token {
	var out []token
	for _, base := range []string{".npmrc", ".yarnrc.yml"} {
		for _, dir := range dirs {
			data, err := p.Tree.Read(dir.Join(base))
			if err != nil {
				continue
			}
			line := 0
			for text := range strings.Lines(string(data)) {
				line++
				found := tokenVariable.FindStringSubmatch(text)
				if found == nil || !tokenKeys.MatchString(text) || strings.HasPrefix(strings.TrimSpace(text), "#") {
					continue
				}
				if !slices.ContainsFunc(out, func(t token) bool { return t.name == found[1] }) {
					out = append(out, token{found[1], dir.Join(base), line})
				}
			}
		}
	}
	return out
}

// tokenFile is where the build finds the secret of a variable.
func tokenFile(name string) string { return "/run/secrets/" + name }

// exportToken sets a variable of a shell to its secret, and to nothing where there is none: Yarn ends where the variable is not set at all.
func exportToken(name string) string {
	return "export " + name + `="$(cat ` + tokenFile(name) + ` 2>/dev/null)"; `
}

// withTokens runs a command with the variables that its settings name; they are empty where the build was not given them.
func (b build) withTokens(argv []string) []string {
	var exports []string
	for _, t := range b.tokens {
		exports = append(exports, exportToken(t.name))
	}
	if len(exports) == 0 {
		return argv
	}
	return append([]string{"sh", "-c", strings.Join(exports, "") + `exec "$0" "$@"`}, argv...)
}
