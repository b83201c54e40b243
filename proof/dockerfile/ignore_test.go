package dockerfile

import (
	"strings"
	"testing"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
)

// sent says which files of a context BuildKit would see.
func sent(t *testing.T, ignore string, files []string) string {
	t.Helper()
	patterns, err := ignorefile.ReadAll(strings.NewReader(ignore))
	if err != nil {
		t.Fatal(err)
	}
	m, err := patternmatcher.New(patterns)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range files {
		excluded, err := m.MatchesOrParentMatches(f)
		if err != nil {
			t.Fatal(err)
		}
		if !excluded {
			out = append(out, f)
		}
	}
	return strings.Join(out, " ")
}

func TestIgnoreFileKeepsSecretsOutAndTheUnitIn(t *testing.T) {
	t.Parallel()
	certificates := fixture.Static()
	certificates.Run.Copies = append(certificates.Run.Copies, facts.Copy{From: "test/certs/", To: "test/certs/"})
	npmrc := fixture.Site()
	npmrc.Stages[0].Manifest = append(npmrc.Stages[0].Manifest, ".npmrc", "web/.env")
	pages := fixture.Site()
	pages.Stages[0].Sources = append(pages.Stages[0].Sources, "web/.env")
	odd := fixture.Static()
	odd.Run.Copies = append(odd.Run.Copies, facts.Copy{From: "#a/[x] y.key", To: "x"})
	inBuild := fixture.Java()
	inBuild.Dir = ".waybill/app"
	for _, c := range []struct {
		name        string
		unit        plan.Unit
		files, want string
	}{
		{"secrets", fixture.Java(), ".env|.env.prod|.env.local|app/.env|.npmrc|id_rsa|.ssh/config|conf/tls.key|settings.xml|.m2/settings.xml|kubeconfig|a/store.jks|infra/x.tfstate|.git/config|pom.xml|src/Main.java", "pom.xml src/Main.java"},
		{"build output", fixture.Java(), "target/a.jar|core/target/b.jar|node_modules/x|src/target.java|waybill.lock|Jenkinsfile|deploy/kubernetes/base/x.yaml", "src/target.java"},
		{"init and Dockerfile", fixture.Java(), "Dockerfile|Dockerfile.dockerignore|deploy/init.sh", "deploy/init.sh"},
		{"an ephemeral run", inBuild, ".waybill/app/deploy/init.sh|.waybill/app/Dockerfile|.waybill/release/001-app/unit|.waybill/waybill.lock|pom.xml", ".waybill/app/deploy/init.sh pom.xml"},
		{"secrets below resources", fixture.Java(), "src/main/resources/id_rsa|src/main/resources/.npmrc|src/main/resources/kubeconfig|src/main/resources/.env.prod|a/src/main/resources/.ssh/config|src/main/resources/jwt.pem", "src/main/resources/jwt.pem"},
		{"keys and state", fixture.Java(), "server-key.pem|tls.pem|.pgpass|.vault-token|.htpasswd|terraform.tfvars|my-service-account.json|certs/ca.pem|public-key.pem", "certs/ca.pem public-key.pem"},
		{"class path", fixture.Java(), "src/main/resources/tls/key.p12|src/main/resources/.env", "src/main/resources/tls/key.p12"},
		{"a site's build reads .env.production", fixture.Site(), "web/.env.production|web/.env|web/.env.local|web/.env.production.local|web/dist/x|web/src/dist/x|web/deploy/nginx.conf", "web/.env.production web/src/dist/x web/deploy/nginx.conf"},
		{"a .env for pages", pages, "web/.env|.env|api/.env|web/.env.local", "web/.env"},
		{"what the plan names", certificates, "test/certs/a.key|other/a.key|configs/x.yml", "test/certs/a.key configs/x.yml"},
		{"settings without a token", npmrc, ".npmrc|web/.npmrc|web/.env", ".npmrc"},
		{"names with special characters", odd, "#a/[x] y.key|#a/z.key", "#a/[x] y.key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for name, text := range render(t, c.unit) {
				if !strings.HasSuffix(name, ".dockerignore") {
					continue
				}
				if got := sent(t, text, strings.Split(c.files, "|")); got != c.want {
					t.Errorf("sent %q, want %q\n%s", got, c.want, text)
				}
			}
		})
	}
}
