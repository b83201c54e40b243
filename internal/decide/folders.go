package decide

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// keeping are names of folders in which programs keep what they need again, and not what they can make anew: the words for a database, for
// files of users and for their backups. Folders for logs, caches and temporary files have other names.
var keeping = []string{
	"data", "db", "database", "databases", "sqlite", "storage", "store", "upload", "uploads", "files", "media", "attachments", "backup", "backups",
}

// tellFolders warns of data in a folder that every pod has for itself and that ends with the pod (Kubernetes documentation, "Volumes":
// emptyDir).
func tellFolders(m making) error {
	u := m.unit
	pods := 1
	for _, s := range u.Workload.Spots {
		pods = max(pods, s.Max)
	}
	var kept []string
	for _, f := range u.Workload.Folders {
		if f.Volume == "work" && slices.Contains(keeping, strings.ToLower(path.Base(f.Path))) {
			kept = append(kept, f.Path)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	text := fmt.Sprintf("what the program keeps in %s is lost with its pod: the folder is an emptyDir", strings.Join(kept, ", "))
	if pods > 1 {
		text += fmt.Sprintf(", and each of up to %d pods has its own", pods)
	}
	m.plan.Warnings = append(m.plan.Warnings, facts.Warning{Unit: u.Path, Text: text + "; keep it in a database or an object store, or on a claim (units." + u.Name + ".workload.storage: [{path: " + kept[0] + "}])"})
	return nil
}
