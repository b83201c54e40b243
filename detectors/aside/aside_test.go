package aside

import "testing"

func TestFolder(t *testing.T) {
	t.Parallel()
	all := Example | Sample | Test | Tool | Documentation | Site
	for _, c := range []struct {
		dir     string
		classes Class
		want    string
	}{
		{".", all, ""},
		{"services/orders", all, ""},
		{"Examples/orders", Example, "Examples"},
		{"orders/e2e/web", Example | Test, "e2e"},
		{"orders/e2e", Example, ""},
		{"hack", Tool, "hack"},
		{"hack", Example | Test | Documentation | Site, ""},
		{"docs/web", Documentation, "docs"},
		{"website", Documentation, ""},
		{"website", Site, "website"},
		{"demo-app", Example, ""},
	} {
		if got := Folder(c.dir, c.classes); got != c.want {
			t.Errorf("%s: %q, want %q", c.dir, got, c.want)
		}
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	for dir, want := range map[string]bool{
		"demo": true, "demo-app": true, "shop-demo": true, "order_samples": false, "order_demos": true, "a/shop-demo-web": true,
		"demonstrator": false, "democracy": false, "templates": true, "template-service": false, "doc-service": false, "orders": false, ".": false,
		"test-runner": false,
	} {
		if got := Named(dir, Example|Documentation); got != want {
			t.Errorf("%s: %v", dir, got)
		}
	}
	if !Named("orders-it", Test) || Named("audit", Test) || Named("exit-service", Test) {
		t.Error("a part stands between dashes")
	}
}

func TestRows(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range Rows() {
		if seen[r.Word] || r.Why == "" || r.Class == 0 || r.Class&(r.Class-1) != 0 {
			t.Errorf("%+v: a word stands once, in one class, with a reason", r)
		}
		seen[r.Word] = true
	}
}
