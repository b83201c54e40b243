package facts

// Schema names the form of `detect -o json`.
const Schema = "waybill/detect/v1"

// Source says what was looked at.
type Source struct {
	Location string `json:"location"` // as the user wrote it, without any password
	Commit   string `json:"commit"`   // 40 hex digits, or empty
}

// Report is all that detection says of a repository.
type Report struct {
	Schema      string        `json:"schema"`
	Source      Source        `json:"source"`
	Units       []Unit        `json:"units"`
	Unsupported []Unsupported `json:"unsupported"`
	Warnings    []Warning     `json:"warnings"`
	Secrets     []string      `json:"secrets,omitempty"` // files that hold private keys, tokens or passwords
}

// Findings is what one detector says.
type Findings struct {
	Units       []Unit
	Unsupported []Unsupported
	Warnings    []Warning
	// Owned are folders whose files belong to another language's build (a front end that Maven builds):
	// path → the unit path that builds it. Other detectors' units there are dropped with a reason.
	Owned map[string]string
}
