package node

import (
	"context"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// workerFolders are named after programs that run on in the background.
var workerFolders = []string{"worker", "workers", "consumer", "consumers", "scheduler", "queue-worker"}

func units(p *codebase, ctx context.Context) ([]*unit, error) {
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
			u := judge(p, m)
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
	return deployed(p, all), nil
}

// judge decides what a package is; nil when it is nothing of its own.
func judge(p *codebase, m *manifest) *unit {
	u := &unit{m: m}
	u.known, u.framework = frameworkOf(m)
	s, isSite := siteOf(p, m)
	isSite = isSite && !desktop(p, m)
	l := startOf(p, m)
	if p.nx[m] != nil {
		u.known, u.framework = frameworkOf(m) // now that its imports are known
	}
	switch {
	case l.class == runsFile && isServer(p, u, &l, isSite):
		return server(p, u, l)
	case l.class == runsTool && l.m != m:
		return judgeOther(p, l)
	case serves(p, u, l):
		return frameworkServer(p, u, l)
	case isSite && s.foreign:
		return nil
	case isSite:
		return static(p, u, s)
	case l.class == runsFile && l.m != m:
		return judgeOther(p, l)
	case l.class == runsTool:
		return server(p, u, l)
	case l.class == runsFile:
		return program(p, u, l)
	}
	if m.dir == "." && len(p.members(m)) == 0 && (m.root.get("main") != nil || m.root.get("exports") != nil || m.root.get("bin") != nil || m.root.get("module") != nil) {
		u.kind = facts.Text{Value: facts.Library, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: m.file, Rule: "no start script, no file that can be started"}}}
		return u
	}
	return nil
}

// desktop says whether what the package builds is the inside of a desktop application: its code calls Tauri, whose project lies beside it
// (tauri.app, "Project Structure").
func desktop(p *codebase, m *manifest) bool {
	_, field := m.dependency("@tauri-apps/api")
	return field == "dependencies" && p.tree.HasDir(m.join("src-tauri"))
}

// judgeOther is a package started from the workspace's root.
func judgeOther(p *codebase, l launch) *unit {
	u := &unit{m: l.m}
	u.known, u.framework = frameworkOf(l.m)
	if l.class == runsTool || isServer(p, u, &l, false) {
		return server(p, u, l)
	}
	return program(p, u, l)
}

// isServer says whether what a package starts answers requests. A page framework with its own entry file does;
// else the code has to listen.
func isServer(p *codebase, u *unit, l *launch, isSite bool) bool {
	if l.m != u.m {
		u.m = l.m
		u.known, u.framework = frameworkOf(l.m)
	}
	if l.source == "" {
		return u.known.name != "" && !isSite || metaFrameworks[u.known.name]
	}
	u.modules = p.reach(l.source)
	u.listeners = listeners(p, u.modules, u.m)
	if l.bin && len(u.listeners) == 0 || (l.bin || l.script == "") && libraryOnly(p, u.m, *l) {
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
func libraryOnly(p *codebase, m *manifest, l launch) bool {
	if l.bin {
		return false
	}
	return p.dependents(m) || givesOnly(p, l.source) && m.published()
}

// serves says whether the package's framework makes a server although no script starts one for production.
func serves(p *codebase, u *unit, l launch) bool {
	m := u.m
	if l.class == runsFile {
		return false
	}
	switch u.known.name {
	case "next":
		script := buildScript(p.project, m)
		mode := ""
		for _, pr := range append(follow(p.project, m, script), process{m: m}) {
			if got, _ := nextOutput(p, m, pr); got != "" {
				mode = got
				break
			}
		}
		return mode != "export" && isNextApp(p, m)
	case "nuxt":
		return !nuxtStatic(p, m)
	case "sveltekit":
		adapter, _ := svelteAdapter(p, m)
		return adapter != "static"
	case "astro":
		ok, _ := astroServes(p, m)
		return ok
	case "remix", "react-router", "solid-start", "tanstack-start":
		return m.uses("@remix-run/serve", "@react-router/serve", "@solidjs/start", "@tanstack/react-start", "@tanstack/start")
	case "nest", "strapi":
		return l.class != runsTool || u.known.name == "nest"
	}
	return false
}

func frameworkServer(p *codebase, u *unit, l launch) *unit {
	own, ok := frameworkStart(p, u.m, u.known)
	if l.class == runsTool && (u.known.name != "nest" || !ok) {
		return server(p, u, l)
	}
	if !ok {
		return nil
	}
	if l.class == runsTool {
		own.evidence = append(own.evidence, l.evidence...)
	}
	return server(p, u, own)
}

func server(p *codebase, u *unit, l launch) *unit {
	u.launch = l
	u.m = l.m
	if u.modules == nil && l.source != "" {
		u.modules = p.reach(l.source)
		u.listeners = listeners(p, u.modules, u.m)
	}
	u.kind = facts.Text{Value: facts.Server, Confidence: facts.Likely, Evidence: l.evidence}
	if len(u.listeners) > 0 {
		u.kind.Confidence = facts.Certain
		u.kind.Evidence = []facts.Evidence{u.listeners[0].evidence}
	}
	u.warnings = append(u.warnings, l.warnings...)
	return u
}

func static(p *codebase, u *unit, s site) *unit {
	if p.dependents(u.m) && !u.m.private() {
		return nil // another package serves the files
	}
	u.site = s
	u.framework = facts.Text{Value: s.framework, Confidence: facts.Certain, Evidence: []facts.Evidence{s.evidence}}
	u.kind = facts.Text{Value: facts.StaticSite, Confidence: facts.Likely, Evidence: []facts.Evidence{s.evidence}}
	return u
}

// program is a package that starts something and does not listen: a worker, a command, or a library.
func program(p *codebase, u *unit, l launch) *unit {
	u.m = l.m
	kind, rule := facts.Worker, "starts and listens on nothing"
	stem := func(file string) string { return strings.TrimSuffix(path.Clean(file), path.Ext(file)) } // bin/x.js is compiled from bin/x.ts
	isBin := slices.ContainsFunc(u.m.bins(), func(b string) bool { return stem(b) == stem(l.file) })
	switch {
	case l.bin || isBin:
		kind, rule = facts.CLI, "bin and no listener"
	case l.script == "" && (libraryOnly(p, u.m, l) || givesOnly(p, l.source)):
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
func deployed(p *codebase, all []*unit) []*unit {
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

// waiting packages keep a program alive without a port.
var waiting = []string{
	"discord.js", "telegraf", "node-telegram-bot-api", "grammy", "@slack/bolt", "whatsapp-web.js", "tmi.js", "eris", "oceanic.js", "bull", "bullmq", "bee-queue", "agenda", "kafkajs", "node-rdkafka", "amqplib", "rhea", "nats", "sqs-consumer",
	"@aws-sdk/client-sqs", "@google-cloud/pubsub", "@azure/service-bus", "node-cron", "cron", "node-schedule", "mqtt", "graphile-worker", "pg-boss", "@temporalio/worker", "zeebe-node", "camunda-external-task-client-js", "stompit", "redis", "ioredis", "chokidar", "faye", "matrix-bot-sdk", "mineflayer",
}

func stays(u *unit) bool { return u.m.uses(waiting...) }

// warnDrift tells of a lock file that `npm ci` would refuse.
func (u *unit) warnDrift(m *manifest, lock, name string, line int) {
	u.warnings = append(u.warnings, facts.Warning{
		File: m.file, Line: line, Unit: u.m.dir,
		Text: lock + " was made for another package.json (" + strconv.Quote(name) + " differs): npm install is used, since npm ci refuses; run npm install and commit the lock file",
	})
}
