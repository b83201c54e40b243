// Package javascript reads JavaScript and TypeScript, and says what an expression is worth without running anything.
//
// Into it go the bytes of source files and, through Program, two functions that find other modules. Out of it comes a Value: a
// text, an environment variable, an object, a function, an installed package, with the place where it is written and how sure it is.
// The types to know are
//
//   - Module, one parsed file: its tree, what it imports and exports, and the scopes of its names;
//   - Node, one part of the tree, in a few dozen kinds;
//   - Program, which folds nodes to Values across modules.
//
// Names mean what they mean in the language: every function, block, loop, class and catch has its own scope, this is the class or
// object around it, and a parameter is what the call gives. A name that is given several values, or a parameter of several calls,
// makes the Value at most likely. For example, in
//
//	function redis() { const port = 6379; return connect(port) }
//	const port = process.env.PORT || 4000
//	app.listen(port)
//
// the argument of listen folds to {Kind: Constant, Text: "4000", Variable: "PORT"}, and 6379 is never met.
//
// The way through is parse.go (esbuild strips types and module syntax, goja's parser reads the rest), convert.go (the tree),
// bind.go (the scopes), program.go (folding). What is convention and not language (config.get, parseInt, schemas) is in
// conventions.go.
package javascript
