package decide

import (
	"cmp"
	"errors"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/decide/image"
	"github.com/waybill-dev/waybill/internal/decide/workload"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// making is one unit on its way through the steps.
type making struct {
	in   Input
	plan *plan.Plan
	unit *plan.Unit
	set  settings.Unit // what the settings say of the unit, over the defaults
}

// steps are what a unit goes through. Each uses what the steps before it decided.
func steps() []func(making) error {
	return []func(making) error{
		takeOwn,      // the repository's own Dockerfile, where there is one
		nameImage,    // repository and tag, from the application's name and version
		listPorts,    // one list, which image, Service, probes, entrance and policies share
		pickBases,    // the nearest image of the tree for each stage; whether it has a shell decides about the init
		placeLogs,    // where log files go: the init links the folder, the pod mounts it
		configure,    // how the program learns its environment, and the form of the init
		askProbes,    // what the kubelet asks, on which of the ports
		keepArchive,  // what a training run leaves for later starts; it is bounded by the time that a start may take
		tellDoubts,   // what nothing confirms
		fillWorkload, // what Kubernetes needs to know; it reads all of the above
		tellLocal,    // addresses that are the pod itself
		tellUnset,    // variables that neither image nor manifests set
		tellFolders,  // data that is gone with its pod
	}
}

// fill takes a unit through all steps.
func fill(m making) error {
	for _, step := range steps() {
		if err := step(m); err != nil {
			return err
		}
	}
	return nil
}

func nameImage(m making) error {
	m.unit.Image = image.Name(m.in.Settings, m.plan.Application, *m.unit)
	return nil
}

func listPorts(m making) error {
	m.unit.Ports = ports(m.unit.Facts)
	m.unit.UDP = datagrams(m.unit.Facts)
	return nil
}

// pickBases: an image of the repository's own needs none of the tree; the tests of the pipeline run in the build image all the same, where
// the tree has one.
func pickBases(m making) error {
	err := image.Bases(m.plan, m.unit, m.set, m.in.Tree)
	if m.unit.Own == nil {
		return m.atSetting(err)
	}
	m.unit.Run = plan.Run{Run: facts.Run{Workdir: m.unit.Own.Workdir, LogDir: m.unit.Run.LogDir}, User: m.unit.Own.UID}
	return nil
}

// atSetting gives an error about bases the place of the setting that it comes from, when the settings say the version or pin the image.
func (m making) atSetting(err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.At.Line > 0 {
		return err
	}
	keys := settings.UnitKeys(m.unit.Facts)
	at := func(key string) fault.Position { return m.in.Settings.UnitPlace(keys, key) }
	if place := cmp.Or(at("base"), at("buildBase"), at("runtimeVersion")); place.Line > 0 {
		f.At = place
	}
	return err
}

func placeLogs(m making) error {
	m.unit.Logs = image.Logs(m.unit.Facts, m.set)
	if m.unit.Own != nil && m.unit.Logs.To == plan.LogsHostPath {
		m.unit.Logs = plan.Logs{To: plan.LogsStdout}
		m.plan.Warnings = append(m.plan.Warnings, facts.Warning{Unit: m.unit.Path, File: m.unit.Own.File, Text: "log files do not go to the node: this image has no init that makes its folder there"})
	}
	return nil
}

func configure(m making) error {
	image.Configure(m.plan, m.unit, m.set)
	return nil
}

func askProbes(m making) error {
	m.unit.Probes = workload.Probes(m.unit.Facts, m.unit.Ports, m.set)
	return nil
}

func fillWorkload(m making) error { return workload.Decide(m.plan, m.unit, m.in.Settings, m.set) }
