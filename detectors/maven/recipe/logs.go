package recipe

import (
	"maps"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// logDir is the folder of log files and where that is written: logging.file.path, logging.file.name, or a property of the logback or
// log4j2 configuration that file appenders use. It is "" when the program logs to standard output only.
func logDir(x *module.Module) (string, facts.Evidence) {
	for _, key := range []string{"logging.file.path", "logging.path"} {
		if v, ok := x.Config().Get(key); ok {
			if dir := logFolder(v.Text); dir != "" && len(v.Missing) == 0 {
				return dir, v.At
			}
		}
	}
	for _, key := range []string{"logging.file.name", "logging.file", "quarkus.log.file.path"} {
		if v, ok := x.Config().Get(key); ok && v.Text != "" {
			if key == "quarkus.log.file.path" && x.Setting("quarkus.log.file.enable", "false") != "true" {
				continue
			}
			if len(v.Missing) > 0 {
				return "", v.At // below ${user.home} or another place that only the JVM knows
			}
			return logFolder(path.Dir(v.Text)), v.At
		}
	}
	return appenderDir(x)
}

// logFolder accepts a plain absolute path or one relative to the working folder. What is below the user's home is below the one that
// the image has (see ownHome).
func logFolder(dir string) string {
	if dir = strings.TrimSpace(dir); dir == "~" || strings.HasPrefix(dir, "~/") {
		dir = path.Join(homeDir, dir[1:])
	}
	dir = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(dir), "./"), "/")
	if dir == "" || dir == "." || dir == "/" || strings.ContainsAny(dir, "$%{}:\\\"'` \n") || strings.HasPrefix(dir, "..") || strings.HasPrefix(dir, "~") {
		return ""
	}
	return path.Clean(dir)
}

// logFiles are the configurations of Logback and Log4j 2 that Spring Boot finds, in its order.
var logFiles = []string{"logback-spring.xml", "logback.xml", "log4j2-spring.xml", "log4j2.xml"}

// appenderDir reads the folder of a file appender that is in use from what logging.config names, logback-spring.xml, logback.xml or log4j2.xml.
func appenderDir(x *module.Module) (string, facts.Evidence) {
	names := logFiles
	if named, ok := strings.CutPrefix(x.Setting("logging.config", ""), "classpath:"); ok {
		names = []string{strings.TrimPrefix(named, "/")} // it takes the place of the others (Spring Boot reference, "Custom Log Configuration")
	}
	for _, dir := range x.ResourceDirs() {
		for _, name := range names {
			file := path.Join(dir, name)
			if !x.Repo.Tree.Has(file) {
				continue
			}
			data, err := x.Repo.Tree.Read(file)
			if err != nil {
				continue
			}
			root, err := model.ParseXML(data)
			if err != nil {
				continue
			}
			dir, line := appenderFolder(x, root)
			return dir, facts.Evidence{File: file, Line: line, Rule: "file appender"}
		}
	}
	return "", facts.Evidence{}
}

// appenderFolder is the folder of the first file that is written, and the line that names it.
func appenderFolder(x *module.Module, root *model.Element) (string, int) {
	properties := maps.Clone(module.SystemProperties)
	file, line := "", 0
	root.Walk(func(e *model.Element) {
		switch strings.ToLower(e.Name) {
		case "property", "springproperty":
			value := e.Attr("value") + e.Attr("defaultValue")
			if source := e.Attr("source"); source != "" {
				if v, ok := x.Config().Get(source); ok && len(v.Missing) == 0 {
					value = v.Text
				}
			}
			if value == "" {
				value = e.Text
			}
			properties[e.Attr("name")] = value
		case "file":
			if file == "" && len(e.Children) == 0 {
				file, line = e.Text, e.Line
			}
		case "rollingfile", "rollingrandomaccessfile", "randomaccessfile":
			if file == "" {
				file, line = e.Attr("fileName"), e.Line
			}
		}
	})
	if file == "" {
		return "", 0
	}
	return logFolder(path.Dir(expandLog(file, properties, 0))), line
}

// expandLog replaces ${name} and ${name:-default} by the properties of the logging configuration.
func expandLog(text string, properties map[string]string, depth int) string {
	for range 16 {
		start := strings.Index(text, "${")
		if start < 0 || depth > 8 {
			return text
		}
		end := module.Closing(text[start:])
		if end < 0 {
			return text
		}
		name, fallback, _ := strings.Cut(text[start+2:start+end], ":-")
		value, ok := properties[name]
		if !ok {
			value = fallback
		}
		if !ok && fallback == "" {
			return text
		}
		text = text[:start] + expandLog(value, properties, depth+1) + text[start+end+1:]
	}
	return text
}
