// Package reach tells how main comes to a place of a program: by which words of the command line, and whether by a way that is closed when
// nothing is configured.
//
// In goes a folded program, out comes a Route for a place. Ways is asked; it remembers what it found. A function that main never comes to
// opens no port, and one behind "serve" needs that word in the start command:
//
//	route := reach.Of(p).Route(reach.NodeOf(call.Around, file)) // Reached: true, Words: [serve]
//
// Functions are compared by package and name, methods by their name and by whether anything makes a value of their type: a way too many is
// the milder mistake, since a port that is missed makes a service that nobody reaches.
package reach
