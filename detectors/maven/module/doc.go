// Package module holds one Maven module as a rule asks it: what is on its class path, what its configuration says, and which class of its
// sources starts it.
//
// What goes in: the Reactor of package model and the sources of the repository. What comes out: answers with a place, each read once and
// only when a rule asks.
//
// The three types to know:
//
//   - Repository is the reactor and the sources that all modules share.
//   - Module is one POM with the profiles that its build passes. Has asks the class path by "group:artifact", since an artifactId alone
//     means nothing: every company may call a library "server".
//   - Setting is one value of the configuration: its text with placeholders resolved, the variable that moves it, its place.
//
// One example. application.yml holds "server.port: ${PORT:9001}":
//
//	x := repo.Module(pom)
//	v, ok := x.Config().Get("server.port")   // Text 9001, Env PORT, at application.yml:2
//
// Configuration is read in the order of Spring Boot's reference, "Externalized Configuration"; keys are compared as its relaxed binding does.
package module
