package decide

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

func settingsOf(t *testing.T, text string) settings.Settings {
	t.Helper()
	s, err := settings.Load(settings.Layer{Name: settings.File, Data: []byte(text), Own: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSettingsThatCannotBeDone(t *testing.T) {
	t.Parallel()
	library := javaUnit()
	library.Kind, library.Image.Run.Command = word(facts.Library), nil
	for _, tc := range []struct {
		text       string
		unit       facts.Unit
		want, hint string
	}{
		{"defaults: {base: no-such-image}", javaUnit(), "base of orders is the image no-such-image, which the tree does not declare (waybill.yaml:1:12)", "waybill tree show"},
		{"units:\n  .:\n    base: java17", javaUnit(), "(waybill.yaml:3:5)", `did you mean "java-17"?`},
		{"units: {.: {buildBase: maven17}}", javaUnit(), "buildBase of orders is the image maven17", `did you mean "maven-17"?`},
		{"units: {.: {kind: server}}", library, "kind makes a server of the library orders, in which no program was found (waybill.yaml:1:13)", "set start as well"},
		{"units: {.: {workload: {replicas: 6}}}\nenvironments: {prod: {maxReplicas: 3}}", javaUnit(), "maxReplicas 3 of orders in prod is less than its 6 replicas (waybill.yaml:2:23)", "use the same number"},
		{"defaults: {runtimeVersion: '99'}", javaUnit(), "(waybill.yaml:1:12)", "change the requirement"},
		{"units: {.: {kind: server, workload: {schedule: '@daily'}}}", javaUnit(), "kind makes a server of orders, and a schedule a job: what runs by the clock ends by itself (waybill.yaml:1:13)", "write kind: job"},
		{"units: {.: {workload: {schedule: '@daily'}}}", library, "schedule makes a job of the library orders, in which no program was found (waybill.yaml:1:24)", "set start as well"},
		{"units: {.: {kind: job}}", javaUnit(), "the unit orders is a job without a schedule (waybill.yaml:1:13)", "workload.schedule"},
		{"units: {.: {workload: {after: [orders]}}}", javaUnit(), "the unit orders waits for orders, which is not deployed or waits for it (waybill.yaml:1:24)", "workload.after"},
		{"units: {.: {workload: {after: [], storage: [{path: data}], replicas: 2}}}", javaUnit(), "cannot share a claim that one node mounts (waybill.yaml:1:60)", "leave replicas out"},
		{"units: {.: {ports: [], workload: {release: {strategy: statefulset}}}}", javaUnit(), "has no port: a StatefulSet needs a headless Service (waybill.yaml:1:45)", "release.strategy"},
		{"environments: {auto: {}}", javaUnit(), `the environment "auto" cannot be deployed by a pipeline: the parameter DEPLOY_TO gives the word another meaning (waybill.yaml:1:16)`, "another name"},
	} {
		_, err := Make(Input{Report: facts.Report{Units: []facts.Unit{tc.unit}}, Settings: settingsOf(t, tc.text), Tree: tree(t, sampleTree)})
		if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(strings.Join(fault.HintOf(err), " "), tc.hint) || fault.KindOf(err) != fault.Usage {
			t.Errorf("%s: got %v, hints %q", tc.text, err, fault.HintOf(err))
		}
	}
}

func TestMovePorts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		known []facts.Port
		set   settings.Unit
		ports string // NAME:NUMBER
		env   string
		warns string
	}{
		"told by its variable":      {[]facts.Port{{Value: 8080, Name: "http", Env: "SERVER_PORT"}}, settings.Unit{Ports: []int{9090}}, "http:9090", "SERVER_PORT=9090", ""},
		"nothing moves it":          {[]facts.Port{{Value: 8080, Name: "http", Confidence: facts.Certain}}, settings.Unit{Ports: []int{9090}}, "http:9090", "", "9090 instead of 8080"},
		"told by start":             {[]facts.Port{{Value: 8080, Name: "http", Confidence: facts.Certain}}, settings.Unit{Ports: []int{9090}, Start: []string{"x"}}, "http:9090", "", ""},
		"a guess was wrong":         {[]facts.Port{{Value: 8080, Confidence: facts.Guess}}, settings.Unit{Ports: []int{9090}}, ":9090", "", ""},
		"nothing was found":         {nil, settings.Unit{Ports: []int{9090}}, ":9090", "", ""},
		"the same, in other order":  {[]facts.Port{{Value: 1, Name: "a", Env: "A"}, {Value: 2, Name: "b", Env: "B"}}, settings.Unit{Ports: []int{2, 1}}, "b:2 a:1", "", ""},
		"one stays, one is another": {[]facts.Port{{Value: 1, Name: "a", Env: "A"}, {Value: 2, Name: "b", Env: "B"}}, settings.Unit{Ports: []int{1, 3}}, "a:1 b:3", "B=3", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := facts.Unit{Name: "x", Ports: tc.known}
			warning := movePorts(&f, tc.set)
			var ports, env []string
			for _, p := range f.Ports {
				ports = append(ports, p.Name+":"+portList([]facts.Port{p}))
			}
			for _, e := range f.Image.Run.Env {
				env = append(env, e.Name+"="+e.Value)
			}
			if got := strings.Join(ports, " "); got != tc.ports || strings.Join(env, " ") != tc.env {
				t.Errorf("ports %s, env %v", got, env)
			}
			if (warning == "") != (tc.warns == "") || !strings.Contains(warning, tc.warns) {
				t.Errorf("warning %q", warning)
			}
		})
	}
}

// D7 and needs: what a nearer place says reaches the plan, also 0.
func TestSettingsReachThePlan(t *testing.T) {
	t.Parallel()
	s := settingsOf(t, "defaults: {skip: true, workload: {drainSeconds: 20, stopSeconds: 20}}\nunits: {.: {skip: false, needs: [mysql, postgresql], workload: {drainSeconds: 0, stopSeconds: 0, startSeconds: 5, replicas: 0}}}\njenkins: {label: big}")
	p, err := Make(Input{Report: facts.Report{Units: []facts.Unit{javaUnit()}}, Settings: s, Tree: tree(t, sampleTree)})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Units) != 1 {
		t.Fatalf("skip: false was lost: %+v", p.Skipped)
	}
	u := p.Units[0]
	if u.Workload.DrainSeconds != 0 || u.Probes.StopSeconds != 0 || u.Probes.StartupSeconds != 5 || u.Workload.Spots[0].Min != 0 {
		t.Errorf("0 was lost: %+v %+v", u.Workload, u.Probes)
	}
	opened := func(port int) bool {
		return slices.ContainsFunc(u.Workload.Egress, func(e plan.Egress) bool { return slices.Contains(e.Ports, port) })
	}
	if !opened(3306) || !opened(5432) {
		t.Errorf("needs open no port: %+v", u.Workload.Egress)
	}
	if !slices.ContainsFunc(p.Warnings, func(w facts.Warning) bool {
		return w.File == settings.File && w.Line == 3 && strings.HasPrefix(w.Text, "jenkins.label has no effect")
	}) {
		t.Errorf("nobody told that the label has no effect: %+v", p.Warnings)
	}
}

func TestNoPorts(t *testing.T) {
	t.Parallel()
	if len(javaUnit().Ports) == 0 {
		t.Fatal("the unit has ports to take away")
	}
	for text, want := range map[string]int{"units: {.: {ports: []}}": 0, "units: {.: {ports: null}}": 2, "units: {.: {ports: [1, 2, 3]}}": 3} {
		p, err := Make(Input{Report: facts.Report{Units: []facts.Unit{javaUnit()}}, Settings: settingsOf(t, text), Tree: tree(t, sampleTree)})
		if err != nil {
			t.Fatal(err)
		}
		u := p.Units[0]
		if len(u.Ports) != want || want == 0 && (len(u.Overrides) != 1 || u.Probes.Live != "") {
			t.Errorf("%s: got %+v %+v", text, u.Ports, u.Overrides)
		}
	}
}

func TestSettingsThatLeadNowhere(t *testing.T) {
	t.Parallel()
	worker := javaUnit()
	worker.Kind, worker.Ports = word(facts.Worker), nil
	for _, tc := range []struct {
		text  string
		unit  facts.Unit
		lines []int
		want  string
	}{
		{"units:\n  .:\n    kind: job\n    workload:\n      schedule: '@daily'\n      replicas: 3", javaUnit(), []int{6}, "replicas of orders has no effect: a job"},
		{"units:\n  .:\n    workload:\n      release: {strategy: statefulset}\n      maxReplicas: 9", javaUnit(), []int{5}, "maxReplicas of orders has no effect"},
		{"units:\n  .:\n    kind: job\n    health: /health\n    workload:\n      schedule: '@daily'\n      servicePort: 81\n      environments:\n        dev:\n          replicas: 2\n          host: a.example.com", javaUnit(), []int{4, 7, 10, 11}, "servicePort of orders has no effect: nobody reaches a job"},
		{"units:\n  .:\n    workload:\n      servicePort: 81\n      startSeconds: 9", worker, []int{4, 5}, "servicePort of orders has no effect: the unit has no port"},
		{"units:\n  .:\n    workload:\n      release: {strategy: statefulset, surge: 10}", javaUnit(), []int{4}, "surge of orders has no effect: the pods of a StatefulSet"},
		{"units:\n  .:\n    skip: true\n    kind: worker\n    ports: [81]", javaUnit(), []int{4, 5}, "ports of orders has no effect: skip leaves the unit out"},
		{"environments:\n  dev:\n    hosts:\n      orders: a.example.com", worker, []int{4}, "hosts.orders has no effect"},
		{"units:\n  orders:\n    health: /health", worker, []int{3}, "health of orders has no effect: the unit has no port"},
		{"units:\n  orders:\n    language: node", javaUnit(), []int{3}, "language of orders has no effect: a unit that is java"},
		{"units:\n  orders:\n    start: []\n    build: []", javaUnit(), []int{3, 4}, "an empty command starts nothing"},
		{"units:\n  .:\n    artifact: target/orders-boot.jar\n    main: cmd/other", goUnit("cmd/api"), []int{3}, "artifact of tool has no effect: the image copies other files"},
		{"units:\n  .:\n    artifact: target/orders-boot.jar\n    main: com.acme.Main", javaUnit(), []int{4}, "main of orders has no effect: no command"},
		{"units: {.: {main: com.acme.Main, start: [java, -cp, app.jar, com.acme.Main]}}", javaUnit(), nil, ""},
		{"units:\n  .:\n    metrics: /metrics", javaUnit(), []int{3}, "metrics of orders has no effect: kubernetes.monitoring.kind is none"},
		{"units: {.: {metrics: /metrics}}\nkubernetes: {monitoring: {kind: annotations}}", javaUnit(), nil, ""},
		{"kubernetes: {entrance: {kind: none}}\nenvironments:\n  prod:\n    domain: example.com", javaUnit(), []int{4}, "domain has no effect"},
		{"environments:\n  prod: {registry: r.example.com}", javaUnit(), []int{2}, "registry has no effect"},
		{"kubernetes:\n  shipping: {output: kafka}", javaUnit(), []int{2}, "shipping has no effect"},
		{"units: {.: {logs: {to: sidecar}, health: /health}}\nkubernetes: {shipping: {output: kafka}}", javaUnit(), nil, ""},
		{"defaults: {health: /health}", worker, nil, ""},
	} {
		p, err := Make(Input{Report: facts.Report{Units: []facts.Unit{tc.unit}}, Settings: settingsOf(t, tc.text), Tree: tree(t, sampleTree)})
		if err != nil {
			t.Errorf("%s: %v", tc.text, err)
			continue
		}
		var lines []int
		text := ""
		for _, w := range p.Warnings {
			if strings.Contains(w.Text, "has no effect") {
				lines, text = append(lines, w.Line), text+w.Text
			}
		}
		if !slices.Equal(lines, tc.lines) || !strings.Contains(text, tc.want) {
			t.Errorf("%s: lines %v, %q", tc.text, lines, text)
		}
	}
}

// TestScheduleMakesAJob: a schedule alone makes a job of what was found, and says so where that was a server.
func TestScheduleMakesAJob(t *testing.T) {
	t.Parallel()
	command := javaUnit()
	command.Kind, command.Ports = word(facts.CLI), nil
	for name, c := range map[string]struct {
		unit facts.Unit
		told bool
	}{"a server": {javaUnit(), true}, "a command": {command, false}} {
		p, err := Make(Input{Report: facts.Report{Units: []facts.Unit{c.unit}}, Settings: settingsOf(t, "units: {.: {workload: {schedule: '@daily'}}}\nenvironments: {dev: {domain: example.com}}"), Tree: tree(t, sampleTree)})
		if err != nil || len(p.Units) != 1 || p.Units[0].Kind != plan.Job || p.Units[0].Workload.Controller != plan.KindCronJob || p.Units[0].Workload.Spots[0].Host != "" {
			t.Errorf("%s: %v, %+v", name, err, p.Skipped)
			continue
		}
		if told := slices.ContainsFunc(p.Warnings, func(w facts.Warning) bool { return strings.Contains(w.Text, "does not end by itself") }); told != c.told {
			t.Errorf("%s: told %t", name, told)
		}
	}
}

// TestTwoEntries: one unit by two of its names is told, and both entries count.
func TestTwoEntries(t *testing.T) {
	t.Parallel()
	p, err := Make(Input{Report: facts.Report{Units: []facts.Unit{javaUnit()}}, Settings: settingsOf(t, "units:\n  .: {ports: [81], health: /a}\n  orders: {ports: [82]}"), Tree: tree(t, sampleTree)})
	if err != nil {
		t.Fatal(err)
	}
	if u := p.Units[0]; u.Ports[0].Number != 82 || u.Facts.Health.Value != "/a" {
		t.Errorf("got %+v", u.Ports)
	}
	if !slices.ContainsFunc(p.Warnings, func(w facts.Warning) bool { return w.Line == 3 && strings.Contains(w.Text, "by 2 names, . and orders") }) {
		t.Errorf("got %+v", p.Warnings)
	}
}

// TestSettledInBuild: a variable of pages that buildEnv sets is told no more.
func TestSettledInBuild(t *testing.T) {
	t.Parallel()
	list := []facts.Warning{{Unit: "web", Text: facts.PagesRead([]string{"VITE_A", "VITE_B"}), BuildEnv: "VITE_A,VITE_B"}, {Unit: "web", Text: "other"}}
	for name, c := range map[string]struct {
		path string
		set  map[string]string
		want []string
	}{
		"all":          {"web", map[string]string{"VITE_A": "1", "VITE_B": ""}, []string{"other"}},
		"one":          {"web", map[string]string{"VITE_A": "1"}, []string{facts.PagesRead([]string{"VITE_B"}), "other"}},
		"none":         {"web", nil, []string{list[0].Text, "other"}},
		"another unit": {"api", map[string]string{"VITE_A": "1", "VITE_B": "2"}, []string{list[0].Text, "other"}},
	} {
		var got []string
		for _, w := range settledInBuild(list, c.path, c.set) {
			got = append(got, w.Text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
