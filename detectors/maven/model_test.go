package maven

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestInterpolation(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"pom.xml": project("parent", "<packaging>pom</packaging><modules><module>app</module></modules>",
			"<properties><revision>2.5</revision><a>${b}</a><b>${a}</b><base>${project.artifactId}-${deep}</base><deep>${project.parent.version}</deep></properties>"),
		"app/pom.xml": "<project><parent><groupId>g</groupId><artifactId>parent</artifactId><version>1.0</version></parent><artifactId>app</artifactId><version>${revision}</version></project>",
	}
	m := readReactor(tree(t, files)).poms["app/pom.xml"].resolved
	for text, want := range map[string]string{
		"${project.version}":                 "2.5",
		"${version}-${pom.artifactId}":       "2.5-app",
		"${project.groupId}":                 "g",
		"${base}":                            "app-1.0",
		"${unknown}":                         "${unknown}",
		"${":                                 "${",
		"${project.build.finalName}":         "app-2.5",
		"${project.build.directory}${unset}": "target${unset}",
	} {
		if got := m.interpolate(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	if m.interpolate("${a}"); m.loop == nil {
		t.Error("the loop of a and b is not noticed")
	}
	if w, ok := m.loopWarning(); !ok || !strings.Contains(w.Text, "${a} -> ${b}") {
		t.Errorf("warning %+v", w)
	}
}

func TestParents(t *testing.T) {
	t.Parallel()
	parent := func(path string) string {
		return "<parent><groupId>g</groupId><artifactId>base</artifactId><version>1.0</version>" + path + "</parent>"
	}
	base := project("base", "<packaging>pom</packaging><properties><maven.compiler.release>21</maven.compiler.release></properties>")
	for name, tc := range map[string]struct {
		files map[string]string
		app   string
		want  string
	}{
		"above":            {map[string]string{"pom.xml": base, "app/pom.xml": project("app", parent(""))}, "app/pom.xml", "21"},
		"by path":          {map[string]string{"build/base.xml": base, "app/pom.xml": project("app", parent("<relativePath>../build/base.xml</relativePath>"))}, "app/pom.xml", "21"},
		"by folder":        {map[string]string{"build/pom.xml": base, "app/pom.xml": project("app", parent("<relativePath>../build</relativePath>"))}, "app/pom.xml", "21"},
		"beside":           {map[string]string{"pom.base.xml": base, "pom.xml": project("app", parent("<relativePath>pom.base.xml</relativePath>"))}, "pom.xml", "21"},
		"empty path":       {map[string]string{"pom.xml": base, "app/pom.xml": project("app", parent("<relativePath/>"))}, "app/pom.xml", ""},
		"another artifact": {map[string]string{"pom.xml": project("other"), "app/pom.xml": project("app", parent(""))}, "app/pom.xml", ""},
		"outside":          {map[string]string{"pom.xml": project("app", parent("<relativePath>../../etc/pom.xml</relativePath>"))}, "pom.xml", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := readReactor(tree(t, tc.files))
			v, _ := r.poms[tc.app].resolved.prop("maven.compiler.release")
			if v.text != tc.want {
				t.Errorf("got %q", v.text)
			}
		})
	}
}

func TestParentLoop(t *testing.T) {
	t.Parallel()
	ref := func(name, path string) string {
		return "<parent><groupId>g</groupId><artifactId>" + name + "</artifactId><version>1.0</version><relativePath>" + path + "</relativePath></parent>"
	}
	f := detect(t, map[string]string{"a/pom.xml": project("a", ref("b", "../b")), "b/pom.xml": project("b", ref("a", "../a"))})
	if !warned(f, "in a loop") {
		t.Errorf("warnings: %+v", f.Warnings)
	}
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	profile := func(id, activation, value string) string {
		return "<profile><id>" + id + "</id>" + activation + "<properties><p>" + value + "</p></properties></profile>"
	}
	byDefault := "<activation><activeByDefault>true</activeByDefault></activation>"
	for name, tc := range map[string]struct {
		profiles, told, want string
	}{
		"none":         {profile("x", "", "1"), "", "0"},
		"by default":   {profile("x", byDefault, "1"), "", "1"},
		"told":         {profile("x", byDefault, "1") + profile("y", "", "2"), "y", "2"},
		"default ends": {profile("x", byDefault, "1") + profile("y", "<activation><property><name>!skip</name></property></activation>", "2"), "", "2"},
		"not set":      {profile("x", "<activation><property><name>never</name></property></activation>", "1"), "", "0"},
		"file":         {profile("x", "<activation><file><exists>pom.xml</exists></file></activation>", "1"), "", "1"},
		"missing file": {profile("x", "<activation><file><missing>${basedir}/src</missing></file></activation>", "1"), "", "1"},
		"linux":        {profile("x", "<activation><os><family>unix</family></os></activation>", "1"), "", "1"},
		"windows":      {profile("x", "<activation><os><family>windows</family></os></activation>", "1"), "", "0"},
		"later wins":   {profile("x", byDefault, "1") + profile("y", byDefault, "2"), "", "2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := readReactor(tree(t, map[string]string{"pom.xml": project("app", "<properties><p>0</p></properties><profiles>"+tc.profiles+"</profiles>")}))
			m := newModel(r.poms["pom.xml"], map[string]bool{tc.told: true}, r.exists)
			if v, _ := m.prop("p"); v.text != tc.want {
				t.Errorf("got %q, want %q", v.text, tc.want)
			}
		})
	}
}

func TestPluginMerge(t *testing.T) {
	t.Parallel()
	r := readReactor(tree(t, map[string]string{
		"pom.xml": project("base", "<packaging>pom</packaging><build><pluginManagement><plugins><plugin><artifactId>p</artifactId><version>2</version><configuration><a>parent</a><b>parent</b><l><i>1</i></l></configuration></plugin></plugins></pluginManagement>"+
			"<plugins><plugin><artifactId>once</artifactId><inherited>false</inherited></plugin></plugins></build>"),
		"app/pom.xml": project("app", "<parent><groupId>g</groupId><artifactId>base</artifactId><version>1.0</version></parent>", plugins("<plugin><artifactId>p</artifactId><configuration><a>child</a><l combine.children=\"append\"><i>2</i></l></configuration></plugin>")),
	}))
	m := r.poms["app/pom.xml"].resolved
	p := m.plugin("p")
	if p == nil || p.version != "2" || p.config.value("a") != "child" || p.config.value("b") != "parent" || len(p.config.child("l").children) != 2 {
		t.Errorf("got %+v", p)
	}
	if m.plugin("once") != nil {
		t.Error("<inherited>false</inherited> is inherited")
	}
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	text := "<?xml version=\"1.0\" encoding=\"%s\"?><project><artifactId>a</artifactId><name>订单</name></project>"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(strings.Replace(text, "%s", "GBK", 1))
	if err != nil {
		t.Fatal(err)
	}
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(strings.Replace(text, "%s", "UTF-16", 1))) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	for name, data := range map[string]string{
		"GBK": gbk, "UTF-16": string(wide), "UTF-8 with a mark": "\xef\xbb\xbf" + strings.Replace(text, "%s", "UTF-8", 1),
	} {
		p, err := readPOM("pom.xml", []byte(data))
		if err != nil || p.root.value("name") != "订单" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHostileXML(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"entity":       `<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><project><name>&x;</name></project>`,
		"laughs":       `<!DOCTYPE p [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><project><name>&b;</name></project>`,
		"deep":         strings.Repeat("<a>", 100_000),
		"unclosed":     "<project><name>",
		"nothing":      "",
		"odd encoding": `<?xml version="1.0" encoding="x-none"?><project/>`,
	} {
		if p, err := readPOM("pom.xml", []byte(data)); err == nil {
			t.Errorf("%s: want an error, got %+v", name, p)
		}
	}
	f := detect(t, map[string]string{"pom.xml": "<project><name>", "app/pom.xml": project("app", bootParentOf("3.3.1"), plugins(bootPlugin)), "app/src/main/java/a/App.java": bootApp})
	if len(f.Units) != 1 || !warned(f, "not a readable POM: line 1") {
		t.Errorf("one broken POM: %d units, %+v", len(f.Units), f.Warnings)
	}
}

func TestManyPlaceholders(t *testing.T) {
	t.Parallel()
	var properties, config strings.Builder
	for i := range 30 {
		fmt.Fprintf(&properties, "<p%d>${p%d}${p%d}${p%d}</p%d>", i, i+1, i+1, i+1, i)
		fmt.Fprintf(&config, "p%d=${p%d:}${p%d:}${p%d:}\n", i, i+1, i+1, i+1)
	}
	files := boot(map[string]string{"src/main/resources/application.properties": config.String() + "server.port=${p0}"})
	files["pom.xml"] = project("app", bootParentOf("3.3.1"), "<properties>"+properties.String()+"<p30/></properties><build><finalName>a${p0}</finalName><plugins>"+bootPlugin+"</plugins></build>", deps(web))
	if u := one(t, files); u.Ports[0].Value != 8080 { // and not: never
		t.Errorf("ports %+v", u.Ports)
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	root, err := parseXML([]byte("<project>\n<!-- x\n -->\n<a>\n<b>1</b></a>\n</project>"))
	if err != nil || root.at("a", "b").line != 5 || root.at("a", "b").text != "1" || root.at("a", "none", "b") != nil {
		t.Errorf("%v %+v", err, root)
	}
}

func FuzzPOM(f *testing.F) {
	f.Add([]byte(project("app", bootParentOf("3.3.1"), deps(web), plugins(bootPlugin))))
	f.Add([]byte("<project><properties><a>${b}</a><b>${a}</b></properties><artifactId>${a}</artifactId><modules><module>.</module><module>../..</module></modules></project>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if strings.Contains(string(data), "\x00") {
			return
		}
		found := detect(t, map[string]string{"pom.xml": string(data), "src/main/java/a/App.java": bootApp})
		for _, u := range found.Units {
			if u.Path != "." || u.Name == "" || len(u.Name) > 63 {
				t.Fatalf("unit %q %q", u.Path, u.Name)
			}
		}
	})
}
