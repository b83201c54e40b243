package border

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
)

func TestKinds(t *testing.T) {
	t.Parallel()
	for kind, c := range map[Kind]struct{ takes, refuses []string }{
		Word:     {[]string{"prod", "SIGTERM", "build-2", "001-api"}, []string{"a b", "-x", "a\nb", "$x", "'", "é"}},
		Name:     {[]string{"api", "a.b-c", "0"}, []string{"Api", "a_b", "-a", "a-", strings.Repeat("a", 254)}},
		EnvName:  {[]string{"LOG_LEVEL", "spring.profiles.active"}, []string{"A=B", "1A", "A B", "A\nRUN id"}},
		Version:  {[]string{"1.2.3-rc.1+5", "sha256:00ff"}, []string{"1 2", "1\n", "$(id)", "-1"}},
		Image:    {[]string{"registry.example.com:5000/a/b:1@sha256:00", "scratch"}, []string{"a b", "--platform=x", "a$b", "a\nb"}},
		Host:     {[]string{"shop.example.com", "https://a:9200", "10.0.0.0/8", "[::1]:80"}, []string{"a b", "a;b", "'a'"}},
		Label:    {[]string{"app.kubernetes.io/name"}, []string{"a=b", "--zz", "a b", "$x"}},
		Package:  {[]string{"g++", "apt:libssl3", "jdk"}, []string{"a b", "-y", "a;b"}},
		Quantity: {[]string{"500m", "0.5", "1Gi", "70.0", "25%"}, []string{"x", "1 Gi", "1;", "-1"}},
		Route:    {[]string{"/", "/a/b?c=d&e=%20"}, []string{"a", "/a b", "/a;", "/a\"", "/{a}", "/a\n"}},
		Words:    {[]string{"HIGH,CRITICAL", "10 50"}, []string{"a;b", "a,,b", ",a", "a\n"}},
		Folder:   {[]string{"/var/log/apps"}, []string{"var", "/a b", "/a'"}},
		Own:      {[]string{"a\nb $x"}, []string{"\x00", "\xff"}},
		Path:     {[]string{"a b/c$d's", "a/../b", "/x", "."}, []string{"a\nb", "..", "../a", "a/../../b", "a\\b", "\x1b", "\u2028", "\xff", "\u0085", "a\u202eb", "\ufeff"}},
		Line:     {[]string{"a\tb 'c'", "Zürich ⛵", "👩‍🔧"}, []string{"a\nb", "\x1b[31m", "\u009b", "\u2029", "\u2066"}},
		Text:     {[]string{"a\nb", "\u0085", "שלום\u200f"}, []string{"a\x00b", "\xff", "\u202e"}},
		Prose:    {[]string{"it is so"}, []string{"\x00"}},
		Data:     {[]string{"any\x00thing"}, nil},
	} {
		for _, v := range append(c.takes, "") {
			if err := kind.Parse(v); err != nil {
				t.Errorf("%s refuses %q: %v", kind, v, err)
			}
		}
		for _, v := range c.refuses {
			if kind.Parse(v) == nil {
				t.Errorf("%s takes %q", kind, v)
			}
		}
		if !kind.Known() {
			t.Errorf("%s is not known", kind)
		}
	}
	if len(forms) != 18 {
		t.Errorf("%d kinds: add the new one above", len(forms))
	}
}

// TestCheck: a value of another kind is refused by its name, with the place where it was read, and at most 40 characters of it are told.
func TestCheck(t *testing.T) {
	t.Parallel()
	good := plan.Plan{Application: "shop", Units: []plan.Unit{{Name: "api", Path: "a b", Facts: facts.Unit{Path: "a b"}}}}
	if err := Check(good); err != nil {
		t.Errorf("refused: %v", err)
	}
	for want, change := range map[string]func(u *plan.Unit){
		"Units[0].Name":                  func(u *plan.Unit) { u.Name = "a b" },
		"Units[0].Path":                  func(u *plan.Unit) { u.Path = "../a" },
		"Units[0].Image.Labels":          func(u *plan.Unit) { u.Image.Labels = map[string]string{"a=b": "c"} },
		"Units[0].Image.Tag":             func(u *plan.Unit) { u.Image.Tag = "1\n2" },
		"Units[0].Run.Run.Env[0].Name":   func(u *plan.Unit) { u.Run.Env = []facts.EnvVar{{Name: "A\nRUN id"}} },
		"Units[0].Stages[0].Stage.Wants": func(u *plan.Unit) { u.Stages = []plan.Stage{{Stage: facts.Stage{Wants: []string{"a; id"}}}} },
		"Units[0].Facts.Main.Value":      func(u *plan.Unit) { u.Facts.Main.Value = "a\x1b[31m" },
		"Units[0].Workload.Spots[0].Resources.": func(u *plan.Unit) {
			u.Workload.Spots = []plan.Spot{{Resources: plan.Resources{Limits: map[string]string{"cpu": "1; x"}}}}
		},
		"Units[0].Own.Context": func(u *plan.Unit) { u.Own = &plan.Own{Context: "/../x"} },
	} {
		p := good
		p.Units = []plan.Unit{good.Units[0]}
		change(&p.Units[0])
		err := Check(p)
		if fault.KindOf(err) != fault.Usage || err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("want %s, got %v", want, err)
		}
		if Check(p, "github.com/waybill-dev/waybill/internal/plan") != nil {
			t.Errorf("%s: what is trusted is asked", want)
		}
	}
	read := facts.Unit{Health: facts.Health{Value: "/a;" + strings.Repeat("x", 900), Evidence: []facts.Evidence{{File: "pom.xml", Line: 7}}}}
	if err := Check(read); err == nil || !strings.HasSuffix(err.Error(), "(pom.xml:7)") || len(err.Error()) > 120 {
		t.Errorf("%v", err)
	}
}
