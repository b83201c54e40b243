package version

import (
	"strings"
	"testing"

	"github.com/Masterminds/semver/v3"
)

func TestRange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		scheme          Scheme
		text, canonical string
		in, out         string
	}{
		{Plain, "", "", "1 99", "21-ea"},
		{Plain, "*", "", "1 99", ""},
		{Plain, "17", ">=17 <18", "17 17.0.20+8", "16 18 18-ea"},
		{Plain, ">17", ">=18", "18 21", "17.0.12"},
		{Plain, "<=17", "<18", "17.0.20 8u502-b07", "18"},
		{Plain, ">=17", ">=17", "17 21.0.12.1+1", "8u502-b07 21-ea"},
		{Plain, ">=8 <9", ">=8 <9", "8u502-b07 8u492", "9 17"},
		{Plain, "18.x || >=20", ">=18 <19 || >=20", "18.3 20.1 24", "19.9"},
		{Plain, ">= 12 < 20", ">=12 <20", "12 19.9", "20"},
		{Plain, "14 - 16", ">=14 <17", "14 16.20.1", "17"},
		{Plain, ">=14.x", ">=14", "14.0.0", "13.9"},
		{Plain, "^0.2.3", ">=0.2.3 <0.3", "0.2.9", "0.3.0 0.2.2"},
		{Plain, "^0.0.3", ">=0.0.3 <0.0.4", "0.0.3", "0.0.4"},
		{Plain, "~3.9", ">=3.9 <3.10", "3.9.16", "3.10"},
		{Plain, "~> 3.9.1", ">=3.9.1 <3.10", "3.9.16", "3.10"},
		{Plain, ">=20.19 <21 || >=22.12", ">=20.19 <21 || >=22.12", "20.19.4 22.12 24", "20.18 22.11"},
		{Plain, ">=3 !=3.5", ">=3 !=3.5", "3.4 3.6", "3.5.1"},
		{Plain, "1.2.3", "=1.2.3", "1.2.3", "1.2.3.1 1.2.4"},
		{Plain, ">=21-ea", ">=21-ea", "21-ea 21 22", "22-ea 20"},
		{Java, ">=1.8", ">=8", "8u502-b07 17", "7"},
		{Plain, ">=1.22.3", ">=1.22.3", "1.22.3 1.26.8", "1.22"},
	} {
		r, err := c.scheme.Range(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		check(t, c.text, r, c.canonical, c.in, c.out)
	}
}

func TestAnd(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{">=18", "<20", ">=18 <20"}, {"^18 || ^20", ">=18.5", ">=18.5 <19 || >=20 <21"}, {"", "^18", ">=18 <19"}, {"^18", "", ">=18 <19"}, {"*", "<4", "<4"}, {"<18", ">=18", "none"},
	} {
		a, errA := Plain.Range(c[0])
		b, errB := Plain.Range(c[1])
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		got := "none"
		if both, ok := a.And(b); ok {
			got = both.String()
		}
		if got != c[2] {
			t.Errorf("%s and %s: %s, want %s", c[0], c[1], got, c[2])
		}
	}
	r, err := Plain.Range(">=18.5 <20 || 22.1.x")
	if err != nil {
		t.Fatal(err)
	}
	for major, want := range map[int]bool{17: false, 18: true, 19: true, 20: false, 22: true} {
		if r.AllowsMajor(major) != want {
			t.Errorf("%s and %d: not %v", r, major, want)
		}
	}
}

func TestDialects(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name            string
		read            func(string) (Range, error)
		text, canonical string
		in, out         string
	}{
		{"maven", FromMaven, "[3.6,4)", ">=3.6 <4", "3.9.16", "4.0.0"},
		{"maven", FromMaven, "3.6.3", ">=3.6.3", "3.9 4", "3.6.2"},
		{"maven", FromMaven, "(,3.9]", "<=3.9.0", "3.8 3.9", "3.9.1"},
		{"java", FromJava, "[17,21)", ">=17 <21", "17.0.20+8", "21.0.1 11"},
		{"java", FromJava, "[1.8,)", ">=8", "8u502-b07 21", "7"},
		{"java", FromJava, "1.8", ">=8", "8u492", "7"},
		{"java", FromJava, "[1.8,1.9)", ">=8 <9", "1.8.0_412", "9"},
		{"java", FromJava, "[11,12),[17,18)", ">=11 <12 || >=17 <18", "11.0.2 17", "12 16"},
		{"java", FromJava, "[17]", ">=17 <18", "17.0.20", "18"},
		{"java", FromJava, "(11,)", ">11.0.0", "11.0.20", "11"},
		{"npm", FromNPM, "^18 || >=20", ">=18 <19 || >=20", "18.1 22", "19"},
		{"npm", FromNPM, "lts/iron", ">=20 <21", "20.11", "22"},
		{"npm", FromNPM, "lts/*", "", "18 20 22 24", "19 21 23"},
		{"npm", FromNPM, "node", "", "24", ""},
		{"npm", FromNPM, "v20.11.0", "=20.11.0", "20.11.0", "20.11.1"},
	} {
		r, err := c.read(c.text)
		if err != nil {
			t.Errorf("%s %s: %v", c.name, c.text, err)
			continue
		}
		if c.text == "lts/*" {
			c.canonical = r.String()
		}
		check(t, c.name+" "+c.text, r, c.canonical, c.in, c.out)
	}
}

func check(t *testing.T, name string, r Range, canonical, in, out string) {
	t.Helper()
	if got := r.String(); got != canonical {
		t.Errorf("%s: got %q, want %q", name, got, canonical)
	}
	for _, list := range []struct {
		words string
		want  bool
	}{{in, true}, {out, false}} {
		for w := range strings.FieldsSeq(list.words) {
			v, err := Java.Version(w)
			if strings.HasPrefix(w, "1.2") || strings.HasPrefix(w, "0.") {
				v, err = Plain.Version(w)
			}
			if err != nil {
				t.Fatal(err)
			}
			if r.Allows(v) != list.want {
				t.Errorf("%s: allows %s is %v", name, w, !list.want)
			}
		}
	}
}

func TestRangeRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"lts/*", "node >= 18", "[17,21)", ">=5 <3", ">*", "bookworm", "17;id", strings.Repeat("1 ", 400)} {
		if r, err := Plain.Range(text); err == nil {
			t.Errorf("%q was read as %s", text, r)
		}
	}
	for _, text := range []string{"[17", "17]", "[17,18", "[a,b]", "[17,21) x", "(17,17)"} {
		if r, err := FromJava(text); err == nil {
			t.Errorf("maven %q was read as %s", text, r)
		}
	}
}

func TestLowerBound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, version, want string }{
		{"18.x || >=20", "20.3.1", "20"},
		{"18.x || >=20", "24", "20"},
		{"18.x || >=20", "18.9", "18"},
		{">=18 || ^20", "20.1", "20"},
		{"<21", "17", ""},
		{"", "17", ""},
		{">=17", "11", ""},
	} {
		r, err := Plain.Range(c.text)
		if err != nil {
			t.Fatal(err)
		}
		v, err := Parse(c.version)
		if err != nil {
			t.Fatal(err)
		}
		lo, ok := r.LowerBound(v)
		if ok != (c.want != "") || ok && lo.Canonical() != c.want {
			t.Errorf("%s at %s: got %s %v, want %q", c.text, c.version, lo, ok, c.want)
		}
	}
}

// FuzzRange holds that a range survives printing, and that it agrees with Masterminds/semver where both read it.
func FuzzRange(f *testing.F) {
	for _, s := range []string{"^18 || >=20", "14 - 16", ">=1.2.3 <2", "!=17", "~1.2", "[1.8,)", "(,3],[5,6)", "lts/*", "=1.2.3", "^0.0.3-beta.1"} {
		f.Add(s, uint16(18), uint16(2), uint16(1))
	}
	f.Fuzz(func(t *testing.T, text string, major, minor, patch uint16) {
		v := Version{nums: []int{int(major), int(minor), int(patch)}}
		for _, read := range []func(string) (Range, error){Plain.Range, FromMaven, FromNPM} {
			r, err := read(text)
			if err != nil {
				continue
			}
			again, err := Plain.Range(r.String())
			if err != nil {
				t.Fatalf("%q printed as %q cannot be read: %v", text, r, err)
			}
			if again.Allows(v) != r.Allows(v) {
				t.Fatalf("%q printed as %q differs at %s", text, r, v.Canonical())
			}
		}
	})
}

// TestAgainstSemver compares with Masterminds/semver on every small version.
func TestAgainstSemver(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"1", "^1.2", "~1.2", ">1", ">=1.1 <2", "<=1.2", "1.x || >=3", "0 - 2", "^0.1.2", "!=1.1.1", ">1.1.1", "=2"} {
		ours, err := Plain.Range(text)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := semver.NewConstraint(text)
		if err != nil {
			t.Fatal(err)
		}
		for n := range 4 * 4 * 4 {
			v := Version{nums: []int{n / 16, n / 4 % 4, n % 4}}
			if ours.Allows(v) != theirs.Check(semver.MustParse(v.Canonical())) {
				t.Errorf("%s: allows %s is %v here", text, v.Canonical(), ours.Allows(v))
			}
		}
	}
}
