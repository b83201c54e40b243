// Package hostile runs the built waybill on input that means harm, and kills it while it writes.
//
//   - rows_test.go: one row for each kind of hostile input: links, named pipes, sizes, values that would be instructions, spoilt locks
//   - mutate_test.go: the repositories of testdata and the examples, changed at random
//   - kill_test.go: runs that are killed at any moment, also on a disk that is slow, and runs that meet one that is full
//   - canary_test.go: secrets in every place, asked for through every command
//
// What must hold for each run: an exit code of the contract and never 1, no panic, an end within ten seconds of CPU, less than 512 MiB of
// memory, and nothing written outside of the destination. A few runs of each are a part of the tests; `make hostile` runs many:
//
//	make hostile MUTATIONS=5000 KILLS=500 SEED=7
package hostile
