package maven

import (
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// logDir is the folder of log files and where that is written: logging.file.path, logging.file.name, or a property of the logback or
// log4j2 configuration that file appenders use. It is "" when the program logs to standard output only.
func (x *module) logDir() (string, facts.Evidence) {
	for _, key := range []string{"logging.file.path", "logging.path"} {
		if v, ok := x.config().get(key); ok {
			if dir := logFolder(v.text); dir != "" && len(v.missing) == 0 {
				return dir, v.at
			}
		}
	}
	for _, key := range []string{"logging.file.name", "logging.file", "quarkus.log.file.path"} {
		if v, ok := x.config().get(key); ok && v.text != "" {
			if key == "quarkus.log.file.path" && x.setting("quarkus.log.file.enable", "false") != "true" {
				continue
			}
			if len(v.missing) > 0 {
				return "", v.at // below ${user.home} or another place that only the JVM knows
			}
			return logFolder(path.Dir(v.text)), v.at
		}
	}
	return x.appenderDir()
}

// logFolder accepts a plain absolute path or one relative to the working folder.
func logFolder(dir string) string {
	dir = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(dir), "./"), "/")
	if dir == "" || dir == "." || dir == "/" || strings.ContainsAny(dir, "$%{}:\\\"'` \n") || strings.HasPrefix(dir, "..") || strings.HasPrefix(dir, "~") {
		return ""
	}
	return path.Clean(dir)
}

// appenderDir reads the folder of a file appender that is in use from logback-spring.xml, logback.xml or log4j2.xml.
func (x *module) appenderDir() (string, facts.Evidence) {
	for _, dir := range x.resourceDirs() {
		for _, name := range []string{"logback-spring.xml", "logback.xml", "log4j2-spring.xml", "log4j2.xml"} {
			file := path.Join(dir, name)
			if !x.r.tree.Has(file) {
				continue
			}
			data, err := x.r.tree.Read(file)
			if err != nil {
				continue
			}
			root, err := parseXML(data)
			if err != nil {
				continue
			}
			dir, line := x.appenderFolder(root)
			return dir, facts.Evidence{File: file, Line: line, Rule: "file appender"}
		}
	}
	return "", facts.Evidence{}
}

// appenderFolder is the folder of the first file that is written, and the line that names it.
func (x *module) appenderFolder(root *element) (string, int) {
	properties := map[string]string{}
	file, line := "", 0
	root.walk(func(e *element) {
		switch strings.ToLower(e.name) {
		case "property", "springproperty":
			value := e.attr("value") + e.attr("defaultValue")
			if source := e.attr("source"); source != "" {
				if v, ok := x.config().get(source); ok && len(v.missing) == 0 {
					value = v.text
				}
			}
			if value == "" {
				value = e.text
			}
			properties[e.attr("name")] = value
		case "file":
			if file == "" && len(e.children) == 0 {
				file, line = e.text, e.line
			}
		case "rollingfile", "rollingrandomaccessfile", "randomaccessfile":
			if file == "" {
				file, line = e.attr("fileName"), e.line
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
		end := closing(text[start:])
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
