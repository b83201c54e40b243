package main

import (
	"context"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/source"
	"github.com/waybill-dev/waybill/internal/waybill"
	"github.com/waybill-dev/waybill/internal/write"
	"github.com/waybill-dev/waybill/templates"
)

// since tells what the change since a revision does to the files that are generated, whether they are committed or made in each build.
func since(ctx context.Context, a *app, o generateOptions) error {
	if err := o.validate(); err != nil {
		return err
	}
	left, err := source.MergeBase(o.Location, o.since)
	if err != nil {
		return err
	}
	o.InPlace = !o.Ephemeral
	if o.Ephemeral {
		o.Root = write.State
	}
	before := o
	before.Location += "@" + left.Commit
	_, old, err := rendered(ctx, a, before)
	if err != nil {
		return err
	}
	d, files, err := rendered(ctx, a, o)
	if err != nil {
		return err
	}
	return a.tell(d.Plan, write.Between(old, files), o)
}

// rendered decides and renders; where nothing is supported there are no files.
func rendered(ctx context.Context, a *app, o generateOptions) (waybill.Decision, []templates.File, error) {
	d, err := a.decide(ctx, o.Options)
	if fault.KindOf(err) == fault.Unsupported {
		return d, nil, nil
	}
	if err != nil {
		return d, nil, err
	}
	files, err := waybill.Render(&d, o.Options, o.Selection)
	return d, files, err
}
