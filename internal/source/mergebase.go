package source

import (
	"container/heap"
	"errors"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Left is the commit at which a branch left another one.
type Left struct {
	Commit string // 40 hex digits; the other revision itself when nothing in common is known
	Found  bool
}

// MergeBase returns the newest commit that HEAD and a revision have in common: what `git diff REV...HEAD` compares with.
// Histories are walked from the newest commit down, as git does, so that only what lies above the common commit is read.
func MergeBase(dir, rev string) (Left, error) {
	repo, err := openRepository(dir)
	if err != nil {
		return Left{}, fault.Wrap(fault.Usage, err, "cannot open the repository %s", dir)
	}
	other, err := resolve(repo, rev)
	if err != nil {
		return Left{}, err
	}
	head, err := repo.Head()
	if err != nil {
		return Left{Commit: other.Hash.String()}, nil //nolint:nilerr // without a commit of its own the branch has left nothing
	}
	own, err := repo.CommitObject(head.Hash())
	if err != nil {
		return Left{}, fault.Wrap(fault.Usage, err, "the commit %s cannot be read", head.Hash())
	}
	common, err := meet(repo, own, other)
	if err != nil {
		return Left{}, fault.Wrap(fault.Usage, err, "the history of %s cannot be read", rev)
	}
	if common == nil {
		return Left{Commit: other.Hash.String()}, nil
	}
	return Left{Commit: common.Hash.String(), Found: true}, nil
}

// The sides from which a commit was reached.
const (
	fromOwn = 1 << iota
	fromOther
)

// meet paints the ancestors of both commits, newest first, until a commit has both colours.
func meet(repo *git.Repository, own, other *object.Commit) (*object.Commit, error) {
	colour := map[plumbing.Hash]int{own.Hash: fromOwn}
	colour[other.Hash] |= fromOther
	queue := &newest{own, other}
	heap.Init(queue)
	for queue.Len() > 0 {
		c := queue.next()
		if colour[c.Hash] == fromOwn|fromOther {
			return c, nil
		}
		for _, hash := range c.ParentHashes {
			painted := colour[hash] | colour[c.Hash]
			if painted == colour[hash] {
				continue
			}
			colour[hash] = painted
			parent, err := repo.CommitObject(hash)
			if errors.Is(err, plumbing.ErrObjectNotFound) {
				continue // the end of a shallow clone
			}
			if err != nil {
				return nil, err
			}
			heap.Push(queue, parent)
		}
	}
	return nil, nil
}

// newest is a queue of commits, the youngest first.
type newest []*object.Commit

func (q newest) Len() int           { return len(q) }
func (q newest) Less(i, j int) bool { return q[i].Committer.When.After(q[j].Committer.When) }
func (q newest) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }

// Push adds a commit; it is for the heap only.
func (q *newest) Push(x any) { *q = append(*q, x.(*object.Commit)) } //nolint:forcetypeassert // nothing else is pushed

// Pop takes the last commit away; it is for the heap only.
func (q *newest) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

func (q *newest) next() *object.Commit { return heap.Pop(q).(*object.Commit) } //nolint:forcetypeassert // nothing else is pushed
