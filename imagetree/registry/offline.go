package registry

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
)

// Offline compares the tree with its lock: what Verify says of the state that `tree lock` saw, without a registry. Tags that moved since, and
// parents outside that moved, are not seen.
func Offline(t *imagetree.Tree) ([]finding.Finding, error) {
	if !t.Lock.Exists() {
		return nil, fault.New(fault.Usage, "the tree has no lock to compare with").In(t.File, 0, 0).WithHint("run 'waybill tree lock' where the registry can be reached, and commit %s", imagetree.LockName)
	}
	r := reporter{tree: t}
	for _, i := range present(t) {
		item, ok := i.Locked()
		if !ok {
			r.report(notLocked, i, "tag", "", "the lock says nothing of %s", i.TagRef())
			continue
		}
		for _, platform := range i.BuildPlatforms() {
			r.locked(i, item, platform)
		}
	}
	r.mismatches()
	finding.Sort(r.findings)
	return r.findings, nil
}

func (r *reporter) locked(i *imagetree.Image, item imagetree.LockedItem, platform string) {
	own, ok := lockedPlatform(item, platform)
	if !ok {
		r.report(noPlatform, i, "platforms", platform, "pushed image %s lacks platform %s (lock)", i.TagRef(), platform)
		return
	}
	stale := false
	if parent, known := i.LockedParent(); known && !i.External() {
		if theirs, ok := lockedPlatform(parent, platform); ok && own.Base != theirs.Digest {
			stale = true
			r.report(notBegin, i, "from", platform, "%s does not begin with the layers of its parent %s (%s; lock); rebuild it", i.TagRef(), parentName(i), platform)
		}
	}
	if own.Facts == nil {
		return // the lock is older than what it can say
	}
	r.facts(i, platform, *own.Facts)
	if !i.External() {
		r.labels(i, platform, own.Facts.Labels, stale)
	}
}

// lockedPlatform finds a platform as variant does.
func lockedPlatform(item imagetree.LockedItem, platform string) (imagetree.LockedPlatform, bool) {
	p, ok := item.Platforms[withoutVariant(platform)]
	return p, ok
}
