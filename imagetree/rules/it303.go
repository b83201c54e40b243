package rules

import (
	"io/fs"
	"maps"
	"path"
	"slices"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it303() Rule {
	return Rule{finding.Rule{
		ID: "IT303", Severity: finding.Warning, Title: "Dockerfile that belongs to no image",
		Why: "Either an image is missing from the tree, or the folder is left over.",
		Fix: "declare the image, or delete the folder",
	}, func(p *Pass) {
		if p.FS == nil {
			return
		}
		known, parents := map[string]bool{}, map[string]bool{}
		p.each(func(i *imagetree.Image) {
			if file := i.DockerfilePath(); file != "" {
				known[file] = true
				parents[path.Dir(path.Dir(file))] = true
			}
		})
		for _, dir := range slices.Sorted(maps.Keys(parents)) {
			entries, err := fs.ReadDir(p.FS, dir)
			if err != nil || dir == "." {
				continue
			}
			for _, e := range entries {
				f := path.Join(dir, e.Name(), "Dockerfile")
				if known[f] || !e.IsDir() {
					continue
				}
				if _, err := fs.Stat(p.FS, f); err == nil {
					p.report("", detail{place: fault.Position{File: f, Line: 1, Column: 1}, key: f}, "%s belongs to no image of the tree", f)
				}
			}
		}
	}}
}
