package node

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
)

// unit is one package with what was decided about it.
type unit struct {
	m         *manifest
	kind      facts.Text
	framework facts.Text
	known     serverFramework
	launch    launch
	site      site
	modules   []*javascript.Module
	listeners []listener
	warnings  []facts.Warning
}

func (u *unit) warn(file string, line int, text string) {
	u.warnings = append(u.warnings, facts.Warning{File: file, Line: line, Unit: u.m.dir, Text: text})
}

// examples are the folders of packages that nobody deploys.
const examples = aside.Example | aside.Sample | aside.Test | aside.Tool

// workerFolders are named after programs that run on in the background.
var workerFolders = []string{"worker", "workers", "consumer", "consumers", "scheduler", "queue-worker"}

// documentationFrameworks build sites of documentation.
var documentationFrameworks = []string{"docusaurus", "vitepress", "vuepress"}

// documents says whether the unit is the documentation of the project, where the project is something else.
func (u *unit) documents() bool {
	return u.kind.Value == facts.StaticSite && (isDocumentation(u.m.dir) || slices.Contains(documentationFrameworks, u.framework.Value))
}

func (p *project) units(ctx context.Context) ([]*unit, error) {
	var all []*unit
	taken := map[*manifest]*unit{}
	for _, shown := range []bool{false, true} {
		for _, m := range p.manifests {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if p.isExample(m) != shown {
				continue
			}
			u := p.judge(m)
			if u == nil || taken[u.m] != nil {
				continue
			}
			taken[u.m] = u
			all = append(all, u)
		}
		if len(all) > 0 {
			break // examples count only in a repository of examples
		}
	}
	return p.deployed(all), nil
}

// isExample says whether a package lies in a folder of examples, or is content that another package copies out.
func (p *project) isExample(m *manifest) bool {
	if aside.Folder(m.dir, examples) != "" {
		return true
	}
	for dir := path.Dir(m.dir); m.dir != "."; dir = path.Dir(dir) {
		if outer := p.byDir[dir]; outer != nil && p.root[m] == nil && len(outer.bins()) > 0 && outer.published() {
			return true
		}
		if dir == "." {
			break
		}
	}
	return false
}

// judge decides what a package is; nil when it is nothing of its own.
func (p *project) judge(m *manifest) *unit {
	u := &unit{m: m}
	u.known, u.framework = frameworkOf(m)
	s, isSite := p.siteOf(m)
	isSite = isSite && !p.desktop(m)
	l := p.startOf(m)
	if p.nx[m] != nil {
		u.known, u.framework = frameworkOf(m) // now that its imports are known
	}
	switch {
	case l.class == runsFile && p.isServer(u, &l, isSite):
		return p.server(u, l)
	case l.class == runsTool && l.m != m:
		return p.judgeOther(l)
	case p.serves(u, l):
		return p.frameworkServer(u, l)
	case isSite && s.foreign:
		return nil
	case isSite:
		return p.static(u, s)
	case l.class == runsFile && l.m != m:
		return p.judgeOther(l)
	case l.class == runsTool:
		return p.server(u, l)
	case l.class == runsFile:
		return p.program(u, l)
	}
	if m.dir == "." && len(p.members(m)) == 0 && (m.root.get("main") != nil || m.root.get("exports") != nil || m.root.get("bin") != nil || m.root.get("module") != nil) {
		u.kind = facts.Text{Value: facts.Library, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: m.file, Rule: "no start script, no file that can be started"}}}
		return u
	}
	return nil
}

// desktop says whether what the package builds is the inside of a desktop application: its code calls Tauri, whose project lies beside it
// (tauri.app, "Project Structure").
func (p *project) desktop(m *manifest) bool {
	_, field := m.dependency("@tauri-apps/api")
	return field == "dependencies" && p.tree.HasDir(m.join("src-tauri"))
}

// judgeOther is a package started from the workspace's root.
func (p *project) judgeOther(l launch) *unit {
	u := &unit{m: l.m}
	u.known, u.framework = frameworkOf(l.m)
	if l.class == runsTool || p.isServer(u, &l, false) {
		return p.server(u, l)
	}
	return p.program(u, l)
}

// isServer says whether what a package starts answers requests. A page framework with its own entry file does;
// else the code has to listen.
func (p *project) isServer(u *unit, l *launch, isSite bool) bool {
	if l.m != u.m {
		u.m = l.m
		u.known, u.framework = frameworkOf(l.m)
	}
	if l.source == "" {
		return u.known.name != "" && !isSite || metaFrameworks[u.known.name]
	}
	u.modules = p.code.reach(l.source)
	u.listeners = p.listeners(u.modules, u.m)
	if l.bin && len(u.listeners) == 0 || (l.bin || l.script == "") && p.libraryOnly(u.m, *l) {
		return false
	}
	if len(u.listeners) > 0 {
		return true
	}
	// code that is loaded by name (plugins, a folder of routes) hides its listener: the framework tells
	runs := u.known.name != "" && !isSite && !slices.ContainsFunc(u.m.bins(), func(b string) bool { return path.Clean(b) == l.file })
	return runs && (l.script != "" || u.known.port > 0 && !l.convention)
}

// libraryOnly says whether a package without a start script is there for others to import.
func (p *project) libraryOnly(m *manifest, l launch) bool {
	if l.bin {
		return false
	}
	return p.dependents(m) || p.givesOnly(l.source) && m.published()
}

// serves says whether the package's framework makes a server although no script starts one for production.
func (p *project) serves(u *unit, l launch) bool {
	m := u.m
	if l.class == runsFile {
		return false
	}
	switch u.known.name {
	case "next":
		script := p.buildScript(m)
		mode := ""
		for _, pr := range append(p.follow(m, script), process{m: m}) {
			if got, _ := p.nextOutput(m, pr); got != "" {
				mode = got
				break
			}
		}
		return mode != "export" && p.isNextApp(m)
	case "nuxt":
		return !p.nuxtStatic(m)
	case "sveltekit":
		adapter, _ := p.svelteAdapter(m)
		return adapter != "static"
	case "astro":
		ok, _ := p.astroServes(m)
		return ok
	case "remix", "react-router", "solid-start", "tanstack-start":
		return m.uses("@remix-run/serve", "@react-router/serve", "@solidjs/start", "@tanstack/react-start", "@tanstack/start")
	case "nest", "strapi":
		return l.class != runsTool || u.known.name == "nest"
	}
	return false
}

func (p *project) frameworkServer(u *unit, l launch) *unit {
	own, ok := p.frameworkStart(u.m, u.known)
	if l.class == runsTool && (u.known.name != "nest" || !ok) {
		return p.server(u, l)
	}
	if !ok {
		return nil
	}
	if l.class == runsTool {
		own.evidence = append(own.evidence, l.evidence...)
	}
	return p.server(u, own)
}

func (p *project) server(u *unit, l launch) *unit {
	u.launch = l
	u.m = l.m
	if u.modules == nil && l.source != "" {
		u.modules = p.code.reach(l.source)
		u.listeners = p.listeners(u.modules, u.m)
	}
	u.kind = facts.Text{Value: facts.Server, Confidence: facts.Likely, Evidence: l.evidence}
	if len(u.listeners) > 0 {
		u.kind.Confidence = facts.Certain
		u.kind.Evidence = []facts.Evidence{u.listeners[0].evidence}
	}
	u.warnings = append(u.warnings, l.warnings...)
	return u
}

func (p *project) static(u *unit, s site) *unit {
	if p.dependents(u.m) && !u.m.private() {
		return nil // another package serves the files
	}
	u.site = s
	u.framework = facts.Text{Value: s.framework, Confidence: facts.Certain, Evidence: []facts.Evidence{s.evidence}}
	u.kind = facts.Text{Value: facts.StaticSite, Confidence: facts.Likely, Evidence: []facts.Evidence{s.evidence}}
	return u
}

// program is a package that starts something and does not listen: a worker, a command, or a library.
func (p *project) program(u *unit, l launch) *unit {
	u.m = l.m
	kind, rule := facts.Worker, "starts and listens on nothing"
	stem := func(file string) string { return strings.TrimSuffix(path.Clean(file), path.Ext(file)) } // bin/x.js is compiled from bin/x.ts
	isBin := slices.ContainsFunc(u.m.bins(), func(b string) bool { return stem(b) == stem(l.file) })
	switch {
	case l.bin || isBin:
		kind, rule = facts.CLI, "bin and no listener"
	case l.script == "" && (p.libraryOnly(u.m, l) || p.givesOnly(l.source)):
		kind, rule = facts.Library, "main only exports"
	case l.source == "" && l.script == "":
		return nil
	}
	if kind != facts.Worker && u.m.dir != "." {
		return nil
	}
	u.launch = l
	u.kind = facts.Text{Value: kind, Confidence: facts.Likely, Evidence: append(l.evidence, facts.Evidence{File: u.m.file, Rule: rule})}
	u.warnings = append(u.warnings, l.warnings...)
	return u
}

// deployed leaves out what a look at the whole repository tells: documentation beside an application,
// programs that end by themselves beside services.
func (p *project) deployed(all []*unit) []*unit {
	serving := 0
	for _, u := range all {
		if u.kind.Value == facts.Server || u.kind.Value == facts.StaticSite && !u.documents() {
			serving++
		}
	}
	var out []*unit
	for _, u := range all {
		switch {
		case serving > 0 && u.documents():
			p.warnings = append(p.warnings, facts.Warning{File: u.m.file, Text: "is the documentation of the project: nothing is generated for it"})
			continue
		case u.kind.Value == facts.Worker && u.m.dir != "." && u.launch.convention && serving > 0:
			continue // index.js beside services: nothing says that it is started
		case u.kind.Value == facts.Worker && len(p.manifests) > 1 && (u.m.dir != "." || serving > 0 && u.m.root.get("workspaces") != nil) && !stays(u) && !slices.Contains(workerFolders, path.Base(u.m.dir)):
			u.kind.Value = facts.CLI
			u.kind.Evidence = append(u.kind.Evidence, facts.Evidence{File: u.m.file, Rule: "beside other packages: a program that neither listens nor waits"})
		}
		out = append(out, u)
	}
	return out
}

func isDocumentation(dir string) bool {
	return aside.Folder(path.Base(dir), aside.Documentation|aside.Site) != ""
}

// waiting packages keep a program alive without a port.
var waiting = []string{
	"discord.js", "telegraf", "node-telegram-bot-api", "grammy", "@slack/bolt", "whatsapp-web.js", "tmi.js", "eris", "oceanic.js", "bull", "bullmq", "bee-queue", "agenda", "kafkajs", "node-rdkafka", "amqplib", "rhea", "nats", "sqs-consumer",
	"@aws-sdk/client-sqs", "@google-cloud/pubsub", "@azure/service-bus", "node-cron", "cron", "node-schedule", "mqtt", "graphile-worker", "pg-boss", "@temporalio/worker", "zeebe-node", "camunda-external-task-client-js", "stompit", "redis", "ioredis", "chokidar", "faye", "matrix-bot-sdk", "mineflayer",
}

func stays(u *unit) bool { return u.m.uses(waiting...) }
