package node

import (
	"slices"

	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/launch"
)

// waiting packages hold a connection or a timer open, so that a program which uses one goes on without a port.
// A row names what the program waits for and where the packages say so.
var waiting = []struct {
	what, source string
	packages     []string
}{
	{"messages of a chat", "https://discord.com/developers/docs/events/gateway, https://core.telegram.org/bots/api#getting-updates", []string{
		"discord.js", "eris", "oceanic.js", "telegraf", "node-telegram-bot-api", "grammy", "@slack/bolt", "whatsapp-web.js", "tmi.js",
	}},
	{"jobs of a queue", "https://docs.bullmq.io/guide/workers, https://docs.temporal.io/workers", []string{
		"bull", "bullmq", "bee-queue", "agenda", "graphile-worker", "pg-boss", "@temporalio/worker", "sqs-consumer", "@aws-sdk/client-sqs",
	}},
	{"messages of a broker", "https://kafka.js.org/docs/consuming, https://amqp-node.github.io/amqplib/channel_api.html#channel_consume", []string{
		"kafkajs", "node-rdkafka", "amqplib", "rhea", "stompit", "nats", "mqtt", "faye", "@google-cloud/pubsub", "@azure/service-bus",
	}},
	{"the time", "https://github.com/node-cron/node-cron, https://github.com/node-schedule/node-schedule", []string{"node-cron", "cron", "node-schedule"}},
	{"changes of files", "https://github.com/paulmillr/chokidar", []string{"chokidar"}},
}

// handlers are methods that are given a function for what comes in later: of brokers, queues and schedules.
var handlers = []string{"consume", "subscribe", "schedule", "addMessageListener"}

// keeps are packages whose open connection keeps a program alive; servers have them as often as workers
// (https://redis.io/docs/latest/develop/pubsub).
var keeps = []string{"redis", "ioredis"}

// stays says whether a program that does not listen goes on all the same.
func stays(u *launch.Unit) bool { return u.M.Uses(keeps...) || waits(u) || hasTimer(u) }

// waits says whether a program uses a package that waits for something else than requests.
func waits(u *launch.Unit) bool {
	for _, w := range waiting {
		if u.M.Uses(w.packages...) {
			return true
		}
	}
	return u.Known.Name == "nest" // its microservices wait for messages, and a context for what its modules start
}

// hasTimer says whether the program's own code sets a timer, or hands a function over for what comes in later.
func hasTimer(u *launch.Unit) bool {
	return slices.ContainsFunc(u.Modules, func(m *javascript.Module) bool {
		found := false
		javascript.Walk(m.Root, func(n *javascript.Node) bool {
			if n.Kind == javascript.Call && n.Method() == "setInterval" && n.Kid(0).Kind == javascript.Name {
				found = true // https://nodejs.org/api/timers.html: an active timer keeps the process alive
			}
			if n.Kind == javascript.Call && slices.Contains(handlers, n.Method()) && slices.ContainsFunc(n.Args(), func(a *javascript.Node) bool { return a.Kind == javascript.Function }) {
				found = true
			}
			return !found
		})
		return found
	})
}
