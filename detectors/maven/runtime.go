package maven

import (
	_ "embed" // for the test script
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

//go:embed test.sh
var testScript string

// paces are how slow frameworks are to start and to stop, in seconds: Spring Boot's graceful shutdown takes up to 30 s
// (spring.lifecycle.timeout-per-shutdown-phase), and a large application needs minutes to start on a small node; the others start
// in seconds there, with room for a cold node.
var paces = map[string]struct{ start, stop int }{
	"spring-boot": {180, 30}, "spring": {180, 30}, "spring-mvc": {180, 30}, "jakarta-ee": {180, 30}, "tomcat": {180, 30},
	"quarkus": {90, 20}, "micronaut": {90, 20}, "helidon": {90, 20}, "dropwizard": {90, 20}, "vertx": {90, 20},
	"": {120, 30},
}

// Runtime is what a program on the JVM asks of cluster and pipeline.
func Runtime(u facts.Unit) facts.Runtime {
	pace, ok := paces[u.Framework.Value]
	if !ok {
		pace = paces[""]
	}
	r := facts.Runtime{
		StartSeconds: pace.start, StopSeconds: pace.stop,
		Resources: facts.Resources{CPU: "500m", CPULimit: "2", Memory: "1Gi", EphemeralStorage: "2Gi"},
		// profiles and properties decide what is built; what switches tests off and the cache of the build image do not belong to a test
		Test: facts.Test{
			Script:  strings.TrimSpace(testScript),
			Builds:  true,
			Secrets: map[string]string{"maven-settings": `mvn() { command mvn --settings {file} "$@"; }`},
			Keep:    []string{"-P", "-D"},
			Drop:    []string{"-DskipTests", "-Dmaven.test.skip", "-Dmaven.repo.local"},
		},
	}
	if heap := u.Image.Run.Heap; heap != nil {
		const exit = "-XX:+ExitOnOutOfMemoryError" // a JVM that is out of memory is replaced and does not limp on
		r.Memory = []facts.MemoryVariable{{Name: "JAVA_TOOL_OPTIONS", Value: exit + " -XX:MaxRAMPercentage=" + heap.Percent, WithInit: exit}}
	}
	return r
}
