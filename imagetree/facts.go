package imagetree

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/internal/version"
)

// Facts are what a pushed image shows of itself: its configuration and, where its layers were read, some of its files.
type Facts struct {
	User         string            `json:"user,omitempty"`         // of the configuration: a name or a number, with a group after a colon; "" is root
	UID          string            `json:"uid,omitempty"`          // the number of the user; "" when it is not known
	UserName     string            `json:"userName,omitempty"`     // the name that /etc/passwd gives the number; "" when it is not known
	Entrypoint   []string          `json:"entrypoint,omitempty"`   //
	Labels       map[string]string `json:"labels,omitempty"`       // those that the tree declares or waybill reads
	Shell        string            `json:"shell,omitempty"`        // yes or no; "" when the layers were not read
	Distribution string            `json:"distribution,omitempty"` // ID of os-release; "" when it is not known
	Versions     map[string]Told   `json:"versions,omitempty"`     // by capability
}

// Told is a version with the place that tells it: a file, or a variable of the environment.
type Told struct {
	Version string `json:"version"`
	From    string `json:"from"`
}

// Mismatch is a fact of an image that is not what the tree says. At are the keys of the image that declare it, separated by spaces.
type Mismatch struct{ At, Text string }

// StartsAs returns the user and the number of the user that containers of the image start as, its own or inherited; "" and 0 when no image
// of the chain says it.
func (i *Image) StartsAs() (user string, uid int) {
	for _, at := range i.Chain() {
		if at.User != "" || at.UID != 0 {
			return at.User, at.UID
		}
	}
	return "", 0
}

// entrypointOf returns the entrypoint of the image, its own or inherited; nil when no image of the chain says it.
func entrypointOf(i *Image) []string {
	for _, at := range i.Chain() {
		if len(at.Entrypoint) > 0 {
			return at.Entrypoint
		}
	}
	return nil
}

// AllLabels returns the declared labels of the image, those of its parents included: a build inherits labels.
func (i *Image) AllLabels() map[string]string {
	out := map[string]string{}
	for _, at := range slices.Backward(i.Chain()) {
		maps.Copy(out, at.Labels)
	}
	return out
}

// Mismatches compares what the tree says of an image with what the image shows. What either does not say is not compared.
func (i *Image) Mismatches(f Facts) []Mismatch {
	var out []Mismatch
	add := func(at, format string, args ...any) { out = append(out, Mismatch{at, fmt.Sprintf(format, args...)}) }
	compareUser(i, f, add)
	if want := entrypointOf(i); want != nil && !slices.Equal(want, f.Entrypoint) {
		add("entrypoint", "its entrypoint is %q, the tree says %q", f.Entrypoint, want)
	}
	labels := i.AllLabels()
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		if is, ok := f.Labels[key]; !ok {
			add("labels "+key, "it has no label %s, the tree says %q", key, labels[key])
		} else if is != labels[key] {
			add("labels "+key, "its label %s is %q, the tree says %q", key, is, labels[key])
		}
	}
	switch {
	case i.Has("sh") && f.Shell == "no":
		add("provides sh", "it has no /bin/sh, the tree says that it provides sh")
	case slices.Contains(i.Removes, "sh") && f.Shell == "yes":
		add("removes sh", "it has /bin/sh, the tree says that it removes sh")
	}
	for _, c := range i.Capabilities() {
		if told, ok := f.Versions[c]; ok && !fits(i, c, told.Version) {
			p, _ := i.Provided(c)
			add("provides "+c, "it has %s %s (%s), the tree says %s", c, told.Version, told.From, p.Text)
		}
	}
	if said := distributionOf(i); said != "" && f.Distribution != "" && !slices.Contains(DistributionWords(f.Distribution), said) {
		add("provides "+said, "its distribution is %s (os-release), the tree says %s", f.Distribution, said)
	}
	return out
}

func compareUser(i *Image, f Facts, add func(at, format string, args ...any)) {
	user, uid := i.StartsAs()
	name, group, _ := strings.Cut(user, ":")
	is, isGroup, _ := strings.Cut(f.User, ":")
	if is == "" || is == "0" {
		is = "root"
	}
	if name == "0" {
		name = "root"
	}
	number := f.UID
	if number == "" && digitsOnly(is) {
		number = is
	}
	switch {
	case name == "" || name == is || digitsOnly(name) && name == number || name == f.UserName:
		if name != "" && group != "" && group != isGroup {
			add("user", "it starts with the group %q, the tree says %q", isGroup, group)
		}
	case digitsOnly(name) && number == "" && is != "root", digitsOnly(is) && f.UserName == "" && !digitsOnly(name) && name != "root":
		// a name against a number: only /etc/passwd can tell, and it was not read or does not say it
	default:
		add("user", "it starts as user %s, the tree says %s", is, name)
	}
	if want := strconv.Itoa(uid); uid != 0 && (number != "" && number != want || is == "root") {
		add("uid", "it starts as uid %s, the tree says %s", orRoot(number), want)
	} else if uid != 0 && f.UserName != "" && name != "" && !digitsOnly(name) && f.UserName != name {
		add("uid", "uid %s belongs to %s in /etc/passwd, the tree says %s", want, f.UserName, name)
	}
}

func orRoot(uid string) string {
	if uid == "" {
		return "0"
	}
	return uid
}

func digitsOnly(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// fits says whether a version that an image shows is what the tree declares, as far as both say it: 17.0.12 is 17, and 17 is not 21. A tag
// that follows a line may have moved to what is newer within the line. A text that is no version fits.
func fits(i *Image, capability, text string) bool {
	p, ok := i.Provided(capability)
	is, err := SchemeOf(capability).Version(text)
	if !ok || err != nil || p.Version.IsZero() {
		return true
	}
	declared := fields(p.Version)
	if line := p.From.lines[capability]; line != nil {
		return is.HasPrefix(line[:min(len(line), is.Len())]...) && (is.Len() < len(declared) || is.Compare(p.Version) >= 0)
	}
	return is.HasPrefix(declared[:min(len(declared), is.Len())]...)
}

func fields(v version.Version) []int {
	out := make([]int, v.Len())
	for n := range out {
		out[n] = v.Field(n)
	}
	return out
}

// distributions maps the ID of os-release(5) to the words that trees use for the distribution, where they differ.
// Source: the files of the public images of that name.
var distributions = map[string][]string{
	"almalinux": nil, "alpine": nil, "amzn": {"amazonlinux"}, "azurelinux": nil, "centos": nil, "debian": nil, "fedora": nil, "mariner": nil, "ol": {"oraclelinux"},
	"opensuse-leap": {"opensuse"}, "photon": nil, "rhel": {"ubi"}, "rocky": {"rockylinux"}, "sles": nil, "ubuntu": nil, "wolfi": nil,
}

// DistributionWords returns the capabilities that an ID of os-release(5) stands for; the first is the ID itself.
func DistributionWords(id string) []string { return append([]string{id}, distributions[id]...) }

// distributionOf is the one that the image provides; "" when it provides none, or more than one word of different ones.
func distributionOf(i *Image) string {
	for _, id := range slices.Sorted(maps.Keys(distributions)) {
		for _, word := range DistributionWords(id) {
			if _, ok := i.effective[word]; ok {
				return word
			}
		}
	}
	return ""
}
