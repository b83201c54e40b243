package waybill

import (
	"path"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/source"
)

// programsThere refuses a program that the settings name by its folder and that the repository does not hold: its build could only fail.
func programsThere(units []facts.Unit, s settings.Settings, tree *source.Tree) error {
	var problems []*fault.Error
	for _, f := range units {
		keys := settings.UnitKeys(f)
		set, err := s.Unit(keys...)
		if err != nil {
			return err
		}
		if set.Main == "" || !f.Runtime.MainIsFolder || tree.HasDir(set.Main) || tree.HasDir(path.Join(f.Path, set.Main)) {
			continue
		}
		problems = append(problems, fault.New(fault.Usage, "main of %s is the folder %s, which the repository does not hold", f.Name, fault.Short(set.Main)).
			Where(s.UnitPlace(keys, "main")).WithHint("name the folder of the program from the root of the repository, such as cmd/api"))
	}
	return fault.Join(problems...)
}
