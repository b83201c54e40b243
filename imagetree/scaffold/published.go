package scaffold

import (
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/dockerfile"
)

// statement is what a build file says of one image: what it is built of and how it is published.
type statement struct {
	name          string // of the bake target; "" elsewhere
	file, context string // slash paths below the folder
	args          map[string]string
	argsFile      string // lines KEY=value, of which those count that the Dockerfile has an ARG for
	target        string
	tags          []string
	contexts      map[string]string // names that FROM and COPY --from use, and what stands for them: target:NAME, docker-image://REF or a folder
}

// publish gives the nodes what build files and the caller's pattern say of them. A Dockerfile that is built in several ways becomes as
// many images.
func publish(fsys fs.FS, nodes []*node, o Options) []*node {
	byFile := map[string]*node{}
	for _, n := range nodes {
		byFile[n.file] = n
	}
	made := map[string][]*node{}
	var more []*node
	for _, s := range statements(fsys) {
		n := byFile[s.file]
		if n == nil {
			continue
		}
		maps.DeleteFunc(s.args, func(key, _ string) bool { return !n.declares(key) }) // builds of many images give all of them the same
		for key, value := range n.argsIn(s.argsFile) {
			if _, given := s.args[key]; !given {
				s.args[key] = value
			}
		}
		if twin := same(made[s.file], s); twin != nil {
			twin.published = append(twin.published, s.tags...)
			twin.targets = append(twin.targets, s.name)
			continue
		}
		if len(made[s.file]) > 0 {
			if first := made[s.file][0]; len(made[s.file]) == 1 && len(first.targets) == 0 {
				first.name = nameOfStatement(statement{tags: first.published}, first.name) // which of them it is was no question before
			}
			copied := *n
			copied.published, copied.targets, n = nil, nil, &copied
			n.name = nameOfStatement(s, n.name)
			more = append(more, n)
		} else if s.name != "" && len(s.args) > 0 {
			n.name = nameOfStatement(s, n.name)
		}
		n.args, n.target, n.contexts = s.args, s.target, s.contexts
		if s.name != "" {
			n.targets = append(n.targets, s.name)
		}
		if s.context != "" && s.context != path.Dir(n.file) {
			n.context = s.context
		}
		n.published = append(n.published, s.tags...)
		made[s.file] = append(made[s.file], n)
	}
	nodes = append(nodes, more...)
	for _, n := range nodes {
		n.argsOfFiles(fsys)
		n.argsOfDazzle(fsys)
		_ = n.parse()
		if o.Names != "" && len(n.published) == 0 {
			n.published = []string{fillIn(o.Names, n.file)}
		}
	}
	return unique(nodes)
}

func same(list []*node, s statement) *node {
	i := slices.IndexFunc(list, func(n *node) bool {
		return maps.Equal(n.args, s.args) && n.target == s.target && maps.Equal(n.contexts, s.contexts)
	})
	if i < 0 {
		return nil
	}
	return list[i]
}

func nameOfStatement(s statement, otherwise string) string {
	if s.name != "" {
		return nameOf(s.name + "/Dockerfile")
	}
	if len(s.tags) == 0 {
		return otherwise
	}
	repo, tag := split(s.tags[0])
	base := path.Base(repo)
	if tag == "" || strings.HasSuffix("-"+base, "-"+tag) { // python-3.13:3.13
		return nameOf(base + "/Dockerfile")
	}
	return nameOf(base + "-" + tag + "/Dockerfile")
}

// parse reads the Dockerfile with what is known of its arguments; one that cannot be read so stays as it was read before.
func (n *node) parse() error {
	f, err := dockerfile.ParseWith(n.data, n.args)
	if err == nil {
		n.parsed, _ = f.Target(n.target)
	}
	return err
}

var argLine = regexp.MustCompile(`^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$`)

// argsOfFiles takes arguments without a default from the folder build-args beside the Dockerfile: cpu.conf is for Dockerfile.cpu and for
// Dockerfile.any.cpu, the only file for all.
func (n *node) argsOfFiles(fsys fs.FS) {
	if len(n.parsed.Final().From.Unknown) == 0 {
		return
	}
	dir := path.Join(path.Dir(n.file), "build-args")
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return
	}
	_, suffix := stemOf(n.file)
	for _, e := range entries {
		stem := strings.TrimSuffix(e.Name(), path.Ext(e.Name()))
		if stem != suffix && !strings.HasSuffix(suffix, "."+stem) && len(entries) > 1 {
			continue
		}
		data, err := imagetree.ReadFile(fsys, path.Join(dir, e.Name()))
		if err != nil {
			continue
		}
		args := n.argsIn(string(data))
		if stem == suffix || n.args == nil {
			n.args, args = args, n.args
		}
		if args != nil {
			n.otherArgs = append(n.otherArgs, args)
		}
	}
}

func (n *node) argsIn(text string) map[string]string {
	args := map[string]string{}
	for line := range strings.Lines(text) {
		if m := argLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil && n.declares(m[1]) {
			args[m[1]] = strings.Trim(m[2], `"'`)
		}
	}
	return args
}

// declares says whether the Dockerfile has an ARG of that name: others of the file are none of this image.
func (n *node) declares(arg string) bool {
	return regexp.MustCompile(`(?mi)^\s*ARG\s+(?:[^\n]*\s)?` + regexp.QuoteMeta(arg) + `\b`).Match(n.data)
}

// argsOfDazzle: dazzle (gitpod-io/dazzle) builds every chunk on the folder base, and hands it on as the argument base.
func (n *node) argsOfDazzle(fsys fs.FS) {
	root, _, chunk := strings.Cut(n.file, "chunks/")
	if !chunk || !slices.Contains(n.parsed.Final().From.Unknown, "base") {
		return
	}
	if _, err := fs.Stat(fsys, path.Join(root, "dazzle.yaml")); err == nil {
		n.args = map[string]string{"base": strings.ReplaceAll(path.Join(root, "base"), "/", "-")}
	}
}

func fillIn(pattern, file string) string {
	dir := strings.ReplaceAll(path.Dir(file), "/", "-")
	_, suffix := stemOf(file)
	ref := strings.NewReplacer("{dir}", dir, "{base}", path.Base(path.Dir(file)), "{suffix}", suffix).Replace(pattern)
	return strings.ToLower(strings.Trim(ref, "-_.:"))
}

// statements reads what bake files, Makefiles, scripts, Compose files, pipelines and PipelineRuns say, in the order of their paths.
func statements(fsys fs.FS) []statement {
	var out []statement
	_ = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // as above
		}
		if d.IsDir() && p != "." && p != ".github" && p != ".tekton" && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "vendor") {
			return fs.SkipDir
		}
		read := readerOf(p)
		if !d.Type().IsRegular() || read == nil {
			return nil
		}
		if data, err := imagetree.ReadFile(fsys, p); err == nil {
			for _, s := range read(fsys, p, data) {
				s.tags = slices.DeleteFunc(s.tags, func(tag string) bool { return !imagetree.ValidReference(tag) }) // no build would publish these
				out = append(out, s)
			}
		}
		return nil
	})
	return out
}

// readerOf is what reads a file that may build images; nil for others.
func readerOf(p string) func(fs.FS, string, []byte) []statement {
	base, ext := path.Base(p), path.Ext(p)
	yaml := ext == ".yaml" || ext == ".yml"
	calls := func(_ fs.FS, p string, data []byte) []statement { return commands(path.Dir(p), string(data)) }
	switch {
	case strings.Contains(base, "bake") && (ext == ".json" || ext == ".hcl"):
		return func(_ fs.FS, p string, data []byte) []statement { return bake(p, data) }
	case path.Dir(p) == ".tekton" && yaml:
		return func(fsys fs.FS, _ string, data []byte) []statement { return tektonRun(fsys, data) }
	case strings.HasPrefix(p, ".github/workflows/"):
		return func(_ fs.FS, _ string, data []byte) []statement {
			return append(commands(".", string(data)), workflowBuilds(data)...)
		}
	case yaml && (strings.HasPrefix(base, "docker-compose") || strings.HasPrefix(base, "compose.")):
		return func(_ fs.FS, p string, data []byte) []statement { return composeBuilds(path.Dir(p), data) }
	case base == "Makefile" || ext == ".mk" || ext == ".sh" || strings.HasPrefix(base, "Jenkinsfile") || base == ".gitlab-ci.yml":
		return calls
	}
	return nil
}

func merged(below, above map[string]string) map[string]string {
	out := map[string]string{}
	maps.Copy(out, below)
	maps.Copy(out, above)
	return out
}
