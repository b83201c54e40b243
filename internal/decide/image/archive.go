package image

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// scratch is where a training run leaves its archive: any user may write there.
const scratch = "/tmp/archive"

// hangs is how many seconds a training run may take that is known to end: a busy builder that emulates another platform is slow.
const hangs = 600

// Archive decides what a training run of the program leaves in the image, and lets the program start from it. What it returns says why
// there is none, and where that was read; it is empty where there is one.
func Archive(p plan.Plan, u *plan.Unit, startup settings.Startup) (why string, at []facts.Evidence) {
	able, command := u.Run.Archivable, u.Run.Command
	switch {
	case able.Never != "":
		return able.Never, able.At
	case len(command) == 0 || command[0] != able.Command:
		return "the program does not start by " + able.Command, nil
	case !u.Run.Base.Has("sh"):
		return fmt.Sprintf("the training run needs a shell, which %s lacks", u.Run.Base.Name), nil
	}
	form := archiveForm(able.Forms, startup.Archive, u.Run.Base)
	if form == nil {
		last := able.Forms[len(able.Forms)-1].If
		return fmt.Sprintf("%s has %s %s, and an archive needs %s", u.Run.Base.Name, last.Capability, u.Run.Base.Provides[last.Capability], last.Range), nil
	}
	a := plan.Archive{
		Form: form.Name, What: form.What, Folder: plan.ArchiveFolder, Scratch: scratch, Seconds: hangs,
		Command: withWords(command, slices.Concat(form.Make, able.Ends), path.Join(scratch, form.File)),
		Env:     trainingEnv(p, *u, startup),
	}
	switch {
	case len(able.Ends) > 0:
		a.Why = "the training run ends itself once the program is ready to serve"
	case len(u.Ports) > 0:
		a.Port, a.Why = u.Ports[0].Number, fmt.Sprintf("the training run is ended once the program listens on port %d", u.Ports[0].Number)
	default:
		a.Seconds = u.Probes.StartupSeconds
		a.Why = fmt.Sprintf("the training run ends with the program, or after %d s", a.Seconds)
	}
	if u.Init.Form != plan.InitNone {
		a.Command = slices.Concat([]string{u.Init.Path, "start"}, a.Command)
	}
	u.Run.Archive, u.Run.Command = &a, withWords(command, form.Use, path.Join(plan.ArchiveFolder, form.File))
	return "", nil
}

// archiveForm is the form that is asked for, or the next one that the image can make; nil where its release can make none.
func archiveForm(forms []facts.ArchiveForm, name string, base plan.Base) *facts.ArchiveForm {
	first := slices.IndexFunc(forms, func(f facts.ArchiveForm) bool { return f.Name == name })
	for i := max(first, 0); i < len(forms); i++ {
		if provides(base, forms[i].If) {
			return &forms[i]
		}
	}
	return nil
}

// withWords puts words behind the first one of a command, {file} in them replaced.
func withWords(command, words []string, file string) []string {
	out := []string{command[0]}
	for _, w := range words {
		out = append(out, strings.ReplaceAll(w, "{file}", file))
	}
	return append(out, command[1:]...)
}

// trainingEnv is the environment of the training run: that of the first place that the program is released to, and what the settings add.
func trainingEnv(p plan.Plan, u plan.Unit, startup settings.Startup) []facts.EnvVar {
	env := map[string]string{}
	if len(p.Environments) > 0 {
		first := p.Environments[0].Name
		if u.Init.Form != plan.InitNone {
			env["APP_ENV"] = first
		} else if v := u.Init.Select.Variable; v != "" {
			env[v] = u.Init.Select.Values[first]
		}
	}
	maps.Copy(env, startup.TrainingEnv)
	var out []facts.EnvVar
	for _, name := range slices.Sorted(maps.Keys(env)) {
		out = append(out, facts.EnvVar{Name: name, Value: env[name]})
	}
	return out
}
