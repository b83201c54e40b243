package border

// rows name the kind of each text of a type, by the type's name in Go.
type rows map[string]map[string]Kind

// tables are all rows: those of the facts, of the plan, and of the views of each family of templates.
var tables = []rows{ofFacts, ofPlan, ofViews}

var ofFacts = rows{
	"facts.Address":        {"Host": Line, "Key": Line, "Service": Word, "Variable": Line, "File": Path},
	"facts.Archivable":     {"Command": Text, "Ends": Text, "Never": Prose},
	"facts.ArchiveForm":    {"Name": Word, "What": Prose, "File": Word, "Make": Text, "Use": Text},
	"facts.Cache":          {"ID": Word, "Target": Path},
	"facts.Config":         {"By": Word, "Variable": EnvName, "Argument": Line},
	"facts.ConfigLink":     {"Target": Path, "Sources": Path, "Sources key": Word},
	"facts.Copy":           {"Stage": Word, "From": Path, "To": Path, "Why": Prose},
	"facts.EnvVar":         {"Name": EnvName, "Value": Text},
	"facts.Environment":    {"Name": Word, "Spelling": Line, "Files": Path},
	"facts.Evidence":       {"File": Path, "Rule": Prose},
	"facts.Health":         {"Value": Route, "Ready": Route},
	"facts.Heap":           {"Percent": Quantity, "Command": Line, "Variable": EnvName},
	"facts.Kept":           {"Folder": Path, "What": Prose},
	"facts.MemoryVariable": {"Name": EnvName, "Value": Line, "WithInit": Line},
	"facts.Port":           {"Name": Word, "Env": EnvName, "Confidence": Word},
	"facts.Require":        {"Capability": Package, "Range": Line, "Bring": Text},
	"facts.Resources":      {"CPU": Quantity, "CPULimit": Quantity, "Memory": Quantity, "EphemeralStorage": Quantity},
	"facts.Run":            {"Wants": Package, "Workdir": Path, "Writable": Path, "Seeded": Path, "Command": Text, "StopSignal": Word, "LogDir": Path},
	"facts.Setup":          {"Command": Text, "Why": Prose},
	"facts.Runtime":        {"CPUs": EnvName},
	"facts.Secret":         {"ID": Word, "Target": Path, "Env": EnvName},
	"facts.Site":           {"Base": Route, "Fallback": Path},
	"facts.Source":         {"Location": Line, "Commit": Version},
	"facts.Cross":          {"Command": Text},
	"facts.Stage":          {"Name": Word, "Wants": Package, "Workdir": Path, "Manifest": Path, "Resolve": Text, "Sources": Path, "Build": Text, "Unpack": Text, "Platform": Word, "Native": Prose, "Shell": Own},
	"facts.StageCopy":      {"Stage": Word, "From": Path, "To": Path},
	"facts.Test":           {"Script": Own, "Keep": Line, "Drop": Line, "Secrets": Own, "Secrets key": Word},
	"facts.Text":           {"Value": Line, "Constraint": Line, "Confidence": Word},
	"facts.Unit": {
		"Path": Path, "Name": Name, "Build": Text, "Start": Text, "Needs": Word, "Registries": Word, "NeedsEnv": EnvName,
		"NativePackages": Package, "Confidence": Word, "Folder": Path, "Unknown": Line, "Dockerfiles": Path,
	},
	"facts.Unsupported": {"Path": Path, "Found": Prose, "Say": Prose},
	"facts.Warning":     {"BuildEnv": Line, "File": Path, "Unit": Path, "Text": Prose},
	"fault.Position":    {"File": Path, "String": Line},
}
