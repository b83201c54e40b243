package main

import (
	"runtime/debug"
	"testing"
)

func TestVersionSaysWhatTheBuildKnows(t *testing.T) {
	t.Parallel()
	const commit = "0123456789abcdef0123456789abcdef01234567"
	vcs := []debug.BuildSetting{{Key: "vcs.revision", Value: commit}, {Key: "vcs.modified", Value: "true"}}
	for name, tc := range map[string]struct {
		info     *debug.BuildInfo
		ok       bool
		text     string
		revision string
		modified bool
	}{
		"installed":   {&debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}, true, "waybill v1.2.3", "", false},
		"checkout":    {&debug.BuildInfo{Main: debug.Module{Version: "v0.0.0-20260102030405-0123456789ab+dirty"}, Settings: vcs}, true, "waybill v0.0.0-20260102030405-0123456789ab+dirty", commit, true},
		"commit only": {&debug.BuildInfo{Main: debug.Module{Version: "(devel)"}, Settings: vcs[:1]}, true, "waybill devel, commit " + commit, commit, false},
		"no checkout": {&debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, true, "waybill devel, commit unknown", "", false},
		"no record":   {nil, false, "waybill devel, commit unknown", "", false},
	} {
		b := buildOf(tc.info, tc.ok)
		if b.String() != tc.text || b.Revision != tc.revision || b.Modified != tc.modified {
			t.Errorf("%s: %q %+v, want %q", name, b.String(), b, tc.text)
		}
	}
}
