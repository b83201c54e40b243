package buildfiles

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// Copied is a folder that a command of the repository copies to another one.
type Copied struct {
	From, To string // folders of the repository
	At       facts.Evidence
}

// copiers are commands that bring folders to their last argument, also behind npx, shx and the like.
var copiers = []string{"cp", "mv", "rsync", "copyfiles", "cpx", "COPY"}

// CopiesTo lists the commands that bring files to a folder, or below it: cp -r web/dist internal/ui/dist.
func (b *Files) CopiesTo(folder string) []Copied {
	var list []Copied
	for _, l := range b.lines {
		if !strings.Contains(l.Text, path.Base(folder)) && !strings.Contains(l.Text, path.Base(path.Dir(folder))) {
			continue
		}
		for _, c := range l.Commands() {
			at := slices.IndexFunc(c.Words, func(w string) bool { return slices.Contains(copiers, path.Base(w)) })
			if at < 0 {
				continue
			}
			var paths []string
			for _, w := range c.Words[at+1:] {
				if !strings.HasPrefix(w, "-") {
					paths = append(paths, w)
				}
			}
			if len(paths) < 2 {
				continue
			}
			for _, from := range paths[:len(paths)-1] {
				if copied, ok := b.copied(l, c.Dir, from, paths[len(paths)-1], folder); ok {
					list = append(list, copied)
				}
			}
		}
	}
	return list
}

// copied resolves one copy. A folder goes into a target that is there, and else becomes the target; which of the two happens is told by the
// folder that is looked for.
func (b *Files) copied(l Line, cd, from, to, folder string) (Copied, bool) {
	for _, base := range []string{l.Dir, path.Dir(l.At.File)} {
		source, ok := b.insideOf(l, base, cd, strings.TrimSuffix(strings.TrimSuffix(from, "*"), "/."))
		target, in := b.insideOf(l, base, cd, to)
		if !ok || !in {
			continue
		}
		if path.Join(target, path.Base(source)) == folder && !strings.HasSuffix(from, "*") {
			return Copied{source, folder, l.At}, true
		}
		if module.Within(target, folder) {
			return Copied{source, target, l.At}, true
		}
	}
	return Copied{}, false
}

// insideOf resolves a path of a command to the repository. In a Dockerfile a path from the root of the image ends in one of the repository.
func (b *Files) insideOf(l Line, base, cd, name string) (string, bool) {
	if strings.Contains(name, "$") || name == "" {
		return "", false
	}
	if path.IsAbs(name) && l.Source == Dockerfile {
		parts := strings.Split(strings.Trim(path.Clean(name), "/"), "/")
		for i := 1; i < len(parts); i++ { // /src/web/dist is web/dist
			rest := path.Join(parts[i:]...)
			if b.r.Tree.HasDir(path.Dir(rest)) && path.Dir(rest) != "." || b.r.Tree.HasDir(rest) {
				return rest, true
			}
		}
		return "", false
	}
	return module.Inside(path.Join(base, cd), name)
}

// MakerOf returns the first command that names a folder of the repository as something else than a package to compile: likely the one that
// makes it.
func (b *Files) MakerOf(folder string) (Line, bool) {
	for _, l := range b.lines {
		if l.Source == Dockerfile && (strings.HasPrefix(l.Text, "FROM ") || strings.HasPrefix(l.Text, "WORKDIR ")) || goBuild.MatchString(l.Text) || strings.HasPrefix(strings.TrimLeft(l.Text, "\t @-"), "rm ") {
			continue
		}
		if naming(l.Text, folder) || l.Dir != "." && module.Within(folder, l.Dir) && naming(l.Text, module.Relative(folder, l.Dir)) {
			return l, true
		}
	}
	return Line{}, false
}

// naming says whether a text holds a path as a whole: not as the end or the beginning of a longer name.
func naming(text, name string) bool {
	if !strings.ContainsAny(name, "/.") {
		return false // a word alone says too little
	}
	for rest := text; ; {
		i := strings.Index(rest, name)
		if i < 0 {
			return false
		}
		before, after := "", rest[i+len(name):]
		if i > 0 {
			before = rest[i-1 : i]
		}
		if !isNamePart(before) && (after == "" || !isNamePart(after[:1])) {
			return true
		}
		rest = rest[i+1:]
	}
}

func isNamePart(s string) bool {
	return s != "" && (s == "-" || s == "_" || s[0] >= '0' && s[0] <= '9' || s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z')
}
