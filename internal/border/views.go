package border

var ofViews = rows{
	"dockerfile.Copy":   {"Why": Prose, "Stage": Word, "Owner": Version, "Mode": Version, "From": Path, "To": Path},
	"dockerfile.Ignore": {"Dockerfile": Path, "Generated": Path, "Outputs": Path, "Keys": Own, "Never": Own, "Found": Path, "Needed": Path},
	"dockerfile.Image": {
		"Platforms": Label, "Name": Name, "File": Path, "Path": Path, "Workdir": Path, "Folders": Path, "Seeded": Path, "DebugFrom": Image, "StopSignal": Word, "Health": Text,
		"Entrypoint": Text, "Command": Text, "Ports": Label, "Listens": Word,
	},
	"dockerfile.Site": {"Root": Path, "Base": Route, "Index": Path, "Health": Route},
	"dockerfile.Stage": {
		"Name": Word, "Native": Prose, "Given": EnvName, "Workdir": Path, "Downloads": Line, "Unpack": Text, "Mounts": Line, "Prune": Text, "Resolve": Text, "Build": Text, "Shell": Own, "Skeleton": Path,
	},
	"initscript.Link": {"Path": Path, "Target": Path},
	"initscript.Script": {
		"Name": Name, "Version": Version, "Environments": Word, "Aliases": Line, "Select": EnvName, "Spellings": Line, "Argument": Line, "JVM": Line, "Missing": EnvName,
	},
	"github.Binding":     {"Variable": EnvName, "Expression": Own, "File": Word, "Value": Own},
	"github.Pipeline":    {"Before": Word, "Use": Own, "When": Line, "Value": Own, "Pushes": Line},
	"gitlab.Pipeline":    {"File": Path, "OnBranch": Line, "Tier": Word},
	"gitlab.Rule":        {"If": Line, "When": Word},
	"kubernetes.Ask":     {"Path": Route, "Port": Data, "Command": Text},
	"kubernetes.Before":  {"Object": Prose, "Why": Prose, "Environments": Prose},
	"kubernetes.Binding": {"Name": Name, "Role": Name, "Groups": Line},
	"kubernetes.Cluster": {"Folders": Folder, "Resources": Path, "Elsewhere": Folder},
	"kubernetes.DNS":     {"Namespace": Name},
	"kubernetes.Field":   {"Name": EnvName, "Value": Word},
	"kubernetes.Manifest": {
		"Slot": Word, "Resources": Path, "APIVersion": Label, "Affinity": Data, "Derived": Name, "HashLabel": Label, "Image": Image, "Images": Image,
		"IngressAnnotations": Line, "IngressAnnotations key": Label, "Instance": Name, "Kind": Word, "LocalVolumes": Name, "Name": Name,
		"TLSSecret": Name,
	},
	"kubernetes.Operation":   {"Op": Word, "Path": Path, "Value": Data},
	"kubernetes.PatchFile":   {"Path": Word, "Kind": Word, "Name": Line, "Patch": Data},
	"kubernetes.ServicePort": {"Name": Name, "Target": Name, "Transport": Word, "Protocol": Label, "Why": Prose},
	"pipeline.Pipeline":      {"Folder": Own, "Deploys": Own, "ReleaseTags": Line, "SecretIDs": Words},
	"pipeline.Run":           {"Cache": Word, "Folder": Path},
	"pipeline.Target":        {"Namespace": Name, "Registry": Image, "Primary": Image},
	"kubernetes.Volume":      {"Name": Name, "Source": Data},
}
