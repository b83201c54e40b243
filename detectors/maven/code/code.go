// Package code reads Java and Kotlin sources as the languages mean them, and answers what no build file says: where the program listens,
// which class starts it, which annotations its code bears.
//
// What goes in: a source.Tree and the names of the sources of one module. What comes out: values of detectors/value, each with the file
// and line where its text is written.
//
// The three types to know:
//
//   - Program holds the sources of a repository. A file is parsed when a question reaches it, and once.
//   - File is one parsed source: classes, methods, names with their scopes, calls with their arguments. The parser takes every text: what it
//     does not understand becomes an expression without a value.
//   - question folds an expression to values. A name means its nearest declaration: a local or parameter, a field of the class or of what
//     it extends, a constant of another class by import or package. A parameter has the arguments of the calls of its method.
//
// One example. In
//
//	connect(config.getInteger("redis.port", 6379));
//	int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
//	vertx.createHttpServer().listen(port);
//
// Listeners finds the call of listen in its table, follows port to its declaration, and folds that to the text 8080 with the variable
// PORT. The port of the cache is an argument of no call that listens, so nobody asks for it. A value that went through a name that is
// assigned more than once, shadows another or has several callers is at most likely.
//
// The parser is our own: the parsers of Java for Go are bindings of C libraries or generated from grammars that know no Kotlin, and none
// resolves names.
package code
