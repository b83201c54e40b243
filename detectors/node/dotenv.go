package node

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/launch"
)

// dotenvLoaders are packages that put the variables of dotenv files into the environment of the program, with the first names that each
// looks for by itself in production.
var dotenvLoaders = []struct {
	pkg    string
	files  []string
	source string
}{
	{"dotenv", []string{".env"}, "https://github.com/motdotla/dotenv#path"},
	{"dotenv/config", []string{".env"}, "https://github.com/motdotla/dotenv#preload"},
	{"dotenv-safe", []string{".env"}, "https://github.com/rolodato/dotenv-safe#usage"},
	{"dotenv-expand/config", []string{".env"}, "https://github.com/motdotla/dotenv-expand#preload"},
	{"dotenv-extended", []string{".env", ".env.defaults"}, "https://github.com/keithmorris/node-dotenv-extended#usage"},
	{"dotenv-flow", []string{".env.production.local", ".env.production", ".env.local", ".env"}, "https://github.com/kerimdzhanov/dotenv-flow#files-under-version-control"},
	{"@nestjs/config", []string{".env"}, "https://docs.nestjs.com/techniques/configuration"},
	{"@midwayjs/core", nil, "https://midwayjs.org/docs/env_config"},
	{"@adonisjs/core/env", []string{".env"}, "https://docs.adonisjs.com/guides/getting-started/environment-variables"},
	{"nestjs-dotenv", []string{".env"}, "https://www.npmjs.com/package/nestjs-dotenv"},
}

// fromDotenv finds what a committed dotenv file that the program loads gives to a variable. A file that the program names counts before the
// ones that its loader looks for.
func fromDotenv(p *code.Base, u *launch.Unit, name string) (configfile.Value, string, bool) {
	for _, file := range dotenvFiles(p, u) {
		data, err := p.Tree.Read(file)
		if err != nil {
			continue
		}
		for _, v := range configfile.Dotenv(data) {
			if v.Key == name && v.Value != "" {
				return v, file, true
			}
		}
	}
	return configfile.Value{}, "", false
}

// dotenvFiles lists the dotenv files that a program loads in production, those that count first.
func dotenvFiles(p *code.Base, u *launch.Unit) []string {
	var out []string
	program := p.Program(p.Setting(u.M), u.Modules...)
	for _, module := range u.Modules {
		for _, i := range module.Imports {
			for _, l := range dotenvLoaders {
				if l.pkg != i.Spec {
					continue
				}
				named, given := namedDotenv(program, module)
				if !given {
					named = l.files
				}
				for _, f := range named {
					out = append(out, u.M.Join(f))
				}
			}
		}
	}
	for i, a := range u.Launch.Argv { // node --env-file=.env, node -r dotenv/config
		flag, file, joined := strings.Cut(a, "=")
		switch {
		case (flag == "--env-file" || flag == "--env-file-if-exists") && joined:
			out = append(out, u.M.Join(file))
		case a == "dotenv/config" && i > 0:
			out = append(out, u.M.Join(".env"))
		}
	}
	return slices.Compact(out)
}

// namedDotenv reads config({path: "conf/app.env"}) and ConfigModule.forRoot({envFilePath: […]}), with production for the mode.
func namedDotenv(program *javascript.Program, module *javascript.Module) (files []string, given bool) {
	javascript.Walk(module.Root, func(n *javascript.Node) bool {
		if n.Kind != javascript.Call || n.Method() != "config" && n.Method() != "forRoot" || len(n.Args()) == 0 {
			return true
		}
		options := n.Args()[0]
		if program.Eval(module, options.Prop("ignoreEnvFile")).Text == "true" {
			given = true
		}
		named := options.Prop("path")
		if named == nil {
			named = options.Prop("envFilePath")
		}
		if named == nil {
			return true
		}
		given = true
		list := []*javascript.Node{named}
		if named.Kind == javascript.Array {
			list = named.Kids
		}
		for _, one := range list {
			if file := dotenvPath(program, module, one); file != "" && !path.IsAbs(file) {
				files = append(files, file)
			}
		}
		return true
	})
	return files, given
}

// dotenvPath folds the path of a dotenv file: a text, `.env.${process.env.NODE_ENV}`, or path.resolve(process.cwd(), ".env").
func dotenvPath(program *javascript.Program, module *javascript.Module, n *javascript.Node) string {
	if v := program.Eval(module, n); v.Kind == javascript.Constant {
		return path.Clean(v.Text)
	}
	switch {
	case n == nil:
	case n.Kind == javascript.Template, n.Kind == javascript.Binary && n.Text == "+":
		var parts []string
		for _, k := range n.Kids {
			switch v := program.Eval(module, k); {
			case v.Kind == javascript.Constant:
				parts = append(parts, v.Text)
			case v.Variable == "NODE_ENV":
				parts = append(parts, "production")
			default:
				return ""
			}
		}
		return path.Clean(strings.Join(parts, ""))
	case n.Kind == javascript.Call && (n.Method() == "resolve" || n.Method() == "join"):
		words := []string{}
		dir := path.Dir(module.File)
		for i, a := range n.Args() {
			v := program.Eval(module, a)
			switch {
			case i == 0 && a.Kind == javascript.Name && a.Text == "__dirname":
				words = append(words, dir)
			case i == 0 && a.Kind == javascript.Call && a.Method() == "cwd":
			case v.Kind == javascript.Constant:
				words = append(words, v.Text)
			default:
				return ""
			}
		}
		return path.Join(words...)
	}
	return ""
}

// dotenvPort is the port that a committed dotenv file gives to a variable. The file of a person's own machine stays out of the image, so
// that the image sets the variable.
func dotenvPort(p *code.Base, u *launch.Unit, variable string) (value int, at facts.Evidence, ok bool) {
	v, file, ok := fromDotenv(p, u, variable)
	if !ok {
		return 0, facts.Evidence{}, false
	}
	n, isPort := javascript.Literal(strings.TrimSpace(v.Value), facts.Evidence{}).Port()
	return n, facts.Evidence{File: file, Line: v.Line, Rule: variable}, isPort
}
