package recipe

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// opened are calls of the JDK and of Spring that name a path in the file system by texts alone (java.io.File, java.nio.file.Path;
// Spring Framework, FileSystemResource).
var opened = []*regexp.Regexp{
	regexp.MustCompile(`\b(?:File|FileInputStream|FileReader|FileSystemResource)\(\s*("[^"\n]+"(?:\s*,\s*"[^"\n]+")?)\s*\)`),
	regexp.MustCompile(`\b(?:Paths\.get|Path\.of)\(\s*("[^"\n]+"(?:\s*,\s*"[^"\n]+")*)\s*\)`),
}

// openingWords are in the names of the packages, one of which each source with such a call imports.
var openingWords = []string{"java.io.", "java.nio.file", "core.io."}

const maxOpened = 20 // paths that are brought into an image

// readsOf brings the files of the repository that a source opens by a path relative to the working folder: a checkout has them there, and the
// archive that the build makes does not. What the program writes is not among them.
func readsOf(x *module.Module, text []byte, run *facts.Run) {
	servedBy(x, text, run)
	for _, call := range opened {
		for _, m := range call.FindAllSubmatch(text, maxOpened) {
			var parts []string
			for part := range strings.SplitSeq(string(m[1]), ",") {
				parts = append(parts, strings.Trim(strings.TrimSpace(part), `"`))
			}
			if name := path.Join(parts...); opens(name) {
				bring(x, name, run)
			}
		}
	}
}

// pages and classes are the folders of a checkout that a program hands to the server inside of it, as the guides to an embedded server do
// (devcenter.heroku.com, "Create a Java Web Application Using Embedded Tomcat"): without them it starts, and answers 404 to everything.
var (
	pages   = regexp.MustCompile(`"(?:\./)?src/main/webapp/?"`)
	classes = regexp.MustCompile(`"(?:\./)?target/classes/?"`)
)

// servedBy brings the pages that a source hands to the server inside of the program, and the classes that this server looks through for servlets.
func servedBy(x *module.Module, text []byte, run *facts.Run) {
	if !bytes.Contains(text, []byte("src/main/webapp")) || x.Model.Packaging().Text == "war" || !pages.Match(text) {
		return
	}
	bring(x, "src/main/webapp", run)
	from := path.Join(x.POM.Dir, "target/classes")
	if classes.Match(text) && !slices.ContainsFunc(run.Copies, func(c facts.Copy) bool { return c.To == "target/classes" }) {
		run.Copies = append(run.Copies, facts.Copy{Stage: "build", From: from, To: "target/classes", Why: "classes that the server looks through"})
	}
}

// opens says whether a path is one of single files or of a folder of data, and not the sources as a whole or what a build makes.
func opens(name string) bool {
	if path.IsAbs(name) || strings.ContainsAny(name, `\:*?%${}`) || strings.HasPrefix(name, "..") {
		return false
	}
	switch name {
	case ".", "src", "src/main", "src/main/java", "src/main/kotlin", "src/main/resources", "pom.xml", "logs", "log", "tmp", "temp":
		return false
	}
	return !strings.HasPrefix(name, "target/") && name != "target" && !strings.HasPrefix(name, "src/test")
}

func bring(x *module.Module, name string, run *facts.Run) {
	from := ""
	for _, dir := range slices.Compact([]string{x.POM.Dir, "."}) {
		if file := path.Join(dir, name); x.Repo.Tree.Has(file) || x.Repo.Tree.HasDir(file) {
			from = file
			break
		}
	}
	if from == "" || len(run.Copies) >= maxOpened || slices.ContainsFunc(run.Copies, func(c facts.Copy) bool {
		return c.Stage == "" && (c.From == from || strings.HasPrefix(from+"/", strings.TrimSuffix(c.From, "/")+"/"))
	}) {
		return
	}
	if x.Repo.Tree.HasDir(from) {
		from, name = from+"/", name+"/"
	}
	run.Copies = append(run.Copies, facts.Copy{From: from, To: name, Why: "opened at run time"})
}

// withoutWritten leaves out what the program writes as well: it makes these by itself, in a folder of its own.
func withoutWritten(run *facts.Run) {
	run.Copies = slices.DeleteFunc(run.Copies, func(c facts.Copy) bool {
		return c.Why == "opened at run time" && slices.ContainsFunc(run.Writable, func(w string) bool {
			return strings.HasPrefix(strings.TrimSuffix(c.To, "/")+"/", strings.TrimPrefix(w, "/app/")+"/")
		})
	})
}
