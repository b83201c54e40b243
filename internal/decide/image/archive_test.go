package image

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

func TestArchive(t *testing.T) {
	t.Parallel()
	forms := []facts.ArchiveForm{
		{Name: "aot", What: "AOT cache", If: facts.Require{Capability: "java", Range: ">=25"}, File: "a.aot", Make: []string{"-out={file}"}, Use: []string{"-in={file}"}},
		{Name: "cds", What: "CDS archive", If: facts.Require{Capability: "java", Range: ">=13"}, File: "a.jsa", Make: []string{"-dump={file}"}, Use: []string{"-use={file}"}},
	}
	for _, c := range []struct {
		name, asked, java string
		change            func(*plan.Unit)
		want, why         string
	}{
		{"cds", "cds", "17.0.19+10", nil, "cds 8080 [java -use=/usr/local/lib/waybill/a.jsa -jar a.jar] [/init start java -dump=/tmp/archive/a.jsa -jar a.jar] [{APP_ENV dev} {MODE off}]", ""},
		{"cds of a new one", "cds", "25.0.1", nil, "cds 8080 [java -use=/usr/local/lib/waybill/a.jsa -jar a.jar] [/init start java -dump=/tmp/archive/a.jsa -jar a.jar] [{APP_ENV dev} {MODE off}]", ""},
		{"aot", "aot", "25.0.1", nil, "aot 8080 [java -in=/usr/local/lib/waybill/a.aot -jar a.jar] [/init start java -out=/tmp/archive/a.aot -jar a.jar] [{APP_ENV dev} {MODE off}]", ""},
		{"aot of an older one", "aot", "21.0.2", nil, "cds 8080 [java -use=/usr/local/lib/waybill/a.jsa -jar a.jar] [/init start java -dump=/tmp/archive/a.jsa -jar a.jar] [{APP_ENV dev} {MODE off}]", ""},
		{"too old", "cds", "11.0.24", nil, "", "has java 11.0.24, and an archive needs >=13"},
		{"no release", "cds", "", nil, "", "an archive needs >=13"},
		{"it ends itself", "cds", "17", func(u *plan.Unit) { u.Run.Archivable.Ends = []string{"-end"} }, "cds 0 [java -use=/usr/local/lib/waybill/a.jsa -jar a.jar] [/init start java -dump=/tmp/archive/a.jsa -end -jar a.jar] [{APP_ENV dev} {MODE off}]", ""},
		{"no init", "cds", "17", func(u *plan.Unit) { u.Init.Form = plan.InitNone }, "cds 8080 [java -use=/usr/local/lib/waybill/a.jsa -jar a.jar] [java -dump=/tmp/archive/a.jsa -jar a.jar] [{MODE off} {PROFILE development}]", ""},
		{"no shell", "cds", "17", func(u *plan.Unit) { delete(u.Run.Base.Provides, "sh") }, "", "needs a shell, which jre lacks"},
		{"another command", "cds", "17", func(u *plan.Unit) { u.Run.Command = []string{"./start.sh"} }, "", "does not start by java"},
		{"never", "cds", "17", func(u *plan.Unit) { u.Run.Archivable.Never = "folders" }, "", "folders"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			u := plan.Unit{
				Run: plan.Run{
					Base: plan.Base{Name: "jre", Provides: map[string]string{"java": c.java, "sh": ""}},
					Run:  facts.Run{Command: []string{"java", "-jar", "a.jar"}, Archivable: facts.Archivable{Command: "java", Forms: forms}},
				},
				Init:  plan.Init{Form: plan.InitScript, Path: "/init", Select: plan.Select{Variable: "PROFILE", Values: map[string]string{"dev": "development"}}},
				Ports: []plan.Port{{Number: 8080}},
			}
			if c.change != nil {
				c.change(&u)
			}
			before := fmt.Sprint(u.Run.Command)
			why, _ := Archive(plan.Plan{Environments: []plan.Environment{{Name: "dev"}}}, &u, settings.Startup{Archive: c.asked, TrainingEnv: map[string]string{"MODE": "off"}})
			if (why == "") != (c.why == "") || !strings.Contains(why, c.why) {
				t.Errorf("why %q", why)
			}
			a := u.Run.Archive
			if a == nil {
				if c.want != "" || fmt.Sprint(u.Run.Command) != before {
					t.Errorf("no archive, and the command %v", u.Run.Command)
				}
				return
			}
			if got := fmt.Sprint(a.Form, a.Port, u.Run.Command, a.Command, a.Env); strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(c.want, " ", "") {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
