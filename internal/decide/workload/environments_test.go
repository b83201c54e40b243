package workload

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/settings"
)

func TestEnvironmentsOfTheRepository(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, settings string
		files          string // environments that files name, as name or name=spelling
		kind           string
		want           string // names in the order of a release
		says           string // in one of the warnings; "" for no warning
	}{
		{name: "nothing said", want: "dev qa prod"},
		{name: "files", files: "prod uat dev", want: "dev uat prod"},
		{name: "other spellings", files: "prod=production staging=stg", want: "staging prod"},
		{name: "production by its own word", files: "dev uat live", want: "dev uat live"},
		{name: "two words of one name", files: "stg staging production prod", want: "staging stg prod production"},
		{name: "a list with production by another word", settings: "environments: {dev: {}, prod: {}}", files: "dev live", want: "dev prod"},
		{name: "test is no qa", files: "dev test prod", want: "dev test prod"},
		{name: "places that are no cluster", files: "local docker ci", want: "dev qa prod"},
		{name: "none for production", files: "dev staging", want: "dev staging prod", says: "files for dev, staging and none for production"},
		{name: "a library's files", files: "dev uat prod", kind: facts.Library, want: "dev qa prod"},
		{name: "an alias of the settings", settings: "aliases: {test: qa}", files: "dev test prod", want: "dev qa prod"},
		{name: "the settings' list", settings: "environments: {dev: {}, prod: {}}", files: "dev prod", want: "dev prod"},
		{name: "files that the list lacks", settings: "environments: {dev: {}, prod: {}}", files: "dev uat prod", want: "dev prod", says: "the environment uat is not among those of the settings (dev, prod)"},
		{name: "a list that the files lack", settings: "environments: {dev: {}, qa: {}, prod: {}}", files: "dev prod", want: "dev qa prod", says: "there is no file for qa"},
		{name: "a list with another spelling", settings: "environments: {production: {}}", files: "prod=production", want: "production"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := settings.Load(settings.Layer{Name: "waybill.yaml", Data: []byte(c.settings), Own: true})
			if err != nil {
				t.Fatal(err)
			}
			u := facts.Unit{Name: "orders", Path: ".", Kind: facts.Text{Value: facts.Server}}
			if c.kind != "" {
				u.Kind.Value = c.kind
			}
			for f := range strings.FieldsSeq(c.files) {
				name, spelling, _ := strings.Cut(f, "=")
				u.Environments = append(u.Environments, facts.Environment{Name: name, Spelling: spelling})
			}
			list, warnings := Environments(s, "orders", []facts.Unit{u})
			if got := strings.ReplaceAll(namesOf(list), ",", ""); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			told := slices.ContainsFunc(warnings, func(w facts.Warning) bool { return strings.Contains(w.Text, c.says) })
			if told != (c.says != "") || c.says == "" && len(warnings) > 0 {
				t.Errorf("warnings: %v, want %q", warnings, c.says)
			}
		})
	}
}

// An alias never hides a name that exists.
func TestAliasesOfSettingsLeaveNamesAlone(t *testing.T) {
	t.Parallel()
	s := settings.Settings{Environments: map[string]settings.Environment{"qa": {}, "test": {}}, Aliases: map[string]string{"test": "qa"}}
	list, _ := Environments(s, "orders", nil)
	for _, e := range list {
		if slices.Contains(e.Aliases, "test") {
			t.Errorf("%s hides the environment test: %v", e.Name, e.Aliases)
		}
	}
}
