package recipe

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// settingEndings are those of files that hold settings.
var settingEndings = []string{".js", ".cjs", ".mjs", ".json", ".json5", ".yml", ".yaml", ".toml", ".ini", ".conf", ".xml", ".properties"}

// withoutDotEnv takes --env-file out of a command where no image has the file: node ends with "not found" without it, and the variables come
// from the pod (nodejs.org/api/cli.html, --env-file=file).
func (f final) withoutDotEnv(argv []string) []string {
	var out []string
	for i := 0; i < len(argv); i++ {
		flag, file, joined := strings.Cut(argv[i], "=")
		if flag != "--env-file" || !joined && i+1 >= len(argv) {
			out = append(out, argv[i])
			continue
		}
		if !joined {
			file = argv[i+1]
		}
		base := path.Base(file)
		if f.p.Tree.Has(f.inUnit(file)) && base != ".env" && !strings.HasSuffix(base, ".local") && f.build.secretIn(file) == "" {
			out = append(out, argv[i])
			continue
		}
		if !joined {
			i++
		}
		f.warnStart("starts with --env-file=" + file + ", which no image gets: the image starts without it, and the variables come from the pod (env: in waybill.yaml, or a Secret)")
	}
	return out
}

// tellMissing warns of a file that the start command hands to the program and that the repository does not hold.
func (f final) tellMissing(argv []string) {
	entry := slices.IndexFunc(argv, func(w string) bool { return path.Clean(w) == path.Clean(f.u.Launch.File) })
	if entry < 0 || f.u.Launch.File == "" {
		return
	}
	for _, w := range argv[entry+1:] {
		if flag, value, ok := strings.Cut(w, "="); ok && strings.HasPrefix(flag, "-") {
			w = value
		}
		if strings.HasPrefix(w, "-") || path.IsAbs(w) || strings.ContainsAny(w, "$*:{") || !slices.Contains(settingEndings, path.Ext(w)) {
			continue
		}
		within := f.inUnit(w)
		if f.p.Tree.Has(within) || strings.HasPrefix(w, "node_modules/") || strings.HasPrefix(within+"/", f.inUnit(f.outFolder())+"/") {
			continue
		}
		text := "the start command names " + w + ", which is not in the repository"
		if example := f.exampleOf(within); example != "" {
			text += " (" + example + " looks like an example of one)"
		}
		f.warnStart(text + ": the program may end without it, so mount it, or name another one by start: in waybill.yaml")
	}
}

// exampleOf is a file beside a missing one with its name and a word for an example in its own.
func (f final) exampleOf(file string) string {
	stem := strings.ToLower(strings.TrimSuffix(path.Base(file), path.Ext(file)))
	for _, have := range f.p.Tree.In(path.Dir(file)) {
		base := strings.ToLower(path.Base(have))
		if strings.Contains(base, stem) && slices.ContainsFunc([]string{"example", "sample", "default", "template", ".dist"}, func(word string) bool { return strings.Contains(base, word) }) {
			rel, _ := manifest.Relative(f.u.M.Dir, have)
			return rel
		}
	}
	return ""
}

func (f final) warnStart(text string) {
	l := f.u.Launch
	f.u.Warn(l.M.File, l.M.Line("scripts", l.Script), text)
}
