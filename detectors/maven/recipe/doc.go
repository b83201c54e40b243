// Package recipe says what a module's build makes to run, and the steps by which that becomes an image.
//
// What goes in: a module. What comes out: an Artifact (nil for a library), the commands that build and start it, and a facts.Image with the
// build stage and the run image.
//
// The three types to know:
//
//   - Artifact is what the package phase leaves: its form (a Spring Boot jar, a war, a distribution …), file, main class, and the plugin
//     that makes it.
//   - facts.Stage is the build: requirements of the image, the files that decide the dependencies, commands.
//   - facts.Run is the image that runs: what is copied, the command, folders that are written to.
//
// One example. For a module with maven-shade-plugin and a main class
//
//	x, a := recipe.Decide(repo, pom)     // a.Form "fat jar", a.File target/app-1.0.jar
//	image := recipe.Image(x, a, unit)    // mvn package; COPY target/app-1.0.jar app.jar; java -jar app.jar
//
// The order in artifact.go is that of plugins in the package phase: what repackages the jar last is what runs.
package recipe
