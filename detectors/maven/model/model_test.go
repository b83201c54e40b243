package model

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestInterpolation(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"pom.xml": maventest.Project("parent", "<packaging>pom</packaging><modules><module>app</module></modules>",
			"<properties><revision>2.5</revision><a>${b}</a><b>${a}</b><base>${project.artifactId}-${deep}</base><deep>${project.parent.version}</deep></properties>"),
		"app/pom.xml": "<project><parent><groupId>g</groupId><artifactId>parent</artifactId><version>1.0</version></parent><artifactId>app</artifactId><version>${revision}</version></project>",
	}
	m := Read(maventest.Tree(t, files)).POMs["app/pom.xml"].Resolved
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
		if got := m.Interpolate(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	if m.Interpolate("${a}"); m.loop == nil {
		t.Error("the loop of a and b is not noticed")
	}
	if w, ok := m.LoopWarning(); !ok || !strings.Contains(w.Text, "${a} -> ${b}") {
		t.Errorf("warning %+v", w)
	}
}

func TestParents(t *testing.T) {
	t.Parallel()
	parent := func(path string) string {
		return "<parent><groupId>g</groupId><artifactId>base</artifactId><version>1.0</version>" + path + "</parent>"
	}
	base := maventest.Project("base", "<packaging>pom</packaging><properties><maven.compiler.release>21</maven.compiler.release></properties>")
	for name, tc := range map[string]struct {
		files map[string]string
		app   string
		want  string
	}{
		"above":            {map[string]string{"pom.xml": base, "app/pom.xml": maventest.Project("app", parent(""))}, "app/pom.xml", "21"},
		"by path":          {map[string]string{"build/base.xml": base, "app/pom.xml": maventest.Project("app", parent("<relativePath>../build/base.xml</relativePath>"))}, "app/pom.xml", "21"},
		"by folder":        {map[string]string{"build/pom.xml": base, "app/pom.xml": maventest.Project("app", parent("<relativePath>../build</relativePath>"))}, "app/pom.xml", "21"},
		"beside":           {map[string]string{"pom.base.xml": base, "pom.xml": maventest.Project("app", parent("<relativePath>pom.base.xml</relativePath>"))}, "pom.xml", "21"},
		"empty path":       {map[string]string{"pom.xml": base, "app/pom.xml": maventest.Project("app", parent("<relativePath/>"))}, "app/pom.xml", "21"},
		"another version":  {map[string]string{"pom.xml": strings.Replace(base, "1.0", "2.0", 1), "app/pom.xml": maventest.Project("app", parent("<relativePath/>"))}, "app/pom.xml", ""},
		"another artifact": {map[string]string{"pom.xml": maventest.Project("other"), "app/pom.xml": maventest.Project("app", parent(""))}, "app/pom.xml", ""},
		"outside":          {map[string]string{"pom.xml": maventest.Project("app", parent("<relativePath>../../etc/pom.xml</relativePath>"))}, "pom.xml", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Read(maventest.Tree(t, tc.files))
			v, _ := r.POMs[tc.app].Resolved.Prop("maven.compiler.release")
			if v.Text != tc.want {
				t.Errorf("got %q", v.Text)
			}
		})
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
			r := Read(maventest.Tree(t, map[string]string{"pom.xml": maventest.Project("app", "<properties><p>0</p></properties><profiles>"+tc.profiles+"</profiles>")}))
			m := New(r.POMs["pom.xml"], CommandLine{}, map[string]bool{tc.told: true}, r.Exists)
			if v, _ := m.Prop("p"); v.Text != tc.want {
				t.Errorf("got %q, want %q", v.Text, tc.want)
			}
		})
	}
}

func TestPluginMerge(t *testing.T) {
	t.Parallel()
	r := Read(maventest.Tree(t, map[string]string{
		"pom.xml": maventest.Project("base", "<packaging>pom</packaging><build><pluginManagement><plugins><plugin><artifactId>p</artifactId><version>2</version><configuration><a>parent</a><b>parent</b><l><i>1</i></l></configuration></plugin></plugins></pluginManagement>"+
			"<plugins><plugin><artifactId>once</artifactId><inherited>false</inherited></plugin></plugins></build>"),
		"app/pom.xml": maventest.Project("app", "<parent><groupId>g</groupId><artifactId>base</artifactId><version>1.0</version></parent>", maventest.Plugins("<plugin><artifactId>p</artifactId><configuration><a>child</a><l combine.children=\"append\"><i>2</i></l></configuration></plugin>")),
	}))
	m := r.POMs["app/pom.xml"].Resolved
	p := m.Plugin("p")
	if p == nil || p.Version != "2" || p.Config.Value("a") != "child" || p.Config.Value("b") != "parent" || len(p.Config.Child("l").Children) != 2 {
		t.Errorf("got %+v", p)
	}
	if m.Plugin("once") != nil {
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
		if err != nil || p.Root.Value("name") != "订单" {
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
}

func TestLines(t *testing.T) {
	t.Parallel()
	root, err := ParseXML([]byte("<project>\n<!-- x\n -->\n<a>\n<b>1</b></a>\n</project>"))
	if err != nil || root.At("a", "b").Line != 5 || root.At("a", "b").Text != "1" || root.At("a", "none", "b") != nil {
		t.Errorf("%v %+v", err, root)
	}
}
