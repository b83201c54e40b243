package code

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Entry is what a source file says of starting the program.
type Entry struct {
	File            string
	Class           string // full name of the class that is started, as the JVM knows it
	Main            bool   // holds a main method
	Boot            bool   // holds the annotated application of Spring Boot or Quarkus
	Line            int    // of the main method
	ConfigName      string // spring.config.name as the code sets it, "" for application
	PropertySources []string
	Defaults        []Property // of Spring Boot's configuration, weaker than any file
	Fixed           []Property // system properties and arguments that the program gives itself: no file or variable wins over them
	Elsewhere       int        // the line where code takes default properties from what is not read here, 0 without one
	Profiles        []string   // active beside those that the configuration names
}

// Entry reads what a source says of starting the program. Only files that mention an entry point are parsed.
func (p *Program) Entry(file string) Entry {
	e := Entry{File: file, Class: strings.TrimSuffix(path.Base(file), path.Ext(file))}
	data := p.Text(file)
	if !bytes.Contains(data, []byte("main")) && !bytes.Contains(data, []byte("Application")) && !bytes.Contains(data, []byte("@QuarkusMain")) {
		return e
	}
	f := p.File(file)
	if f.Kotlin {
		e.Class += "Kt" // functions beside the classes of X.kt are compiled to XKt
	}
	f.mainMethod(&e)
	if f.Package != "" {
		e.Class = f.Package + "." + e.Class
	}
	if e.Boot = f.application(e.Main, bytes.Contains(data, []byte("SpringApplication"))); e.Boot {
		e.configuration(f)
		p.application(&e, f)
	}
	return e
}

// mainMethod finds the method that the JVM calls: static in a class, or a function beside all classes (JLS 12.1.4; JEP 512).
func (f *File) mainMethod(e *Entry) {
	for _, m := range f.functions {
		if m.name == "main" && len(m.params) <= 1 {
			e.Main, e.Line = true, m.line
			return
		}
	}
	for _, c := range f.Classes {
		for _, m := range c.methods {
			static := named(m.annotations, "JvmStatic")
			if m.name != "main" || len(m.params) > 1 || !m.static && !static {
				continue
			}
			e.Main, e.Line = true, m.line
			for c.outer != nil {
				c = c.outer
			}
			e.Class = c.Name
			return
		}
	}
}

// application says whether a class of the file is the application of its framework (Spring Boot reference, "Using the
// @SpringBootApplication Annotation"; Quarkus guide "Writing command mode applications").
func (f *File) application(main, starts bool) bool {
	for _, c := range f.Classes {
		boot := named(c.Annotations, "SpringBootApplication")
		auto := named(c.Annotations, "EnableAutoConfiguration")
		quarkus := named(c.Annotations, "QuarkusMain")
		if quarkus || (boot || auto && starts) && (main || slices.Contains(c.supers, "SpringBootServletInitializer")) {
			return true
		}
	}
	return false
}

var (
	configName    = regexp.MustCompile(`spring\.config\.name[=: ]+([\w-]+)`)
	classPathFile = regexp.MustCompile(`classpath:/?([\w./-]+\.(?:properties|ya?ml))`)
)

// configuration reads which files an application adds to its configuration in code (Spring Boot reference, "Externalized Configuration").
func (e *Entry) configuration(f *File) {
	for _, call := range f.calls {
		for i, a := range call.args {
			if a.op != opText {
				continue
			}
			if m := configName.FindStringSubmatch(a.text); m != nil {
				e.ConfigName = m[1]
			}
			if a.text == "spring.config.name" && i+1 < len(call.args) && call.args[i+1].op == opText {
				e.ConfigName = call.args[i+1].text
			}
		}
	}
	for _, c := range f.Classes {
		for _, a := range c.Annotations {
			if a.Name != "PropertySource" {
				continue
			}
			for _, t := range a.Texts {
				if m := classPathFile.FindStringSubmatch(t); m != nil {
					e.PropertySources = append(e.PropertySources, m[1])
				}
			}
		}
	}
}

// Annotations returns the annotations of these names in a source, in the order of the text. The names are without "@".
func (p *Program) Annotations(file string, names ...string) []Annotation {
	marks := make([]string, len(names))
	for i, n := range names {
		marks[i] = "@" + n
	}
	if !p.mentions(file, marks...) {
		return nil
	}
	var list []Annotation
	for _, a := range p.File(file).notes {
		if slices.Contains(names, a.Name) {
			list = append(list, a)
		}
	}
	return list
}

// Texts are the texts that the calls of a name in a source give as arguments.
func (p *Program) Texts(file, name string) []string {
	if !p.mentions(file, name+"(") {
		return nil
	}
	var list []string
	for _, call := range p.File(file).calls {
		if call.text == name {
			list = append(list, p.ask([]string{file}).texts(call.args)...)
		}
	}
	return list
}

// Imports says whether a source imports a package or what is below it.
func (p *Program) Imports(file, pkg string) bool {
	if !p.mentions(file, pkg) {
		return false
	}
	return slices.ContainsFunc(p.File(file).imports, func(im imported) bool { return im.name == pkg || strings.HasPrefix(im.name, pkg+".") })
}
