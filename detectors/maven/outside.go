package maven

import (
	"fmt"
	"path"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// outsideParent names a parent that the repository does not hold, with what its POM alone would say, and lets the facts that it can change
// be less than certain: it may set plug-ins, the Java version and the name of the artefact.
func outsideParent(x *module.Module, u *facts.Unit) {
	name, at, ok := x.POM.Outside()
	if !ok {
		return
	}
	name = x.Model.Interpolate(name)
	unknown := "its plug-ins, managed versions and properties are unknown"
	if v := u.RuntimeVersion; v.Value == "" || v.Confidence == facts.Guess {
		unknown += ", and so is the Java version (runtimeVersion: in waybill.yaml)"
	}
	x.Warnings = append(x.Warnings, facts.Warning{File: at.File, Line: at.Line, Text: fmt.Sprintf("the parent %s is not in this repository: %s; maven.repositories in the organisation's settings names where POMs are found", name, unknown)})
	for _, fact := range []*facts.Confidence{&u.Artifact.Confidence, &u.Packaging.Confidence, &u.RuntimeVersion.Confidence, &u.Confidence} {
		if *fact == facts.Certain {
			*fact = facts.Likely
		}
	}
}

// outsideBills names the imported bills of materials that nobody can read here, where one of them must be what manages Spring Boot: the rules
// for its probe groups, the layers of its jar and the Java version that it asks for depend on its version.
func outsideBills(x *module.Module, u *facts.Unit) {
	if u.Framework.Value != "spring-boot" || x.BootVersion() != "" {
		return
	}
	for _, d := range x.Model.Imports() {
		if x.Repo.ByName[d.Group+":"+d.Artifact] != nil || x.Repo.Bill(d) != nil {
			continue
		}
		x.Warn(d.At, fmt.Sprintf("the bill of materials %s:%s:%s is not in this repository: the version of Spring Boot is unknown, and so are the least Java that it needs, its probe groups and the layers of its jar (maven.repositories in the organisation's settings names where POMs are found)",
			d.Group, d.Artifact, x.Model.Interpolate(d.Version)))
	}
}

// otherPackagings are what plug-ins with a life cycle of their own make, and of which waybill makes no image (the plug-in of each).
var otherPackagings = map[string]string{
	"jlink": "a runtime image by maven-jlink-plugin", "jpackage": "an installer", "ear": "an archive for a Jakarta EE server", "rar": "a connector for a Jakarta EE server",
	"native-image": "a native program", "nbm-application": "a desktop application", "karaf-assembly": "an OSGi distribution", "mule-application": "an archive for Mule",
	"hpi": "a plug-in of Jenkins", "eclipse-repository": "an Eclipse product",
}

// otherArtifacts tells modules that make something to deploy which no rule here knows.
func otherArtifacts(r *module.Repository) {
	for _, file := range r.Files {
		p := r.POMs[file]
		packaging := p.Resolved.Packaging()
		if what, ok := otherPackagings[packaging.Text]; ok {
			r.Warnings = append(r.Warnings, facts.Warning{
				File: file, Line: packaging.At.Line, Unit: p.Dir,
				Text: fmt.Sprintf("packaging %s makes %s: nothing is generated for it (units: in waybill.yaml declares a unit by hand)", packaging.Text, what),
			})
		}
	}
}

// commandLines tells what .mvn/maven.config changes in the build of a unit.
func commandLines(x *module.Module) {
	c := x.Repo.CommandLine(x.POM)
	at := facts.Evidence{File: c.File}
	if len(c.Profiles) > 0 {
		x.Warn(at, fmt.Sprintf("each Maven command gets the profiles %v from here, and so does what is said of this unit", c.Profiles))
	}
	if c.Settings != "" {
		how := "the secret maven-settings is not read"
		if !slices.Contains(c.Files, path.Join(path.Dir(path.Dir(c.File)), c.Settings)) {
			how += ", and the file is not in this repository: the build in the image ends without it"
		}
		x.Warn(at, "each Maven command gets --settings "+c.Settings+" from here: "+how)
	}
}
