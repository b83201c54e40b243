package workload

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// storage puts the folders that the settings keep on claims, in the place of those that end with the pod.
func storage(u *plan.Unit, wl *plan.Workload, s settings.Settings, list []settings.Storage) error {
	if len(list) == 0 {
		return nil
	}
	at := s.UnitPlace(settings.UnitKeys(u.Facts), "workload", "storage")
	if runs := wl.Runs(); runs.Name != plan.KindDeployment && runs.Name != plan.KindCronJob || runs.Slots {
		return fault.New(fault.Usage, "the unit %s keeps data on a claim, which one pod mounts, and is released by %s, which runs two versions at a time", u.Name, wl.Release.Strategy).
			WithHint("set units.%q.workload.release.strategy to rolling", u.Path).Where(at)
	}
	for _, set := range list {
		set = settings.Filled(set)
		dir := set.Path
		if !path.IsAbs(dir) {
			dir = path.Join(cmp.Or(u.Run.Workdir, plan.Workdir), dir)
		}
		dir = path.Clean(dir)
		if dir == "/" || within(dir, "/run/waybill") || within(dir, "/proc") || within(dir, "/sys") || within(dir, "/dev") || within(dir, "/etc") || within(dir, "/usr") || dir == cmp.Or(u.Run.Workdir, plan.Workdir) {
			return fault.New(fault.Usage, "the unit %s cannot keep %s on a claim: the volume would hide the program or the system", u.Name, dir).
				WithHint("name a folder that holds data alone").Where(at)
		}
		f := plan.Folder{Path: dir, Volume: volumeName(wl.Folders, dir), Claim: set.Claim}
		if f.Claim == "" {
			f.Claim = plan.Derived(wl.Object, f.Volume)
			wl.Claims = append(wl.Claims, plan.Claim{Name: f.Claim, Size: set.Size, Class: set.Class})
		}
		f.Seeded = slices.ContainsFunc(wl.Folders, func(have plan.Folder) bool { return have.Seeded && within(have.Path, dir) })
		wl.Folders = slices.DeleteFunc(wl.Folders, func(have plan.Folder) bool { return have.Volume == "work" && within(have.Path, dir) })
		wl.Folders = append(wl.Folders, f)
		if !slices.ContainsFunc(u.Run.Writable, func(w string) bool {
			return within(dir, path.Join(cmp.Or(u.Run.Workdir, plan.Workdir), w)) || within(dir, w)
		}) {
			u.Run.Writable = append(slices.Clone(u.Run.Writable), dir) // the image has the folder too
		}
	}
	return nil
}

// within says whether a folder is another one or below it.
func within(dir, of string) bool { return dir == of || strings.HasPrefix(dir, of+"/") }

// volumeName is the last name of a folder as a DNS label, and no name that another volume has.
func volumeName(have []plan.Folder, dir string) string {
	label := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, path.Base(dir))
	label = plan.Shorten(cmp.Or(strings.Trim(label, "-"), "data"), 30)
	taken := func(name string) bool {
		return slices.Contains([]string{"tmp", "run", "work", "logs"}, name) || strings.HasPrefix(name, "filebeat-") || slices.ContainsFunc(have, func(f plan.Folder) bool { return f.Volume == name })
	}
	for taken(label) {
		label = "data-" + label
	}
	return label
}
