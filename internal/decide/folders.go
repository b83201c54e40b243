package decide

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// keeping are names of folders in which programs keep what they need again, and not what they can make anew: the words for a database, for
// files of users and for their backups. Folders for logs, caches and temporary files have other names.
var keeping = []string{
	"data", "db", "database", "databases", "sqlite", "storage", "store", "upload", "uploads", "files", "media", "attachments", "backup", "backups",
}

// tellFolders warns of data in a folder that every pod has for itself and that ends with the pod (Kubernetes documentation, "Volumes":
// emptyDir), and of data in a folder that nobody can write to.
func tellFolders(m making) error {
	u := m.unit
	pods := 1
	for _, s := range u.Workload.Spots {
		pods = max(pods, s.Max)
	}
	var lost, named []string
	add := func(folder, what string) {
		if !slices.Contains(named, folder) {
			named = append(named, folder)
			lost = append(lost, folder+what)
		}
	}
	for _, k := range u.Run.Kept {
		folder := k.Folder
		if !path.IsAbs(folder) && folder[0] != '~' {
			folder = path.Join(cmp.Or(u.Run.Workdir, plan.Workdir), folder)
		}
		what := " (" + k.What
		if len(k.Evidence) > 0 {
			what += fmt.Sprintf(", %s:%d", k.Evidence[0].File, k.Evidence[0].Line)
		}
		switch mount := mountOf(u.Workload.Folders, folder); {
		case u.Own != nil && mount.Claim == "" && folder[0] != '~': // its root is writable, and no volume holds the folder
			named = append(named, folder)
			lost = append(lost, k.Folder+what+")")
		case u.Own != nil:
		case folder[0] == '~', folder == cmp.Or(u.Run.Workdir, plan.Workdir):
			warnKept(m, k, "is kept in "+folder+", which "+homeOrProgram(folder)+": name a folder of its own, such as "+path.Join(plan.Workdir, "data")+", by a variable of the program")
		case mount.Claim == "" && mount.Path != "":
			add(mount.Path, what+")")
		}
	}
	for _, f := range u.Workload.Folders {
		if f.Volume == "work" && slices.Contains(keeping, strings.ToLower(path.Base(f.Path))) {
			add(f.Path, "")
		}
	}
	if len(u.Run.Seeded) > 0 && !u.Run.Base.Has("sh") && u.Own == nil {
		m.plan.Warnings = append(m.plan.Warnings, facts.Warning{Unit: u.Path, Text: "the program writes to " + strings.Join(u.Run.Seeded, ", ") + ", where its image holds files: a volume hides them, and " + u.Run.Base.Name + " has no shell to copy them; take an image with one"})
	}
	if len(lost) == 0 {
		return nil
	}
	where := "the folder is an emptyDir"
	if u.Own != nil {
		where = "it lies in the container"
	}
	text := fmt.Sprintf("what the program keeps in %s is lost with its pod: %s", strings.Join(lost, ", "), where)
	if pods > 1 {
		text += fmt.Sprintf(", and each of up to %d pods has its own", pods)
	}
	m.plan.Warnings = append(m.plan.Warnings, facts.Warning{Unit: u.Path, Text: text + "; keep it in a database or an object store, or on a claim (units." + u.Name + ".workload.storage: [{path: " + named[0] + "}])"})
	return nil
}

// mountOf is the nearest mounted folder around another one.
func mountOf(mounted []plan.Folder, dir string) plan.Folder {
	var best plan.Folder
	for _, f := range mounted {
		if (dir == f.Path || strings.HasPrefix(dir, f.Path+"/")) && len(f.Path) > len(best.Path) {
			best = f
		}
	}
	return best
}

func homeOrProgram(folder string) string {
	if folder[0] == '~' {
		return "is in memory, of 64 MiB at most, and empty at each start"
	}
	return "is a part of the image and read-only when it runs"
}

func warnKept(m making, k facts.Kept, text string) {
	w := facts.Warning{Unit: m.unit.Path, Text: k.What + " " + text}
	if len(k.Evidence) > 0 {
		w.File, w.Line = k.Evidence[0].File, k.Evidence[0].Line
	}
	m.plan.Warnings = append(m.plan.Warnings, w)
}
