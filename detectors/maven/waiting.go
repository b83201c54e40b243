package maven

import (
	"path"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// Annotations by which code of a Spring application runs for as long as the program does, without anybody's request: by the clock
// (Spring Framework reference, "Task Execution and Scheduling"), or for each message (Spring Kafka, AMQP, JMS, Cloud Stream, Cloud AWS,
// Pulsar, RocketMQ). And those of code that answers requests.
var (
	waitingMarks = []string{
		"EnableScheduling", "Scheduled", "KafkaListener", "RabbitListener", "JmsListener", "StreamListener", "EnableBinding", "SqsListener", "PulsarListener",
		"RocketMQMessageListener",
	}
	requestMarks = []string{"RestController", "Controller", "RequestMapping"}
)

// waits finds the code that keeps the program running, where no code of the module answers requests.
func waits(x *module.Module) (facts.Evidence, bool) {
	var at facts.Evidence
	for i, f := range x.Sources() {
		if i >= code.MaxFiles {
			break
		}
		for _, a := range x.Repo.Code.Annotations(f, slices.Concat(waitingMarks, requestMarks)...) {
			if slices.Contains(requestMarks, a.Name) {
				return facts.Evidence{}, false
			}
			if at.File == "" {
				at = facts.Evidence{File: f, Line: a.Line, Rule: "@" + a.Name}
			}
		}
	}
	return at, at.File != ""
}

// answers says whether code of the module, or of one that it needs, answers requests.
func answers(x *module.Module) bool {
	n := 0
	for _, dir := range append([]string{x.POM.Dir}, dirsOf(x.Needed)...) {
		for _, f := range x.Repo.Tree.Under(path.Join(dir, "src/main")) {
			if !code.IsSource(f) {
				continue
			}
			if n++; n > code.MaxFiles || len(x.Repo.Code.Annotations(f, requestMarks...)) > 0 {
				return true // so many files are not all read
			}
		}
	}
	return false
}

// runsOnce finds the code that does its work at the start: a runner, or an exit with the code of the application (Spring Boot reference,
// "Using the ApplicationRunner or CommandLineRunner", "Application Exit"). Where nothing waits, the program ends after it.
func runsOnce(x *module.Module) (facts.Evidence, bool) {
	for i, f := range x.Sources() {
		if i >= code.MaxFiles {
			break
		}
		if at, ok := x.Repo.Code.RunsOnce(f); ok {
			return at, true
		}
	}
	return facts.Evidence{}, false
}
