// Package ownimage reads a Dockerfile that the repository brings: what the image is, as far as manifests have to know.
//
// In goes a tree and the path of the file; out comes a [plan.Own]: ports, user, working folder and variables of the last stage, the folder
// that the file is built in, and what the image would gain if waybill wrote it. A Dockerfile that waybill wrote is none of the
// repository's own, nor is one that starts waybill's init.
package ownimage

import (
	"bytes"
	"cmp"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/internal/instructions"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/source"
)

// marks are words of a Dockerfile that waybill wrote or that was made of one.
var marks = []string{"written by waybill", "waybill-init"}

// stage is what is known of a build stage after its last instruction.
type stage struct {
	base    string // image that it was built from in the end
	ports   []int
	user    string
	workdir string
	env     map[string]string
}

// Read reads a Dockerfile of the tree; false when there is none, when it cannot be parsed, or when it is waybill's. The context is the
// folder that it is built in, "" for the one that its copies speak for.
func Read(tree *source.Tree, file, context string) (plan.Own, bool) {
	if !tree.Has(file) {
		return plan.Own{}, false
	}
	data, err := tree.Read(file)
	if err != nil || slices.ContainsFunc(marks, func(m string) bool { return bytes.Contains(data, []byte(m)) }) {
		return plan.Own{}, false
	}
	list, err := instructions.Parse(data)
	if err != nil {
		return plan.Own{}, false
	}
	r := reading{stages: map[string]stage{}, global: map[string]string{}, args: map[string]string{}}
	for _, i := range list {
		r.instruction(i)
	}
	if r.count == 0 {
		return plan.Own{}, false
	}
	last := r.now
	own := plan.Own{File: file, Ports: last.ports, User: last.user, UID: uidOf(last), Workdir: last.workdir, Env: last.env}
	own.Context = path.Clean(cmp.Or(context, contextOf(tree, file, slices.Concat(r.copies...))))
	own.Made = made(tree, own.Context, r.copies)
	own.Secrets = r.secret
	own.Gains = r.gains(own)
	return own, true
}

// reading goes through the instructions.
type reading struct {
	stages map[string]stage  // by name and by number
	global map[string]string // build arguments before the first FROM
	args   map[string]string // of the stage
	now    stage
	name   string
	count  int
	copies [][]string // sources of each COPY and ADD that come from the build context
	secret []string   // ids of mounted secrets
	loose  []string   // images without a digest and without a release in their tag
	builds bool       // the last stage compiles
}

func (r *reading) instruction(n instructions.Instruction) {
	words := n.Words
	if len(words) == 0 || r.count == 0 && n.Name != "FROM" && n.Name != "ARG" {
		return
	}
	switch n.Name {
	case "FROM":
		r.from(words)
	case "ARG":
		for _, w := range words {
			name, value, set := strings.Cut(w, "=")
			switch {
			case r.count == 0:
				r.global[name] = strings.Trim(value, `"'`)
			case set:
				r.args[name] = r.filled(value)
			default:
				r.args[name] = r.global[name] // (Dockerfile reference: ARG before FROM)
			}
		}
		return
	case "ENV":
		for i := 0; i+1 < len(words); i += 3 { // the parser gives key, value, separator
			r.now.env[words[i]] = r.filled(words[i+1])
		}
	case "EXPOSE":
		for _, w := range words {
			if p, ok := instructions.Port(r.filled(w)); ok && !slices.Contains(r.now.ports, p) {
				r.now.ports = append(r.now.ports, p)
			}
		}
	case "USER":
		r.now.user = r.filled(words[0])
	case "WORKDIR":
		if dir := r.filled(words[0]); path.IsAbs(dir) {
			r.now.workdir = path.Clean(dir)
		} else {
			r.now.workdir = path.Join("/", r.now.workdir, dir)
		}
	case "COPY", "ADD":
		if !slices.ContainsFunc(n.Flags, func(f string) bool { return strings.HasPrefix(f, "--from") }) && !n.Heredoc {
			r.copies = append(r.copies, r.allFilled(words[:len(words)-1]))
		}
	case "RUN":
		r.mounted(n.Flags)
		r.builds = r.builds || compiles(strings.Join(words, " "))
	}
	r.keep()
}

// from begins a stage: on an earlier one it has what that has.
func (r *reading) from(words []string) {
	image := instructions.Fill(words[0], func(name string) string { return r.global[name] })
	before, known := r.stages[strings.ToLower(image)]
	if !known {
		before = stage{base: image}
		if loose(image) {
			r.loose = append(r.loose, image)
		}
	}
	r.now = before
	r.now.env = maps.Clone(before.env)
	if r.now.env == nil {
		r.now.env = map[string]string{}
	}
	r.now.ports = slices.Clone(before.ports)
	r.name, r.builds = "", false
	clear(r.args)
	if len(words) == 3 && strings.EqualFold(words[1], "as") {
		r.name = strings.ToLower(words[2])
	}
	r.count++
}

func (r *reading) keep() {
	if r.count == 0 {
		return
	}
	r.stages[strconv.Itoa(r.count-1)] = r.now
	if r.name != "" {
		r.stages[r.name] = r.now
	}
}

// filled replaces variables and build arguments; variables win (Dockerfile reference, ARG).
func (r *reading) filled(text string) string {
	return instructions.Fill(strings.Trim(text, `"'`), func(name string) string { return cmp.Or(r.now.env[name], r.args[name]) })
}

// mounted notes the secrets that a command mounts; the id is the base name of the target where none is said (Dockerfile reference,
// "RUN --mount=type=secret").
func (r *reading) mounted(flags []string) {
	for _, f := range flags {
		options, mount := strings.CutPrefix(f, "--mount=")
		if !mount || !slices.Contains(strings.Split(options, ","), "type=secret") {
			continue
		}
		var id, target string
		for o := range strings.SplitSeq(options, ",") {
			key, value, _ := strings.Cut(o, "=")
			switch key {
			case "id":
				id = value
			case "target", "dst", "destination":
				target = path.Base(value)
			}
		}
		if id = cmp.Or(id, target); id != "" && !slices.Contains(r.secret, id) {
			r.secret = append(r.secret, id)
		}
	}
}

func (r *reading) allFilled(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		if out[i] = r.filled(w); out[i] != w && strings.Contains(out[i], "//") || out[i] == "" {
			out[i] = w // a part of the path comes with the build
		}
	}
	return out
}

// users are accounts that base images bring, by a word of the image's name.
var users = []struct {
	Image, User string
	UID         int
	Source      string
}{
	{"node", "node", 1000, "docker-node: Best Practices, Non-root User"},
	{"distroless", "nonroot", 65532, "distroless: base/base.bzl, NONROOT"},
	{"", "nobody", 65534, "Debian base-passwd; Alpine /etc/passwd"},
}

// uidOf is the number of the account that the image runs as, 0 when it is root or not known.
func uidOf(s stage) int {
	name, _, _ := strings.Cut(s.user, ":")
	if n, err := strconv.Atoi(name); err == nil && n > 0 {
		return n
	}
	if name == "" && strings.HasSuffix(s.base, ":nonroot") {
		name = "nonroot" // the tag of distroless images that sets the user
	}
	for _, u := range users {
		if name == u.User && strings.Contains(s.base, u.Image) {
			return u.UID
		}
	}
	return 0
}

// contextOf is the folder that the Dockerfile is built in: the repository's root, unless what it copies lies beside the file and not there.
func contextOf(tree *source.Tree, file string, copies []string) string {
	dir := path.Dir(file)
	if dir == "." {
		return "."
	}
	there := func(root string) (n int) {
		for _, c := range copies {
			c = path.Join(root, strings.TrimPrefix(path.Clean("/"+c), "/"))
			if c != path.Clean(root) && !strings.ContainsAny(c, "$*?[") && (tree.Has(c) || tree.HasDir(c)) {
				n++
			}
		}
		return n
	}
	if there(dir) > there(".") {
		return dir
	}
	return "."
}
