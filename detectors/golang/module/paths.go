package module

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// Within says whether a slash path is a folder or below it.
func Within(file, dir string) bool {
	return dir == "." || file == dir || strings.HasPrefix(file, dir+"/")
}

// Inside joins a path of a build file to the folder it stands in; false when that leaves the repository.
func Inside(dir, rel string) (string, bool) {
	rel = strings.ReplaceAll(rel, `\`, "/")
	if rel == "" || path.IsAbs(rel) || len(rel) > 1 && rel[1] == ':' || strings.ContainsRune(rel, 0) {
		return "", false
	}
	joined := path.Join(dir, rel)
	return joined, joined != ".." && !strings.HasPrefix(joined, "../")
}

// Relative returns a path of the repository as seen from a folder of it.
func Relative(file, dir string) string {
	if dir == "." || dir == "" {
		return file
	}
	if file == dir {
		return "."
	}
	if rest, ok := strings.CutPrefix(file, dir+"/"); ok {
		return rest
	}
	parts := strings.Split(dir, "/")
	up := 0
	for up < len(parts) && !Within(file, strings.Join(parts[:len(parts)-up], "/")) {
		up++
	}
	rest := file
	if up < len(parts) {
		rest = Relative(file, strings.Join(parts[:len(parts)-up], "/"))
	}
	return path.Join(strings.Repeat("../", up), rest)
}

// IgnoredByGo holds for what the go command never builds by a pattern: "directories whose names begin with _ or ., and testdata" (go help packages).
func IgnoredByGo(dir string) bool {
	return slices.ContainsFunc(strings.Split(dir, "/"), func(e string) bool {
		return e == "testdata" || e == "vendor" || e != "." && e != "" && (e[0] == '_' || e[0] == '.')
	})
}

func plainError(err error) string {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return "cannot be read: " + pe.Err.Error()
	}
	return err.Error()
}

func errorLine(err error) int {
	var list modfile.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		return list[0].Pos.Line
	}
	return 0
}

func errorText(err error) string {
	var list modfile.ErrorList
	if errors.As(err, &list) && len(list) > 0 && list[0].Err != nil {
		return list[0].Err.Error()
	}
	return err.Error()
}
