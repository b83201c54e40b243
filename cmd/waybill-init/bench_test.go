package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkStart measures a repeated start with configuration, logs, limits and heap flags; WAYBILL_RUN_JAVA names a copy of
// fabric8's run-java.sh, which is then measured in the same shells to compare. Both start /bin/true.
func BenchmarkStart(b *testing.B) {
	script := b.TempDir() + "/init.sh"
	if err := os.WriteFile(script, renderScript(b), 0o755); err != nil {
		b.Fatal(err)
	}
	twin := b.TempDir() + "/waybill-init"
	build := exec.CommandContext(b.Context(), "go", "build", "-o", twin, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	other := os.Getenv("WAYBILL_RUN_JAVA")
	for _, shell := range []string{"dash", "busybox ash", "bash"} {
		words := strings.Fields(shell)
		if _, err := exec.LookPath(words[0]); err != nil {
			continue
		}
		b.Run("init/"+words[len(words)-1], func(b *testing.B) { measure(b, form{argv: append(slices.Clone(words), script)}, "start", "true") })
		if other != "" {
			b.Run("run-java/"+words[len(words)-1], func(b *testing.B) { measure(b, form{argv: append(slices.Clone(words), other)}) })
		}
	}
	b.Run("init/binary", func(b *testing.B) { measure(b, form{argv: []string{twin}}, "start", "true") })
}

func measure(b *testing.B, f form, words ...string) {
	b.Helper()
	x := newBox(b, f)
	x.mkdir("java/bin")
	x.symlink("/bin/true", "java/bin/java")
	x.write("java/release", "JAVA_VERSION=\"17.0.9\"\n")
	x.write("app.jar", "")
	env := map[string]string{
		"WB_CONFIG_LINK": "{box}/app/config", "WB_LOG_LINK": "{box}/app/log", "WB_JVM": "CATALINA_OPTS",
		"JAVA_HOME": "{box}/java", "PATH": "{box}/java/bin:" + os.Getenv("PATH"), "JAVA_APP_DIR": "{box}", "JAVA_MAIN_CLASS": "Main", // the last two are run-java's
	}
	var times []time.Duration
	for b.Loop() {
		began := time.Now()
		if got := x.run(env, words...); got.code != 0 {
			b.Fatalf("%d: %s%s", got.code, got.out, got.errors)
		}
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "median-ms")
	b.ReportMetric(float64(times[0].Microseconds())/1000, "best-ms")
}
