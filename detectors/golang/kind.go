package golang

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// kind says whether a program serves, works in the background or ends by itself.
func (p *app) kind(listeners []listener) facts.Text {
	for _, l := range listeners {
		if l.off || ephemeral(l) || l.random && p.background() {
			continue
		}
		confidence := facts.Certain
		if len(l.words) > 0 || !l.fixed {
			confidence = facts.Likely
		}
		return facts.Text{Value: facts.Server, Confidence: confidence, Evidence: []facts.Evidence{l.at}}
	}
	if e := path.Base(p.main.dir); slices.Contains(oneShot, strings.ToLower(e)) {
		return facts.Text{Value: facts.CLI, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: p.mainFile().path, Rule: "folder of a program that ends: " + e}}}
	}
	if e := strings.ToLower(path.Base(p.main.dir)); strings.HasSuffix(e, "cli") || strings.HasSuffix(e, "ctl") || e == "client" {
		return facts.Text{Value: facts.CLI, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: p.mainFile().path, Rule: "folder of a command line: " + e}}}
	}
	if p.background() && len(listeners) > 0 {
		return facts.Text{Value: facts.Worker, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: p.mainFile().path, Rule: "folder of background work"}}}
	}
	if f, line, rule := p.staysUp(); f != nil {
		return facts.Text{Value: facts.Worker, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: f.path, Line: line, Rule: rule}}}
	}
	return facts.Text{Value: facts.CLI, Confidence: facts.Likely, Evidence: []facts.Evidence{p.mainAt(p.mainFile())}}
}

// background holds for the folders that hold consumers and scheduled work by convention: "job" and "task" of the Kratos layout, and their like.
func (p *app) background() bool {
	return slices.ContainsFunc(strings.Split(p.main.dir, "/"), func(e string) bool {
		return slices.Contains([]string{"job", "jobs", "task", "tasks", "worker", "workers", "consumer", "cron"}, e)
	})
}

// oneShot are the names of programs that prepare something and end.
var oneShot = []string{"migrate", "migration", "migrations", "migrator", "migrater", "seed", "seeder", "seeds", "initdb", "bootstrap", "setup"}

// ephemeral holds for a port that the system chooses on the loopback interface: the callback of a login in a browser.
func ephemeral(l listener) bool {
	return l.loopback && (l.random || l.port == 0)
}

// stays are imports whose only use in a program is to keep running: schedulers, queues, bots.
var stays = []string{
	"github.com/robfig/cron", "github.com/go-co-op/gocron", "github.com/hibiken/asynq", "github.com/gocraft/work", "github.com/RichardKnop/machinery",
	"github.com/riverqueue/river", "github.com/bwmarrin/discordgo", "github.com/go-telegram-bot-api/telegram-bot-api", "gopkg.in/telebot.v3", "gopkg.in/tucnak/telebot.v2",
	"github.com/slack-go/slack/socketmode", "go.temporal.io/sdk/worker", "github.com/nsqio/go-nsq", "github.com/ThreeDotsLabs/watermill", "github.com/aws/aws-lambda-go/lambda",
	"sigs.k8s.io/controller-runtime", "github.com/zeromicro/go-queue", "github.com/zeromicro/go-zero/core/service",
}

// staysUp looks for what keeps a program running: it waits for a signal, or imports what works in the background.
func (p *app) staysUp() (*gofile, int, string) {
	for _, name := range []string{"Notify", "NotifyContext"} {
		for _, f := range p.with("signal." + name) {
			x := p.index(f)
			if x == nil {
				continue
			}
			for _, c := range x.calls[name] {
				if p.ways.route(c.around.node(f)).reached && waits(f) {
					return f, p.r.place(c.node, "").Line, "signal." + name
				}
			}
		}
	}
	for _, dep := range stays {
		if p.imports(dep) == nil {
			continue
		}
		if f := p.calls(dep); f != nil {
			return f, f.importLine(dep), "import of " + dep
		}
	}
	return nil, 0, ""
}

// calls returns the file in which main comes to something of a package, or of one below it. The tools of a repository import much that
// only its server calls.
func (p *app) calls(dep string) *gofile {
	for _, f := range p.files {
		var names []string
		for name, imported := range f.imports {
			if imported == dep || strings.HasPrefix(imported, dep+"/") {
				names = append(names, name)
			}
		}
		if len(names) == 0 {
			continue
		}
		x := p.index(f)
		if x == nil || slices.Contains(names, "_") || slices.Contains(names, ".") {
			return f
		}
		for _, uses := range x.uses {
			if slices.ContainsFunc(uses, func(u use) bool { return slices.Contains(names, u.of) && p.ways.route(u.around.node(f)).reached }) {
				return f
			}
		}
	}
	return nil
}

// waits says whether a file also repeats or waits: a command that only stops cleanly on Ctrl-C does not.
func waits(f *gofile) bool {
	return slices.ContainsFunc([]string{"time.NewTicker", "time.Tick", "time.After", "select {", "cron", "for {", "Subscribe", "Consume", "SIGTERM"}, f.has)
}

// portName names a port after what it serves.
func portName(l listener, before []facts.Port) string {
	name := l.protocol
	for n := 2; slices.ContainsFunc(before, func(o facts.Port) bool { return o.Name == name }); n++ {
		name = l.protocol + "-" + strconv.Itoa(n)
	}
	return name
}

// startWords are the words of the command line that start the server.
func startWords(listeners []listener) []string {
	for _, l := range listeners {
		if !l.off && !ephemeral(l) {
			return l.words
		}
	}
	return nil
}
