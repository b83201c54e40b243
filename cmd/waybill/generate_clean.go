package main

import (
	"context"
	"fmt"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/waybill"
	"github.com/waybill-dev/waybill/internal/write"
)

// clean removes what waybill wrote, whether the repository still has anything that is supported or not.
func (a *app) clean(ctx context.Context, o generateOptions) error {
	if err := o.validate(); err != nil {
		return err
	}
	w := write.Options{Tool: version(), Clean: true}
	if o.Ephemeral {
		w.Folder = write.State
	}
	o.Version, o.Limits = version(), a.limits
	s, err := waybill.Settings(ctx, o.Options)
	if err != nil {
		return err
	}
	w.Keep = s.Keep
	dest, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer dest.Close()
	changes, err := dest.Compare(nil, w)
	if err != nil {
		return err
	}
	a.warnings(plan.Plan{}, changes)
	if !o.diff {
		if err := changes.Apply(ctx); err != nil {
			return err
		}
	}
	if len(changes.Files) == 0 && o.output == "text" && !o.diff {
		a.note("waybill.lock names no file that is there: nothing to remove")
	}
	return a.tell(plan.Plan{}, changes, o)
}

// orphans tells of files that waybill wrote into a repository which has nothing left that it writes for.
func (a *app) orphans(o generateOptions) {
	dest, err := write.Look(o.folder())
	if err != nil {
		return // the error of the command is the one to tell
	}
	defer dest.Close()
	changes, err := dest.Compare(nil, write.Options{Clean: true})
	if err != nil || len(changes.Files) == 0 {
		return
	}
	first := changes.Files[0].Path
	a.warn(fmt.Sprintf("%s by waybill and no longer generated (%s and what waybill.lock names besides): 'waybill generate --clean' removes what was not edited",
		count(len(changes.Files), "file was written", "files were written"), first))
}
