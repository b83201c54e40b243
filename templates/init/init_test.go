package initscript

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

func TestInitLayout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		unit  plan.Unit
		links []Link
		env   map[string]string
	}{
		{"no init", plan.Unit{Init: plan.Init{Form: plan.InitNone, LogLink: "/app/logs"}}, nil, nil},
		{"nothing differs", plan.Unit{Init: plan.Init{Form: plan.InitScript}}, nil, nil},
		{"nothing differs, for an init that does not know it", plan.Unit{Init: plan.Init{Form: plan.InitScript, Provided: true}}, nil, map[string]string{"WB_ENV_REQUIRED": "0"}},
		{
			"logs without a volume",
			plan.Unit{Logs: plan.Logs{To: plan.LogsStdout}, Init: plan.Init{Form: plan.InitScript, LogLink: "/app/logs", Select: plan.Select{Variable: "X"}}},
			[]Link{{"/app/logs", "/run/waybill/logs", true}},
			nil,
		},
		{"profile", plan.Unit{Init: plan.Init{Form: plan.InitScript, Select: plan.Select{Variable: "APP_PROFILE"}}}, nil, nil},
		{
			"links, a copy and logs",
			plan.Unit{Init: plan.Init{Form: plan.InitScript, LogLink: "/data/logs", Links: []plan.Link{{Target: "/app/conf/a.yml"}, {Target: "/etc/x/b.ini"}, {Target: "/app/c", Copy: true}}}},
			[]Link{{"/app/conf/a.yml", "/run/waybill/config/conf/a.yml", false}, {"/etc/x/b.ini", "/run/waybill/config/etc/x/b.ini", false}, {"/app/c", "/run/waybill/config/c", false}, {"/data/logs", "/run/waybill/logs", true}},
			map[string]string{"WB_CONFIG_FILES": "conf/a.yml:etc/x/b.ini", "WB_CONFIG_COPIES": "c", "WB_LOG_LINK": "/run/waybill/logs", "WB_LOG_REQUIRED": "0"},
		},
		{
			"no tini for a program that ignores TERM",
			plan.Unit{Run: plan.Run{Run: facts.Run{Reaper: true}}, Init: plan.Init{Form: plan.InitScript, Select: plan.Select{Variable: "X"}}},
			nil,
			map[string]string{"WB_MODE": "supervise"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			links, env := Layout(c.unit)
			if !reflect.DeepEqual(links, c.links) {
				t.Errorf("links %v, want %v", links, c.links)
			}
			got := map[string]string{}
			for _, e := range env {
				got[e.Name] = e.Value
			}
			if len(got)+len(c.env) > 0 && !reflect.DeepEqual(got, c.env) {
				t.Errorf("variables %v, want %v", got, c.env)
			}
		})
	}
}

func TestHeapFlagsGoWhereTheProgramReadsThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, want string
		run        facts.Run
	}{
		{"jar", "argv", facts.Run{Heap: &facts.Heap{Command: "java", Variable: "JAVA_OPTS"}, Command: []string{"/opt/java/bin/java", "-jar", "a.jar"}}},
		{"Tomcat", "CATALINA_OPTS", facts.Run{Heap: &facts.Heap{Command: "java", Variable: "CATALINA_OPTS"}, Command: []string{"catalina.sh", "run"}}},
		{"no JVM", "", facts.Run{Command: []string{"java"}}},
	} {
		if got := heapDelivery(plan.Unit{Run: plan.Run{Run: c.run}}); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTestStandsForQAOnlyWhereItIsNothingElse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		environments []plan.Environment
		known        []facts.Environment
		want         bool
	}{
		{[]plan.Environment{{Name: "dev"}, {Name: "qa"}, {Name: "prod"}}, nil, true},
		{[]plan.Environment{{Name: "test"}, {Name: "qa"}}, nil, false},
		{[]plan.Environment{{Name: "dev", Aliases: []string{"test"}}, {Name: "qa"}}, nil, false},
		{[]plan.Environment{{Name: "dev"}, {Name: "prod"}}, nil, false},
		{[]plan.Environment{{Name: "dev"}, {Name: "qa"}}, []facts.Environment{{Name: "test"}}, false},
	} {
		v := View(plan.Plan{Environments: c.environments}, plan.Unit{Facts: facts.Unit{Environments: c.known}})
		if got := slices.Contains(v.Aliases, "test=qa"); got != c.want {
			t.Errorf("%v: %v", c.environments, v.Aliases)
		}
	}
}

// A script holds the parts that its unit needs, and no more: one for nginx knows nothing of a JVM.
func TestParts(t *testing.T) {
	t.Parallel()
	heap := func(java string) plan.Run {
		return plan.Run{Run: facts.Run{Command: []string{"java"}, Heap: &facts.Heap{Command: "java"}}, Base: plan.Base{Provides: map[string]string{"java": java}}}
	}
	ready := plan.Probes{Ready: "/health", Port: "http"}
	port := []plan.Port{{Name: "http", Number: 8080}}
	for name, c := range map[string]struct {
		unit plan.Unit
		want string // names of parts
	}{
		"a site":                 {plan.Unit{Probes: ready, Ports: port}, ""},
		"a server without path":  {plan.Unit{Ports: port}, ""},
		"a worker":               {plan.Unit{}, "mark"},
		"a newer JVM":            {plan.Unit{Run: heap("21"), Probes: ready, Ports: port}, "supervise"},
		"an older JVM":           {plan.Unit{Run: heap("11.0.2"), Probes: ready, Ports: port}, "sized supervise"},
		"a JVM of Java 8":        {plan.Unit{Run: heap("1.8.0"), Probes: ready, Ports: port}, "sized clamp supervise"},
		"a JVM of any version":   {plan.Unit{Run: heap(""), Init: plan.Init{Reaper: []string{"tini", "--"}}, Probes: ready, Ports: port}, "old clamp"},
		"files":                  {plan.Unit{Init: plan.Init{Links: []plan.Link{{Target: "/app/x"}}}, Probes: ready, Ports: port}, "config"},
		"files edited in place":  {plan.Unit{Init: plan.Init{Links: []plan.Link{{Target: "/app/x", Copy: true}}}, Probes: ready, Ports: port}, "config copies"},
		"logs":                   {plan.Unit{Init: plan.Init{LogLink: "/app/logs"}, Logs: plan.Logs{To: plan.LogsHostPath}, Probes: ready, Ports: port}, "logs"},
		"logs without a volume":  {plan.Unit{Init: plan.Init{LogLink: "/app/logs"}, Logs: plan.Logs{To: plan.LogsStdout}, Probes: ready, Ports: port}, "local"},
		"a variable":             {plan.Unit{Init: plan.Init{Select: plan.Select{Variable: "X"}}, Probes: ready, Ports: port}, "selects"},
		"Docker's health check":  {plan.Unit{Image: plan.Image{Health: true}, Probes: ready, Ports: port}, "fetches asks"},
		"a hook before the stop": {plan.Unit{Workload: plan.Workload{StopHook: "true"}, Probes: ready, Ports: port}, "prestop"},
		"a route by setting":     {plan.Unit{Run: plan.Run{Run: facts.Run{Env: []facts.EnvVar{{Name: "WB_READY", Value: "http://127.0.0.1/x"}}}}, Probes: ready, Ports: port}, "watch fetches"},
		"open files by setting":  {plan.Unit{Run: plan.Run{Run: facts.Run{Env: []facts.EnvVar{{Name: "WB_NOFILE", Value: "9"}}}}, Probes: ready, Ports: port}, "limits"},
	} {
		v := View(plan.Plan{}, c.unit)
		var got []string
		for _, part := range []struct {
			name string
			in   bool
		}{
			{"selects", v.Selects},
			{"config", v.Config},
			{"copies", v.Copies},
			{"logs", v.Logs},
			{"local", v.LocalLogs},
			{"mark", v.Mark},
			{"watch", v.Watch},
			{"fetches", v.Fetches},
			{"asks", v.Asks},
			{"sized", v.Sized},
			{"old", v.OldJVM},
			{"limits", v.Limits},
			{"clamp", v.Clamp},
			{"supervise", v.Supervise},
			{"prestop", v.Prestop},
		} {
			if part.in {
				got = append(got, part.name)
			}
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: got %q, want %q", name, text, c.want)
		}
	}
}
