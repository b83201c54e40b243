package maven

import (
	"bytes"
	"path"
	"regexp"
	"sort"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// javaFile is what one source file says that a build model cannot: entry points.
type javaFile struct {
	file string
	name string // class with its package
	main bool   // holds a main method
	boot bool   // annotated as the Spring Boot application
	line int    // of the main method

	configName      string   // spring.config.name as the code sets it, "" for application
	propertySources []string // files on the class path that @PropertySource adds
}

// Bounds on source reading: main classes stand in few, small files.
const (
	maxSources     = 600
	maxSourceBytes = 512 << 10
)

var (
	mainMethod = regexp.MustCompile(`\b(?:public\s+static|static\s+public)\s+(?:final\s+)?void\s+main\s*\(|\bfun\s+main\s*\(|^\s*void\s+main\s*\(`)
	packageOf  = regexp.MustCompile(`(?m)^\s*package\s+([\w.]+)`)
	quarkusApp = []byte("@QuarkusMain")

	configName     = regexp.MustCompile(`spring\.config\.name[=:"', ]+([\w-]+)`)
	propertySource = regexp.MustCompile(`@PropertySource\(([^)]*)\)`)
	classPathFile  = regexp.MustCompile(`classpath:/?([\w./-]+\.(?:properties|ya?ml))`)
)

// source reads one Java or Kotlin file for entry points, once.
func (r *reactor) source(file string) *javaFile {
	if j, ok := r.java[file]; ok {
		return j
	}
	j := &javaFile{file: file}
	r.java[file] = j
	data, err := r.tree.Read(file)
	if err != nil || len(data) > maxSourceBytes {
		return j
	}
	j.boot = bytes.Contains(data, []byte("@SpringBootApplication")) || bytes.Contains(data, []byte("@EnableAutoConfiguration")) && bytes.Contains(data, []byte("SpringApplication"))
	if bytes.Contains(data, []byte("main")) {
		if at := mainMethod.FindIndex(data); at != nil {
			j.main = true
			j.line = 1 + bytes.Count(data[:at[0]], []byte("\n"))
		}
	}
	j.boot = j.boot && (j.main || bytes.Contains(data, []byte("SpringBootServletInitializer"))) || bytes.Contains(data, quarkusApp)
	if j.boot {
		j.configuration(data)
	}
	base := strings.TrimSuffix(path.Base(file), path.Ext(file))
	if path.Ext(file) == ".kt" {
		base += "Kt" // top-level functions of X.kt are compiled to XKt
	}
	j.name = base
	if m := packageOf.FindSubmatch(data); m != nil {
		j.name = string(m[1]) + "." + base
	}
	return j
}

// configuration reads which files an application adds to its configuration in code (Spring Boot reference, "Externalized Configuration").
func (j *javaFile) configuration(data []byte) {
	if m := configName.FindSubmatch(data); m != nil {
		j.configName = string(m[1])
	}
	for _, m := range propertySource.FindAllSubmatch(data, -1) {
		for _, f := range classPathFile.FindAllSubmatch(m[1], -1) {
			j.propertySources = append(j.propertySources, string(f[1]))
		}
	}
}

// mains returns the classes with a main method of a module, likely ones (…Application, Main, …) first.
// It stops early: as soon as one of the likely files is an annotated application, the others are not read.
func (x *module) mains() []*javaFile {
	if x.mainsRead {
		return x.mainFiles
	}
	x.mainsRead = true
	files := x.sources()
	sort.SliceStable(files, func(i, j int) bool { return entryRank(files[i]) < entryRank(files[j]) })
	for i, f := range files {
		if i >= maxSources || len(x.mainFiles) > 0 && x.mainFiles[0].boot && entryRank(f) > 0 {
			break
		}
		if j := x.r.source(f); j.main || j.boot {
			x.mainFiles = append(x.mainFiles, j)
		}
	}
	sort.SliceStable(x.mainFiles, func(i, j int) bool { return x.mainFiles[i].boot && !x.mainFiles[j].boot })
	return x.mainFiles
}

// sources returns the Java and Kotlin files that the module compiles.
func (x *module) sources() []string {
	var files []string
	for _, dir := range []string{x.m.sourceDirectory(), "src/main/kotlin", "src/main/groovy"} {
		if strings.Contains(dir, "$") {
			continue
		}
		for _, f := range x.r.tree.Under(path.Join(x.p.dir, dir)) {
			if ext := path.Ext(f); ext == ".java" || ext == ".kt" {
				files = append(files, f)
			}
		}
	}
	return files
}

// entryRank orders file names by how likely they hold the entry point.
func entryRank(file string) int {
	base := strings.TrimSuffix(strings.TrimSuffix(path.Base(file), ".java"), ".kt")
	switch {
	case strings.HasSuffix(base, "Application") || strings.HasSuffix(base, "App") || base == "Main" || base == "Application":
		return 0
	case strings.HasSuffix(base, "Main") || strings.HasSuffix(base, "Bootstrap") || strings.HasSuffix(base, "Starter") || strings.HasSuffix(base, "Launcher") || strings.HasSuffix(base, "Server"):
		return 1
	}
	return 2
}

func (j *javaFile) evidence(rule string) facts.Evidence {
	return facts.Evidence{File: j.file, Line: j.line, Rule: rule}
}

// classFile returns the source file of a class name, "" when the module does not hold it.
func (x *module) classFile(class string) string {
	name := strings.ReplaceAll(strings.TrimSuffix(class, "Kt"), ".", "/")
	for _, dir := range []string{x.m.sourceDirectory(), "src/main/java", "src/main/kotlin"} {
		for _, ext := range []string{".java", ".kt"} {
			if f := path.Join(x.p.dir, dir, name+ext); x.r.tree.Has(f) {
				return f
			}
		}
	}
	return ""
}
