package version

import (
	"testing"
)

func TestVersionForms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		scheme     Scheme
		text, want string
	}{
		{Plain, "17", "17"},
		{Java, "17.0.20+8", "17.0.20"},
		{Java, "21.0.12.1+1", "21.0.12.1"},
		{Java, "8u502-b07", "8.0.502"},
		{Java, "8u492", "8.0.492"},
		{Java, "1.8.0_412", "8.0.412"},
		{Java, "1.8.0_412-b08", "8.0.412"},
		{Java, "1.8", "8"},
		{Java, "1.0", "1.0"},
		{Plain, "1.8", "1.8"},
		{Plain, "v20.11.0", "20.11.0"},
		{Java, "21-ea", "21-ea"},
		{Plain, "1.27rc1", "1.27-rc1"},
		{Plain, "6.5.0.RELEASE", "6.5.0"},
		{Plain, "22.04", "22.4"},
		{Plain, "4.0.0-rc-4", "4.0.0-rc-4"},
		{Java, "25.0.4.1+1-LTS", "25.0.4.1"},
	} {
		v, err := c.scheme.Version(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := v.Canonical(); got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
		if v.String() != c.text {
			t.Errorf("%s: String gives %s", c.text, v)
		}
	}
}

func TestVersionRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "bookworm", "seventeen", "-1", "1..2", "1.2.3.4.5.6.7.8.9", "12345678901", "1.2\n3", "17 18", "1.2-\x00"} {
		if v, err := Parse(text); err == nil {
			t.Errorf("%q was read as %s", text, v.Canonical())
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	ascending := []string{"1.8.0_412", "8u502-b07", "9", "17-ea", "17", "17.0.12", "21-ea", "21.0.12", "21.0.12.1+1", "21.0.12.2", "25"}
	for i := range ascending {
		for j := range ascending {
			a, err := Java.Version(ascending[i])
			if err != nil {
				t.Fatal(err)
			}
			b, err := Java.Version(ascending[j])
			if err != nil {
				t.Fatal(err)
			}
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := a.Compare(b); got != want {
				t.Errorf("%s against %s: got %d, want %d", a, b, got, want)
			}
		}
	}
}
