package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFreightCompany runs the pre-build step of the example organisation for each of its applications: the base image that the
// guide names, what the organisation's pipeline reads, and nothing beside .waybill.
func TestFreightCompany(t *testing.T) {
	t.Parallel()
	company := filepath.Join(examples, "freight-company")
	for app, want := range map[string]struct{ base, environment string }{
		"tracking": {"java-17-jre", "SPRING_PROFILES_ACTIVE"},
		"booking":  {"java-17-jre", "config/PRODUCTION/application-env.yml"},
		"customs":  {"java-17-tomcat-9", "/usr/local/tomcat"},
		"portal":   {"nginx-1", "nginx"},
	} {
		t.Run(app, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), app)
			copyExample(t, filepath.Join(company, "apps", app), dir)
			sources := contents(t, dir)
			out := execute(t, "generate", dir, "--ephemeral", "--tree", company)
			if !strings.HasPrefix(out, app+" runs on "+want.base+": ") {
				t.Errorf("generate says %q", out)
			}
			made := contents(t, dir)
			for name := range made {
				if _, known := sources[name]; !known && !strings.HasPrefix(name, ".waybill/") {
					t.Errorf("%s is left beside the sources", name)
				}
			}
			if unit := string(made[".waybill/ci/units/001-"+app]); !strings.Contains(unit, "\nkind=clonesets.apps.kruise.io\nstrategy=cloneset\nbatches=25 50\n") {
				t.Errorf("the pipeline reads %q", unit)
			}
			if qa := string(made[".waybill/ci/environments/qa"]); !strings.HasSuffix(qa, "\nnamespace=freight-qa\nregistry=harbor-qa.freight.example/apps\nprimary=harbor.freight.example/apps\n") {
				t.Errorf("qa: %q", qa)
			}
			if text := string(made[".waybill/Dockerfile"]) + string(made[".waybill/deploy/init.sh"]); !strings.Contains(text, want.environment) {
				t.Errorf("nothing says %s:\n%s", want.environment, text)
			}
		})
	}
}

// TestFreightPipeline writes the organisation's own files from its settings, in a repository that holds nothing else.
func TestFreightPipeline(t *testing.T) {
	t.Parallel()
	dir, company := t.TempDir(), filepath.Join(examples, "freight-company")
	text, err := os.ReadFile(filepath.Join(company, "waybill.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "waybill.yaml"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	execute(t, "generate", dir)
	made := contents(t, dir)
	if text := string(made["Jenkinsfile"]); !strings.Contains(text, "submitter 'release-managers'") || !strings.Contains(text, "waybill generate --ephemeral") {
		t.Errorf("not the pipeline of the company:\n%s", text)
	}
	if text := string(made["deploy/kubernetes/cluster/filebeat.yml"]); !strings.Contains(text, "kafka-1.logging.svc:9092") || !strings.Contains(text, "/var/log/apps/*/*/**/*.log") {
		t.Errorf("Filebeat reads and sends:\n%s", text)
	}
}
