package golang

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/golang/reach"
	"github.com/waybill-dev/waybill/detectors/value"
)

// kind says whether a program serves, works in the background or ends by itself.
func kind(p *program, listeners []listener) facts.Text {
	for _, l := range listeners {
		if l.off || l.background || ephemeral(l) || l.random && background(p) {
			continue
		}
		if l.measures && !exports(p) {
			return facts.Text{Value: facts.Worker, Confidence: facts.Likely, Evidence: []facts.Evidence{l.at}}
		}
		confidence := facts.Certain
		if len(l.words) > 0 || !l.fixed || namedAfterWork(p) {
			confidence = facts.Likely
		}
		if confidence = value.Weaker(confidence, l.doubt); len(l.asked) > 0 {
			confidence = value.Weaker(confidence, facts.Likely)
		}
		return facts.Text{Value: facts.Server, Confidence: confidence, Evidence: []facts.Evidence{l.at}}
	}
	if e := path.Base(p.Main.Dir); slices.Contains(oneShot, strings.ToLower(e)) {
		return facts.Text{Value: facts.CLI, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: mainFile(p).Path, Rule: "folder of a program that ends: " + e}}}
	}
	if e := strings.ToLower(path.Base(p.Main.Dir)); strings.HasSuffix(e, "cli") || strings.HasSuffix(e, "ctl") || e == "client" {
		return facts.Text{Value: facts.CLI, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: mainFile(p).Path, Rule: "folder of a command line: " + e}}}
	}
	if e := path.Base(p.Main.Dir); strings.HasPrefix(e, "kubectl-") { // kubernetes.io/docs/tasks/extend-kubectl/kubectl-plugins: "Naming a plugin"
		return facts.Text{Value: facts.CLI, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: mainFile(p).Path, Rule: "folder of a plugin of kubectl: " + e}}}
	}
	if background(p) && len(listeners) > 0 {
		return facts.Text{Value: facts.Worker, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: mainFile(p).Path, Rule: "folder of background work"}}}
	}
	if at, ok := endless(p); ok {
		return facts.Text{Value: facts.Worker, Confidence: facts.Likely, Evidence: []facts.Evidence{at}}
	}
	if f, line, rule := staysUp(p); f != nil {
		return facts.Text{Value: facts.Worker, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: f.Path, Line: line, Rule: rule}}}
	}
	return facts.Text{Value: facts.CLI, Confidence: facts.Likely, Evidence: []facts.Evidence{mainAt(mainFile(p))}}
}

// backgroundFolders hold consumers and scheduled work by convention.
var backgroundFolders = []struct{ name, source string }{
	{"job", "go-kratos.dev: an application's folders are interface, service, job, task and admin"},
	{"task", "go-kratos.dev, the same list"},
	{"jobs", "plural of the above"},
	{"tasks", "plural of the above"},
	{"worker", "the process type of twelve-factor applications (12factor.net/concurrency)"},
	{"workers", "plural of the above"},
	{"consumer", "the role of a program in messaging systems (kafka.apache.org/documentation, \"Consumers\")"},
	{"cron", "the Unix service for scheduled work (man 8 cron)"},
}

// background says whether a folder of background work is on the way to the program.
func background(p *program) bool {
	return slices.ContainsFunc(strings.Split(p.Main.Dir, "/"), func(e string) bool {
		return slices.ContainsFunc(backgroundFolders, func(b struct{ name, source string }) bool { return b.name == e })
	})
}

// namedAfterWork says whether a folder of the program is named after background work, as in cmd/mail-worker. Such a program often shares
// a package of constructors with a server of the repository, so a listener that its main reaches may never be started.
func namedAfterWork(p *program) bool {
	name := strings.ToLower(path.Base(p.Main.Dir))
	return background(p) || slices.ContainsFunc(backgroundFolders, func(b struct{ name, source string }) bool {
		return strings.HasSuffix(name, "-"+b.name) || strings.HasSuffix(name, "_"+b.name)
	})
}

// tellDoubtfulServer warns of a server whose folder says that the program works in the background, with the setting that settles the kind.
func tellDoubtfulServer(r *module.Repo, p *program, kind facts.Text) {
	if kind.Value != facts.Server || len(kind.Evidence) == 0 || !namedAfterWork(p) {
		return
	}
	r.Warn(kind.Evidence[0].File, kind.Evidence[0].Line, "the folder "+p.Main.Dir+" is named after background work, but its program seems to listen here: if it does not, set kind: worker, or kind: cli for a program that ends")
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
	controllerRuntime + "/pkg/manager", controllerRuntime + "/pkg/builder", "github.com/apache/apisix-go-plugin-runner/pkg/runner", "k8s.io/cloud-provider/app", "k8s.io/kubernetes/cmd/kube-scheduler/app", "k8s.io/client-go/tools/leaderelection", "github.com/zeromicro/go-queue", "github.com/zeromicro/go-zero/core/service", "github.com/tal-tech/go-zero/core/service",
}

// staysAlone are packages that keep a program running where those below them do not: a client of controller-runtime is no manager.
var staysAlone = []string{controllerRuntime}

// staysUp looks for what keeps a program running: it waits for a signal, or imports what works in the background. A command among others that
// waits beside its work only ends that work cleanly.
func staysUp(p *program) (*module.File, int, string) {
	for _, name := range []string{"Notify", "NotifyContext"} {
		for _, f := range p.With("signal." + name) {
			x := p.Index(f)
			for _, c := range x.Calls[name] {
				if stops(c.Node) && p.ways.Route(reach.NodeOf(c.Around, f)).Reached && waits(f) && (!c.Around.Aside || len(wordsTo(p, f, c)) == 0) {
					return f, p.Repo.Place(c.Node, "").Line, "signal." + name
				}
			}
		}
	}
	for i, dep := range slices.Concat(stays, staysAlone) {
		alone := i >= len(stays)
		if p.Imports(dep) == nil || alone && p.Deps[dep] == nil {
			continue
		}
		if f := callsInto(p, dep, alone); f != nil {
			return f, f.ImportLine(dep), "import of " + dep
		}
	}
	return nil, 0, ""
}

// stops says whether a call of signal.Notify or NotifyContext asks for a signal that ends programs: all of them where it names none (package
// os/signal). One that only asks for others, as SIGWINCH of a terminal, waits for no end.
func stops(c *ast.CallExpr) bool {
	return len(c.Args) < 2 || c.Ellipsis.IsValid() || slices.ContainsFunc(c.Args[1:], func(e ast.Expr) bool {
		name := fold.LastName(e)
		return !strings.HasPrefix(name, "SIG") || slices.Contains([]string{"SIGTERM", "SIGINT", "SIGQUIT", "SIGKILL"}, name)
	})
}

// endless looks in main for a loop without condition that nothing leaves: such a program never ends by itself (Go specification, "For
// statements" and "Terminating statements").
func endless(p *program) (facts.Evidence, bool) {
	f := mainFile(p)
	x := p.Index(f)
	body := x.Main()
	if body == nil {
		return facts.Evidence{}, false
	}
	for _, s := range body.List {
		switch loop := s.(type) {
		case *ast.ForStmt:
			if loop.Cond == nil && !leavesLoop(loop.Body) && !p.readsTerminal(f) {
				return p.Repo.Place(loop, "loop without end"), true
			}
		case *ast.SelectStmt:
			if len(loop.Body.List) == 0 {
				return p.Repo.Place(loop, "select without cases, which blocks for ever"), true
			}
		case *ast.ExprStmt:
			if receivesSignal(body, loop.X) {
				return p.Repo.Place(loop, "waits for a signal"), true
			}
		case *ast.RangeStmt:
			if call, ok := loop.X.(*ast.CallExpr); ok && fold.LastName(call.Fun) == "Tick" && !leavesLoop(loop.Body) {
				return p.Repo.Place(loop, "time.Tick never closes its channel"), true
			}
		}
	}
	return facts.Evidence{}, false
}

// receivesSignal says whether an expression waits for a channel that the same statements gave to signal.Notify: until somebody sends the
// signal, the program stays.
func receivesSignal(body *ast.BlockStmt, e ast.Expr) bool {
	receive, ok := e.(*ast.UnaryExpr)
	if !ok || receive.Op != token.ARROW {
		return false
	}
	for _, s := range body.List {
		statement, ok := s.(*ast.ExprStmt)
		if !ok {
			continue
		}
		call, ok := statement.X.(*ast.CallExpr)
		if ok && fold.LastName(call.Fun) == "Notify" && len(call.Args) > 0 && named(call.Args[0], fold.LastName(receive.X)) {
			return true
		}
	}
	return false
}

// leavesLoop says whether something in the body of a loop ends it: break, return, goto, or the end of the program. A program that ends
// because of an error (log.Fatal below err != nil) does not end by itself.
func leavesLoop(body *ast.BlockStmt) bool {
	leaves := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IfStmt:
			return !fails(n)
		case *ast.BranchStmt:
			leaves = leaves || n.Tok == token.BREAK || n.Tok == token.GOTO
		case *ast.ReturnStmt:
			leaves = true
		case *ast.CallExpr:
			leaves = leaves || endsProgram(n)
		}
		return !leaves
	})
	return leaves
}

// fails says whether an if statement only ends the program because of an error.
func fails(n *ast.IfStmt) bool {
	cond, ok := n.Cond.(*ast.BinaryExpr)
	if !ok || cond.Op != token.NEQ || !named(cond.Y, "nil") || n.Else != nil || len(n.Body.List) == 0 {
		return false
	}
	last, ok := n.Body.List[len(n.Body.List)-1].(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := last.X.(*ast.CallExpr)
	return ok && endsProgram(call)
}

// endsProgram says whether a call ends the program: os.Exit, log.Fatal and what is called like them, panic.
func endsProgram(call *ast.CallExpr) bool {
	name := fold.LastName(call.Fun)
	return name == "Exit" || strings.HasPrefix(name, "Fatal") || name == "panic"
}

// readsTerminal holds for a program that talks with a person: a loop that reads what is typed is no background work.
func (p *program) readsTerminal(f *module.File) bool { return f.Has("os.Stdin") || f.Has("fmt.Scan") }

// callsInto returns the file in which main comes to something of a package, or of one below it unless the package alone is meant. The tools of
// a repository import much that only its server calls.
func callsInto(p *program, dep string, alone bool) *module.File {
	for _, f := range p.Files {
		var names []string
		for name, imported := range f.Imports {
			if imported == dep || !alone && strings.HasPrefix(imported, dep+"/") {
				names = append(names, name)
			}
		}
		if len(names) == 0 {
			continue
		}
		x := p.Index(f)
		if x.Unread || slices.Contains(names, "_") || slices.Contains(names, ".") {
			return f
		}
		for _, uses := range x.Uses {
			if slices.ContainsFunc(uses, func(u fold.Use) bool {
				return slices.Contains(names, u.Of) && !u.Typed && p.ways.Route(reach.NodeOf(u.Around, f)).Reached
			}) {
				return f
			}
		}
	}
	return nil
}

// waits says whether a file also repeats or waits: a command that only stops cleanly on Ctrl-C does not.
func waits(f *module.File) bool {
	return slices.ContainsFunc([]string{"time.NewTicker", "time.Tick", "time.After", "select {", "cron", "for {", "Subscribe", "Consume", "SIGTERM"}, f.Has)
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
