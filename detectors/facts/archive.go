package facts

// Archivable says what a runtime can keep of a training run of the program, so that each later start takes it from a file and need not
// load and check it anew. The zero value is a runtime that keeps nothing.
type Archivable struct {
	Forms   []ArchiveForm // the one that gains most first
	Command string        // the start command that takes the words of a form after it: java
	Ends    []string      // words after Command by which the training run ends itself once the program is ready; none for a program that has no such words
	Never   string        // one line on why this program gets no archive, empty for one that can have one
	At      []Evidence    // where that was read
}

// ArchiveForm is one kind of archive.
type ArchiveForm struct {
	Name string   // as the settings name it: cds
	What string   // as people call it: CDS archive
	If   Require  // the release in the run image that can make and use it
	File string   // name of the file
	Make []string // words after the command in the training run; {file} stands for the archive
	Use  []string // words after the command in each later run; {file} stands for the archive
}
