package pipeline

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/shell"
)

// variable is the form of a secret's id that names a variable and not a file: NPM_TOKEN.
var variable = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

// buildSecrets are those that the settings name, by id. A file comes as the path in a variable, a text as a variable of its own name,
// because the settings of package managers name that one.
func buildSecrets(ids map[string]string) []plan.BuildSecret {
	var out []plan.BuildSecret
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		b := plan.BuildSecret{ID: id, Credential: ids[id], Variable: id, Text: variable.MatchString(id)}
		if !b.Text {
			b.Variable = "SECRET_" + strings.ToUpper(strings.Map(func(r rune) rune {
				if r == '-' || r == '.' {
					return '_'
				}
				return r
			}, id))
		}
		out = append(out, b)
	}
	return out
}

// forSecrets puts the lines into a script that let the tests use the secrets which the pipeline has. The build of a fork has none.
func forSecrets(test facts.Test, given []plan.BuildSecret) string {
	var lines strings.Builder
	for _, g := range given {
		if text := test.Secrets[g.ID]; text != "" && !g.Text {
			text = strings.ReplaceAll(text, "{file}", `"$`+g.Variable+`"`)
			fmt.Fprintf(&lines, "if [ -n \"${%s-}\" ]; then %s; fi\n", g.Variable, text)
		}
	}
	return strings.ReplaceAll(test.Script, "{secrets}\n", lines.String())
}

// exports are the named variables, as the last stage of the build has them, in shell.
func exports(names []string, stage facts.Stage) string {
	var out strings.Builder
	for _, e := range stage.Env {
		if slices.Contains(names, e.Name) {
			fmt.Fprintf(&out, "%s=%s; export %s\n", e.Name, shell.Word(e.Value), e.Name)
		}
	}
	return out.String()
}

// tellSecrets names what the builds of the repository take and the pipeline does not have. Maven's settings are no sign of
// private packages: every build of Maven takes them.
func tellSecrets(p *plan.Plan, given []plan.BuildSecret) {
	var missing []string
	for _, u := range p.Units {
		var ids []string
		if u.Own != nil {
			ids = u.Own.Secrets
		} else {
			for _, s := range u.Stages {
				for _, secret := range s.Secrets {
					ids = append(ids, secret.ID)
				}
			}
		}
		text := slices.ContainsFunc(ids, variable.MatchString) // the settings of the repository name their password: those of a user are seldom needed
		for _, id := range ids {
			if text && !variable.MatchString(id) {
				continue
			}
			has := slices.ContainsFunc(given, func(g plan.BuildSecret) bool { return g.ID == id })
			if id != "maven-settings" && !has && !slices.Contains(missing, id) {
				missing = append(missing, id)
			}
		}
	}
	if len(missing) == 0 {
		return
	}
	slices.Sort(missing)
	p.Warnings = append(p.Warnings, facts.Warning{Text: fmt.Sprintf("builds take %s, which the pipeline does not have: name its credential in jenkins.credentials.build", strings.Join(missing, ", "))})
}
