package maven

import (
	"bytes"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// Annotations by which code of a Spring application runs for as long as the program does, without anybody's request: by the clock
// (Spring Framework reference, "Task Execution and Scheduling"), or for each message (Spring Kafka, AMQP, JMS, Cloud Stream, Cloud AWS,
// Pulsar, RocketMQ). And those of code that answers requests.
var (
	waitingMarks = []string{
		"@EnableScheduling", "@Scheduled", "@KafkaListener", "@RabbitListener", "@JmsListener", "@StreamListener", "@EnableBinding", "@SqsListener", "@PulsarListener",
		"@RocketMQMessageListener",
	}
	requestMarks = []string{"@RestController", "@Controller", "@RequestMapping"}
)

// waits finds the code that keeps the program running, where no code of the module answers requests.
func (x *module) waits() (facts.Evidence, bool) {
	var at facts.Evidence
	for i, f := range x.sources() {
		if i >= maxSources {
			break
		}
		data, err := x.r.tree.Read(f)
		if err != nil || len(data) > maxSourceBytes {
			continue
		}
		line := 0
		for text := range bytes.Lines(data) {
			line++
			text = bytes.TrimLeft(text, " \t")
			if len(text) == 0 || text[0] != '@' {
				continue
			}
			mark := string(text[:1+wordLength(text[1:])])
			if slices.Contains(requestMarks, mark) {
				return facts.Evidence{}, false
			}
			if at.File == "" && slices.Contains(waitingMarks, mark) {
				at = facts.Evidence{File: f, Line: line, Rule: mark}
			}
		}
	}
	return at, at.File != ""
}

// wordLength is the length of the letters that a text begins with.
func wordLength(text []byte) int {
	n := 0
	for n < len(text) && (text[n]|0x20 >= 'a' && text[n]|0x20 <= 'z') {
		n++
	}
	return n
}
