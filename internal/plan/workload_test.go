package plan

import (
	"fmt"
	"testing"
)

// TestWanted: a variable that all environments want is named once, and so is one that two environments want each for itself.
func TestWanted(t *testing.T) {
	t.Parallel()
	token, region, url := Reference{"TOKEN", "orders-env", true, true}, Reference{"REGION", "orders-env", false, false}, Reference{"URL", "orders-env", false, false}
	dev, prod := Spot{Environment: "dev", Wanted: []Reference{url}}, Spot{Environment: "prod", Wanted: []Reference{url, region}}
	w := Workload{Wanted: []Reference{token}, Spots: []Spot{dev, prod}}
	if got, want := w.AllWanted(), []Reference{region, token, url}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("all: %v, want %v", got, want)
	}
	if got, want := w.WantedIn(dev), []Reference{token, url}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("in dev: %v, want %v", got, want)
	}
	// A Secret and a ConfigMap of one name are two objects.
	if got, want := w.WantedObjects(), []WantedObject{{"ConfigMap", "orders-env", []string{"REGION", "URL"}, false}, {"Secret", "orders-env", []string{"TOKEN"}, true}}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("objects: %v, want %v", got, want)
	}
	if len(w.Wanted) != 1 || len(w.Spots[0].Wanted) != 1 {
		t.Error("asking changed the plan")
	}
}

// TestScales: an autoscaler owns the pods only where it has room; with 0 pods somebody has stopped the unit, and nothing may start it.
func TestScales(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		least, most int
		want        bool
	}{
		{1, 2, true}, {1, 1, false}, {2, 1, false}, {0, 3, false}, {0, 0, false},
	} {
		if got := (Spot{Min: c.least, Max: c.most}).Scales(); got != c.want {
			t.Errorf("%d to %d: %t", c.least, c.most, got)
		}
	}
}

// TestSingle: only a claim binds the data to one pod; a volume that ends with the pod does not.
func TestSingle(t *testing.T) {
	t.Parallel()
	tmp, data := Folder{Path: "/tmp", Volume: "tmp"}, Folder{Path: "/app/data", Volume: "work", Claim: "orders-data"}
	for want, folders := range map[bool][]Folder{true: {tmp, data}, false: {tmp}} {
		if got := (Workload{Folders: folders}).Single(); got != want {
			t.Errorf("%v: %t", folders, got)
		}
	}
}

// TestHas: a capability without a version is one.
func TestHas(t *testing.T) {
	t.Parallel()
	b := Base{Provides: map[string]string{"sh": "", "java": "17"}}
	if !b.Has("sh") || !b.Has("java") || b.Has("node") {
		t.Errorf("sh %t, java %t, node %t", b.Has("sh"), b.Has("java"), b.Has("node"))
	}
}

// TestUnknownStrategy: the settings refuse other words, so one that comes nevertheless is released as a plan without a word is.
func TestUnknownStrategy(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"", "recreate"} {
		if got := ControllerFor(word).Strategy; got != StrategyRolling {
			t.Errorf("%q: %s", word, got)
		}
	}
	rows := Controllers()
	rows[0].Kind = "Pod"
	if Controllers()[0].Kind == "Pod" {
		t.Error("who asks for the rows can change them")
	}
}
