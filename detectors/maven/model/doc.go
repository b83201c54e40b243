// Package model reads Maven's build model as it was written: POMs with their parents, modules, profiles, properties and plugins.
//
// What goes in: a source.Tree. What comes out: a Reactor with every POM of the repository, and for each POM a Model that answers as the
// effective POM would, without a network and with the place of each answer.
//
// The three types to know:
//
//   - POM is one file: a tree of Elements with lines. Plugin configuration has no schema, so all of it is kept.
//   - Model is a POM with all that it inherits, as layers: its active profiles, itself, its parents with theirs. The nearest layer wins.
//   - Reactor is all POMs and how they hang together: who lists whom, and from which folder a module is built.
//
// One example. A module says <version>${revision}</version>, its parent <revision>2.5</revision>:
//
//	r := model.Read(tree)
//	m := r.POMs["app/pom.xml"].Resolved
//	m.Interpolate("${project.version}")   // 2.5
//	m.Prop("revision")                    // 2.5, at pom.xml:12
//
// Parents that live in a registry cannot be read: of four well-known ones parents.go holds what their published POMs set.
package model
