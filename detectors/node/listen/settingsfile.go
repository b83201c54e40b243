package listen

import (
	"path"
	"regexp"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// settingsFiles are the usual places of settings in JSON, in the order in which they count for production.
var settingsFiles = []string{
	"config/production.json", "config/config.json", "config/default.json", "config/index.json", "config/app.json", "config.json", "settings.json", "conf/config.json", "src/config.json", "src/config/config.json",
}

// elsewhere reads a port that no folding comes to: of a settings file, or of a library that looks for a free port.
func (s *search) elsewhere(module *javascript.Module, arg *javascript.Node) (javascript.Value, bool) {
	named := arg
	for range 5 { // const port = config.web.port
		if named == nil || named.Kind != javascript.Name {
			break
		}
		named = module.Declared(named)
	}
	if found, ok := s.inFile(named); ok {
		found.At.Rule = "settings file"
		return found, true
	}
	found, ok := s.freePort(module)
	found.At.Rule = "first port that is tried"
	return found, ok
}

// inFile follows config.web.port to the key web.port of a settings file in JSON that the program names: what a class or a
// library makes of such a file is not folded, but the keys are those of the file.
func (s *search) inFile(arg *javascript.Node) (javascript.Value, bool) {
	keys := memberKeys(arg)
	if len(keys) < 2 || !strings.Contains(strings.ToLower(keys[len(keys)-1]), "port") {
		return javascript.Value{}, false
	}
	for _, rel := range settingsFiles {
		file := s.m.Join(rel)
		if !s.p.Tree.Has(file) || !s.names(path.Base(rel)) {
			continue
		}
		data, err := s.p.Tree.Read(file)
		if err != nil {
			continue
		}
		root, err := manifest.Parse(data)
		if err != nil {
			continue
		}
		for from := range len(keys) { // the first names are those of the variables that hold the settings
			if v := ignoringCase(root, keys[from:]); v.Scalar() != "" {
				if found := javascript.Literal(v.Scalar(), facts.Evidence{File: file, Line: v.At()}); isPort(found) {
					return found, true
				}
			}
		}
	}
	return javascript.Value{}, false
}

func isPort(v javascript.Value) bool {
	_, ok := v.Port()
	return ok
}

// memberKeys is [config web port] of config.web.port, nil for an expression of another form.
func memberKeys(n *javascript.Node) []string {
	switch {
	case n == nil:
	case n.Kind == javascript.Name:
		return []string{n.Text}
	case n.Kind == javascript.This:
		return []string{"this"}
	case n.Kind == javascript.Member:
		if before := memberKeys(n.Kid(0)); before != nil {
			return append(before, n.Text)
		}
	}
	return nil
}

// names says whether the program names a file: a string of its modules ends with the file's name.
func (s *search) names(base string) bool {
	for _, module := range s.modules {
		for word := range module.Words() {
			if path.Base(word) == base {
				return true
			}
		}
	}
	return false
}

func ignoringCase(v *manifest.Value, keys []string) *manifest.Value {
	for _, key := range keys {
		var next *manifest.Value
		for _, name := range v.Names() {
			if strings.EqualFold(name, key) {
				next = v.Get(name)
				break
			}
		}
		if next == nil {
			return nil
		}
		v = next
	}
	return v
}

// settingsFolders hold settings that programs load by reading the folder, and not by an import.
var settingsFolders = []string{"config", "app/config", "src/config", "conf", "configs"}

// portPaths are where such a file has the port of the server.
var portPaths = [][]string{{"port"}, {"server", "port"}, {"app", "port"}, {"http", "port"}}

// inFolder finds the only port that the files of a folder of settings name. Nothing shows that the program reads it: a guess.
func (s *search) inFolder() (javascript.Value, bool) {
	var out javascript.Value
	for _, dir := range settingsFolders {
		for _, file := range s.p.Tree.In(s.m.Join(dir)) {
			if elsewhereNamed.MatchString(path.Base(file)) || path.Ext(file) == ".md" {
				continue
			}
			module := s.p.Load(file)
			if module == nil {
				continue
			}
			for _, keys := range portPaths {
				v := s.program.Lookup(module, keys)
				if !isPort(v) {
					continue
				}
				if isPort(out) && out.Text != v.Text {
					return javascript.Value{}, false
				}
				out = v
			}
		}
	}
	return out, isPort(out)
}

// elsewhereNamed are files of other environments, and of what the program connects to.
var elsewhereNamed = regexp.MustCompile(`(?i)dev|test|local|stag|example|sample|redis|database|db\b|mysql|mongo|mail|secure|secret|queue|cache`)

// freePort reads where a search for a free port begins: portfinder.basePort = 8080, or getPort({port: 8080}) of portfinder and get-port
// (https://github.com/http-party/node-portfinder#usage, https://github.com/sindresorhus/get-port#usage).
func (s *search) freePort(module *javascript.Module) (javascript.Value, bool) {
	var out javascript.Value
	javascript.Walk(module.Root, func(n *javascript.Node) bool {
		if isPort(out) {
			return false
		}
		switch {
		case n.Kind == javascript.Assign && n.Kid(0) != nil && n.Kid(0).Kind == javascript.Member && n.Kid(0).Text == "basePort":
			if s.program.Eval(module, n.Kid(0).Kid(0)).IsPackage("portfinder") {
				out = s.program.Eval(module, n.Kid(1))
			}
		case n.Kind == javascript.Call && len(n.Args()) > 0:
			if s.program.Eval(module, n.Kid(0)).IsPackage("portfinder", "get-port") {
				out = s.program.Eval(module, n.Args()[0].Prop("port"))
			}
		}
		return true
	})
	return out, isPort(out)
}
