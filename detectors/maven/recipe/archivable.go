package recipe

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// archiveForms are what a JVM keeps of a run: since Java 25 an AOT cache, which holds classes loaded and linked (JEP 483, made in one step
// since JEP 514), since 13 a CDS archive, which holds classes parsed and checked (JEP 350). A heap of more than 32 GB, which the JVM of a
// large builder would take, has other pointers than that of a container, so that the archive would fit no later run: the training run has
// a small one.
var archiveForms = []facts.ArchiveForm{
	{
		Name: "aot", What: "AOT cache", If: facts.Require{Capability: "java", Range: ">=25"}, File: "app.aot",
		Make: []string{"-Xmx1g", "-XX:AOTCacheOutput={file}"}, Use: []string{"-XX:AOTCache={file}"},
	},
	{
		Name: "cds", What: "CDS archive", If: facts.Require{Capability: "java", Range: ">=13"}, File: "app.jsa",
		Make: []string{"-Xmx1g", "-XX:ArchiveClassesAtExit={file}"}, Use: []string{"-XX:SharedArchiveFile={file}"},
	},
}

// Archivable is what a training run of a program can leave that java starts from plain jars.
func Archivable() facts.Archivable {
	return facts.Archivable{Forms: slices.Clone(archiveForms), Command: "java"}
}

// archivable says what a training run of this program can leave, or why nothing. A Spring context that is told so ends once it is
// refreshed, before anything serves or runs by the clock (Spring Framework reference, "JVM Checkpoint Restore" and "Class Data Sharing").
func archivable(x *module.Module, a *Artifact, run facts.Run) facts.Archivable {
	v := Archivable()
	v.Never, v.At = neverArchived(x, a, run), evidenceOf(a.At)
	if a.Form == BootJar {
		v.Ends = []string{"-Dspring.context.exit=onRefresh"}
	}
	return v
}

// neverArchived says why a JVM cannot archive the classes of a program: it takes them from jars alone, and compares the whole class path
// with that of the training run (java command, "Class Data Sharing"). A pattern of jars is in the order of the file system, which is
// another one on another node.
func neverArchived(x *module.Module, a *Artifact, run facts.Run) string {
	if len(run.Command) == 0 || run.Command[0] != "java" {
		return path.Base(slices.Concat(run.Command, []string{"something else"})[0]) + " starts the JVM, with a class path of its own"
	}
	if a.Form == BootWar || a.Form == BootJar && layerMode(x, a) != "tools" {
		return "its classes lie in jars within a jar, which a JVM does not archive: Spring Boot takes its jar apart from 3.3 on, unless the build switches layers or tools off"
	}
	i := slices.Index(run.Command, "-cp")
	if i < 0 || i+1 == len(run.Command) {
		return ""
	}
	for part := range strings.SplitSeq(run.Command[i+1], ":") {
		switch {
		case strings.HasSuffix(part, "*"):
			return fmt.Sprintf("its class path %s is in the order of the file system, which is another one on another node: name the jars, or pack one", run.Command[i+1])
		case path.Ext(part) != ".jar":
			return fmt.Sprintf("its class path holds the folder %s, which a JVM does not archive", part)
		}
	}
	return ""
}
