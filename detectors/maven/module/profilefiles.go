package module

import (
	"iter"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
)

// ProfileSetting is what a profile file, or a document for one profile, says of a key.
type ProfileSetting struct {
	Profile string
	Setting
}

var springProfileFile = regexp.MustCompile(`^(?:config/)?application-([\w.-]+)\.(?:ya?ml|properties)$`)

// ByProfile returns what the profiles of a Spring Boot application say of a key, sorted by profile; the first on the class path counts
// (Spring Boot reference, "Profile Specific Files", "Activation Properties").
func (x *Module) ByProfile(key string) []ProfileSetting {
	var list []ProfileSetting
	add := func(profile, file string, doc configfile.Document) {
		for _, v := range slices.Backward(doc.Values) {
			if Relaxed(v.Key) != Relaxed(key) {
				continue
			}
			s := ProfileSetting{Profile: profile, Setting: Setting{At: at(file, v)}}
			s.Text = x.Config().Resolve(v.Value, &s.Setting, 0)
			if !slices.ContainsFunc(list, func(o ProfileSetting) bool { return o.Profile == profile }) {
				list = append(list, s)
			}
			return
		}
	}
	for profile, file := range x.profileFiles() {
		for _, doc := range x.Repo.Documents(file) {
			add(profile, file, doc)
		}
	}
	for _, file := range x.Config().Files {
		if springProfileFile.MatchString(path.Base(file)) {
			continue
		}
		for _, doc := range x.Repo.Documents(file) {
			for _, v := range doc.Values {
				if onProfile(v) && plainProfile.MatchString(v.Value) {
					add(v.Value, file, doc)
				}
				if profiles, rest, ok := quarkusKey(v.Key); ok && Relaxed(rest) == Relaxed(key) {
					for _, p := range profiles {
						add(p, file, configfile.Document{Values: []configfile.Value{{Key: key, Value: v.Value, Line: v.Line}}})
					}
				}
			}
		}
	}
	slices.SortFunc(list, func(a, b ProfileSetting) int { return strings.Compare(a.Profile, b.Profile) })
	return list
}

// ProfileNames lists the profiles that have files of their own on the class path, sorted.
func (x *Module) ProfileNames() []string {
	var names []string
	for profile := range x.profileFiles() {
		if !slices.Contains(names, profile) {
			names = append(names, profile)
		}
	}
	slices.Sort(names)
	return names
}

// profileFiles yields the files on the class path that are for one profile, each after its profile.
func (x *Module) profileFiles() iter.Seq2[string, string] {
	return func(yield func(profile, file string) bool) {
		for _, dir := range x.ResourceDirs() {
			for _, file := range x.Repo.Tree.Under(dir) {
				if m := springProfileFile.FindStringSubmatch(strings.TrimPrefix(file, dir+"/")); m != nil && !yield(m[1], file) {
					return
				}
			}
		}
	}
}

var plainProfile = regexp.MustCompile(`^[\w.-]+$`)
