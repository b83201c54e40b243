package imagetree

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
)

func TestSelect(t *testing.T) {
	t.Parallel()
	tree := load(t, small)
	for _, c := range []struct {
		name string
		need Need
		pick string
		lost map[string]string // image → part of why it was not picked
	}{
		{
			"extras move to the image that has them",
			Need{Role: Run, Requires: needs("java", ">=17"), Extras: []string{"fontconfig"}},
			"jre17-fonts",
			map[string]string{
				"jre17": "missing extras: it lacks fontconfig (1 against 0)", "jre21": "version gap: 4 majors above the lower bound, against 0",
				"jre8": "java 8u492 is outside >=17", "node24": "provides no java", "static": "provides no java",
			},
		},
		{"extras never move an application to another major", Need{Role: Run, Requires: needs("java", ">=21"), Extras: []string{"fontconfig"}}, "jre21", nil},
		{"the smallest surplus wins", Need{Role: Run, Requires: needs("java", ">=11")}, "jre17", map[string]string{"jre17-tomcat9": "surplus: carries 5 things nobody asked for, against 4"}},
		{"a bounded range", Need{Role: Run, Requires: needs("java", ">=8 <9")}, "jre8", nil},
		{"old Java spelling", Need{Role: Run, Requires: needs("java", "1.8")}, "jre8", nil},
		{"two requirements", Need{Role: Run, Requires: needs("java", ">=17", "tomcat", "^9")}, "jre17-tomcat9", map[string]string{"jre8": "provides no tomcat", "jre21-tomcat10": "tomcat 10.1.59 is outside ^9"}},
		{"lower bounds are taken by branch", Need{Role: Run, Requires: needs("node", "18.x || >=20")}, "node20", map[string]string{"node24": "same-major"}},
		{"build and run are apart", Need{Role: Build, Requires: needs("java", ">=17", "jdk", "")}, "maven17", nil},
		{"no requirement takes the smallest", Need{Role: Run}, "static", nil},
		{"an alias of the package table", Need{Role: Run, Requires: needs("static", "")}, "static", nil},
		{"a pin is checked", Need{Role: Run, Requires: needs("java", ">=17"), Pin: "jre21"}, "jre21", map[string]string{"jre17": "names jre21"}},
		{"a day refuses what has ended", Need{Role: Run, Requires: needs("java", ">=8"), Day: "2027-04-01"}, "jre17", map[string]string{"jre8": "may not be used after 2027-03-31"}},
		{"deprecated loses against an active image of another major", Need{Role: Run, Requires: needs("java", ">=8")}, "jre17", map[string]string{"jre8": "lifecycle: it is deprecated"}},
		{"deprecated still serves where no active image does", Need{Role: Run, Requires: needs("java", ">=8 <17")}, "jre8", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := tree.Select(c.need)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.NoFit(); err != nil {
				t.Fatal(err)
			}
			if s.Pick.Image.Name != c.pick {
				t.Errorf("picked %s, want %s", s.Pick.Image.Name, c.pick)
			}
			for name, part := range c.lost {
				i := slices.IndexFunc(s.Others(), func(o Candidate) bool { return o.Image.Name == name })
				if i < 0 {
					t.Errorf("%s is not among the others", name)
					continue
				}
				o := s.Others()[i]
				if got := strings.Join(o.Refused, "; ") + o.LostOn; !strings.Contains(got, part) {
					t.Errorf("%s: got %q, want %q", name, got, part)
				}
			}
		})
	}
}

func TestSelectBendsSameMajorOnlyWhenNothingElseServes(t *testing.T) {
	t.Parallel()
	s, err := load(t, small).Select(Need{App: "shop", Role: Run, Requires: needs("node", ">=16")})
	if err != nil {
		t.Fatal(err)
	}
	if s.Pick == nil || s.Pick.Image.Name != "node20" {
		t.Fatalf("picked %v", s.Pick)
	}
	if len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0], "4 majors above") {
		t.Errorf("warnings: %q", s.Warnings)
	}
}

func TestNoFit(t *testing.T) {
	t.Parallel()
	tree := load(t, small)
	for _, c := range []struct {
		name             string
		need             Need
		what, hint, fail string
	}{
		{
			"the highest version is named, and the line that asks",
			Need{App: "future", Role: Run, Requires: []facts.Require{{Capability: "java", Range: ">=25", Evidence: []facts.Evidence{{File: "pom.xml", Line: 31, Rule: "maven.compiler.release"}}}}},
			"no image fits future: nothing of use run provides java >=25; the highest is jre21 with 21.0.12.1+1", "pom.xml:31, maven.compiler.release", "",
		},
		{"each can be had, not together", Need{App: "odd", Role: Run, Requires: needs("java", "", "node", "")}, "the nearest is ", "has all of it", ""},
		{"nothing to install with", Need{App: "tiny", Role: Run, Requires: needs("static", ""), Extras: []string{"ffmpeg"}}, "lacks ffmpeg, and has no package manager", "", ""},
		{"a pin that cannot serve", Need{App: "api", Role: Run, Requires: needs("java", ">=17"), Pin: "node24"}, "image node24 cannot serve api: provides no java", "", ""},
		{"a pin that is not there", Need{App: "api", Role: Run, Pin: "node42"}, "", "", `names image node42, which the tree does not declare`},
		{"a misspelt capability", Need{App: "api", Role: Run, Requires: needs("jave", ">=17")}, "nothing of use run provides jave >=17", `did you mean "java"?`, ""},
		{
			"a word that a file asks for",
			Need{App: "web", Role: Run, Requires: []facts.Require{{Capability: "jave", Evidence: []facts.Evidence{{File: "pom.xml", Line: 7, Rule: "jave-maven-plugin"}}}}},
			"nothing of use run provides jave", "add an image to the tree, or change the requirement in pom.xml:7, jave-maven-plugin", "",
		},
		{"an image of the other role", Need{App: "api", Role: Run, Requires: needs("maven", "")}, "nothing of use run provides maven", "image maven17 provides it for use build", ""},
		{"no range", Need{App: "api", Role: Run, Requires: needs("java", "[17,21)")}, "", "", "is not a range"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := tree.Select(c.need)
			if c.fail != "" {
				if err == nil || !strings.Contains(err.Error(), c.fail) || fault.KindOf(err) != fault.Usage {
					t.Fatalf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			err = s.NoFit()
			if err == nil || !strings.Contains(err.Error(), c.what) || !strings.Contains(strings.Join(fault.HintOf(err), " "), c.hint) {
				t.Fatalf("got %v, hint %q", err, fault.HintOf(err))
			}
		})
	}
}

// TestNearestMiss holds that the image which lacks least is named first: one that has the thing in another version before one without.
func TestNearestMiss(t *testing.T) {
	t.Parallel()
	tree := load(t, small)
	for _, c := range []struct {
		need  Need
		first []string
	}{
		{Need{Role: Run, Requires: needs("node", ">=30")}, []string{"node24", "node20"}},
		{Need{Role: Run, Requires: needs("node", "<18")}, []string{"node20", "node24"}},
		{Need{Role: Run, Requires: needs("java", ">=22 <23")}, []string{"jre21"}},
		{Need{Role: Run, Requires: needs("java", ">=17", "tomcat", "^8")}, []string{"jre17-tomcat9"}},
	} {
		s, err := tree.Select(c.need)
		if err != nil || s.Pick != nil {
			t.Fatalf("%s: %v %v", c.need, s.Pick, err)
		}
		for n, want := range c.first {
			if got := s.Others()[n]; got.Image.Name != want {
				t.Errorf("%s: %d is %s (%s), want %s", c.need, n, got.Image.Name, got.Refused, want)
			}
		}
	}
}

// TestPinGoesBeforeDefaults holds that a range of policy.defaults is not held against an image that somebody names.
func TestPinGoesBeforeDefaults(t *testing.T) {
	t.Parallel()
	tree := load(t, strings.Replace(small, "images:", "policy: {defaults: {node: '>=24'}}\nimages:", 1))
	s, err := tree.Select(Need{App: "x", Role: Run, Requires: needs("node", ""), Pin: "node20"})
	if err != nil || s.Pick == nil || len(s.Warnings) > 0 {
		t.Errorf("%+v %v", s, err)
	}
	if s, err = tree.Select(Need{App: "x", Role: Run, Requires: needs("node", "")}); err != nil || s.Pick.Image.Name != "node24" {
		t.Errorf("%+v %v", s, err)
	}
}

func TestPolicyOfSelection(t *testing.T) {
	t.Parallel()
	tree := load(t, `version: 1
registry: r.example.com/base
policy:
  require: {run: [tini]}
  defaults: {java: ">=17"}
capabilities: {java: {prefer: newest}}
images:
  a17: {from: scratch, tag: "1", use: [run], provides: {java: 17.0.1, tini: "", debian: "13"}, deny: {team: edi}}
  b17: {from: scratch, tag: "1", use: [run], provides: {java: 17.0.1}}
  c21: {from: scratch, tag: "1", use: [run], provides: {java: 21.0.1, tini: "", alpine: "3.22"}, allow: {team: edi}}
  d21: {from: scratch, tag: "1", use: [run], status: withdrawn, provides: {java: 21.0.1, tini: ""}}
`)
	s, err := tree.Select(Need{App: "x", Role: Run, Requires: needs("java", "")})
	if err != nil {
		t.Fatal(err)
	}
	if s.Pick.Image.Name != "a17" || len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0], "is the tree's default") {
		t.Errorf("picked %s, warnings %q", s.Pick.Image.Name, s.Warnings)
	}
	s, err = tree.Select(Need{App: "x", Role: Run, Requires: needs("java", ""), Labels: map[string]string{"team": "edi"}, Extras: []string{"fonts-noto-cjk", "apt:python3"}})
	if err != nil {
		t.Fatal(err)
	}
	if s.Pick == nil || s.Pick.Image.Name != "c21" {
		t.Fatalf("picked %+v", s.Pick)
	}
	got := s.Explain().Pick
	if got.Manager != Apk || !slices.Equal(got.Packages, []string{"font-noto-cjk", "python3"}) {
		t.Errorf("installs %s %v", got.Manager, got.Packages)
	}
}

// TestSelectIgnoresOrder holds that the order of the file does not matter.
func TestSelectIgnoresOrder(t *testing.T) {
	t.Parallel()
	head, body, _ := strings.Cut(small, "images:\n  os:\n")
	blocks := strings.Split("  os:\n"+body, "\n  ")
	blocks[0] = strings.TrimPrefix(blocks[0], "  ")
	var images []string
	for _, b := range blocks {
		if strings.HasPrefix(b, "  ") && len(images) > 0 {
			images[len(images)-1] += "\n  " + b
			continue
		}
		images = append(images, strings.TrimRight(b, "\n"))
	}
	want := picks(t, load(t, small))
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		random.Shuffle(len(images), func(i, j int) { images[i], images[j] = images[j], images[i] })
		got := picks(t, load(t, head+"images:\n  "+strings.Join(images, "\n  ")+"\n"))
		if got != want {
			t.Fatalf("order changes the answer:\n%s\nwant\n%s", got, want)
		}
	}
}

// TestIrrelevantImages holds that an image that satisfies nothing never changes a pick.
func TestIrrelevantImages(t *testing.T) {
	t.Parallel()
	want := picks(t, load(t, small))
	for _, extra := range []string{
		"  zz: {from: scratch, tag: '1', use: [run], status: withdrawn, provides: {java: 17.0.99, node: 20.99.0, static: ''}}\n",
		"  aa: {from: os, tag: '1', provides: {java: 17.0.99}}\n",
		"  aa: {from: scratch, tag: '1', use: [run], allow: {team: nobody}, provides: {java: 17.0.99}}\n",
	} {
		if got := picks(t, load(t, small+extra)); pickedOnly(got) != pickedOnly(want) {
			t.Errorf("%s changes the answer:\n%s\nwant\n%s", extra, pickedOnly(got), pickedOnly(want))
		}
	}
}

func allNeeds() []Need {
	var out []Need
	for _, role := range []Role{Run, Build} {
		for _, r := range [][]facts.Require{
			needs("java", ">=17"), needs("java", ">=8"), needs("java", ""), needs("node", ">=16"), needs("node", "20 || 24"), needs("tomcat", ">=9"), needs("static", ""), nil,
		} {
			out = append(out, Need{App: "app", Role: role, Requires: r}, Need{App: "app", Role: role, Requires: r, Extras: []string{"fontconfig"}})
		}
	}
	return out
}

func picks(t *testing.T, tree *Tree) string {
	t.Helper()
	var b strings.Builder
	for _, n := range allNeeds() {
		s, err := tree.Select(n)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.WriteText(&b, true); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func pickedOnly(text string) string {
	var kept []string
	for l := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(l, "  pick") || strings.Contains(l, "no image fits") {
			kept = append(kept, strings.Fields(l)[1])
		}
	}
	return strings.Join(kept, "\n")
}
