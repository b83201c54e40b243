// Package fold folds the expressions of a Go program to values: what they are when nothing is configured, and what else can give them.
//
// In goes a main package (module.Package), out come values (value.Value) with the file and line of each. Names mean what they mean in Go:
// go/types resolves them, with the packages of the repository checked from their sources when a question reaches them, and those from
// outside as stubs. What stays unresolved, the values of other modules, is followed by the text of its declarations. Where several
// assignments can reach the place that reads a variable, each of the values is likely at most.
//
// Three types to know: Sources are the files that all programs of a repository share; Program is one main package with what it imports;
// Scope says where an expression stands. For
//
//	port := os.Getenv("PORT")
//	if port == "" { port = "8080" }
//	http.ListenAndServe(":"+port, nil)
//
// Program.Fold of the first argument gives ":" with an unknown piece and the variable PORT, and ":8080"; both are likely.
package fold
