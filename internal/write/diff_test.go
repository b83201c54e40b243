package write

import "testing"

func TestDiff(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run(t, dir, Options{}, "Dockerfile", "FROM a\nUSER 1\n", "deploy/kubernetes/old.yaml", "x\n", "Jenkinsfile", "same\n")
	d, err := Look(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	cs, err := d.Compare(rendered("Dockerfile", "FROM b\nUSER 1\n", "deploy/init.sh", "new\n", "Jenkinsfile", "same\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, string(cs.Diff()), `diff a/Dockerfile b/Dockerfile
--- a/Dockerfile
+++ b/Dockerfile
@@ -1,2 +1,2 @@
-FROM a
+FROM b
 USER 1
diff /dev/null b/deploy/init.sh
--- /dev/null
+++ b/deploy/init.sh
@@ -0,0 +1,1 @@
+new
diff a/deploy/kubernetes/old.yaml /dev/null
--- a/deploy/kubernetes/old.yaml
+++ /dev/null
@@ -1,1 +0,0 @@
-x
`)
	var drift []string
	for _, c := range cs.Drift() {
		drift = append(drift, c.Path)
	}
	same(t, drift, []string{"Dockerfile", "deploy/init.sh", "deploy/kubernetes/old.yaml"})
}

func TestLookAtAMissingFolder(t *testing.T) {
	t.Parallel()
	d, err := Look(t.TempDir() + "/none")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	cs, err := d.Compare(rendered("Dockerfile", "x\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, cs.Files[0].Status, Create)
}
