package code

import (
	"fmt"
	"strings"
	"testing"
)

func TestSystemProperties(t *testing.T) {
	t.Parallel()
	const run = " SpringApplication.run(App.class, args); "
	for name, tc := range map[string]struct{ body, want string }{
		"before":            {`public static void main(String[] args) { System.setProperty("server.port", "1");` + run + `}`, "1"},
		"after":             {`public static void main(String[] args) {` + run + `System.setProperty("server.port", "1"); }`, ""},
		"on a condition":    {`public static void main(String[] args) { if (args.length > 0) System.setProperty("server.port", "1");` + run + `}`, "1?"},
		"run, perhaps":      {`public static void main(String[] args) { if (args.length > 0) {` + run + `} System.setProperty("server.port", "1");` + run + `}`, "1"},
		"called":            {`public static void main(String[] args) { init();` + run + `} static void init() { System.setProperty("server.port", "1"); }`, "1"},
		"called by another": {`public static void main(String[] args) { App.init();` + run + `} static void init() { more(); } static void more() { System.setProperty("server.port", "1"); }`, "1"},
		"called, perhaps":   {`public static void main(String[] args) { if (args.length > 0) init();` + run + `} static void init() { System.setProperty("server.port", "1"); }`, "1?"},
		"called after":      {`public static void main(String[] args) {` + run + `init(); } static void init() { System.setProperty("server.port", "1"); }`, ""},
		"never called":      {`public static void main(String[] args) {` + run + `} static void init() { System.setProperty("server.port", "1"); }`, ""},
		"run by another":    {`public static void main(String[] args) { go(args); System.setProperty("server.port", "1"); } static void go(String[] args) {` + run + `}`, ""},
		"initializer":       {`static { System.setProperty("server.port", "1"); } public static void main(String[] args) {` + run + `}`, "1"},
		"of an object":      {`public static void main(String[] args) {` + run + `} @Bean Object o() { System.setProperty("server.port", "1"); return null; }`, "1?"},
		"a variable runs":   {`public static void main(String[] args) { SpringApplication a = new SpringApplication(App.class); a.run(args); System.setProperty("server.port", "1"); }`, ""},
		"another runs":      {`public static void main(String[] args) { new Task().run(args); System.setProperty("server.port", "1");` + run + `}`, "1"},
		"a comment":         {`public static void main(String[] args) { /* System.setProperty("server.port", "1"); */` + run + `}`, ""},
	} {
		p, _ := program(t, map[string]string{"App.java": "@SpringBootApplication\npublic class App {\n" + tc.body + "\n}\n"})
		var got []string
		for _, f := range p.Entry("App.java").Fixed {
			mark := ""
			if f.Conditional {
				mark = "?"
			}
			got = append(got, fmt.Sprintf("%s%s", f.Value, mark))
		}
		if s := strings.Join(got, " "); s != tc.want {
			t.Errorf("%s: got %q, want %q", name, s, tc.want)
		}
	}
}

func TestFieldsAndOverriding(t *testing.T) {
	t.Parallel()
	const listens = "void run() { HttpServer.create(new InetSocketAddress(port()), 0); } "
	for name, tc := range map[string]struct {
		files map[string]string
		want  string
	}{
		"initializer":  {map[string]string{"A.java": `class A { static int port = 9999; static { port = 7203; } void run() { new ServerSocket(port); } }`}, "7203"},
		"on condition": {map[string]string{"A.java": `class A { static int port = 9999; static { if (x) { port = 7203; } } void run() { new ServerSocket(port); } }`}, "9999"},
		"in a method":  {map[string]string{"A.java": `class A { static int port = 9999; void set() { port = 7203; } void run() { new ServerSocket(port); } }`}, "9999"},
		"overridden":   {map[string]string{"A.java": `abstract class A { int port() { return 9999; } ` + listens + `}`, "B.java": `class B extends A { int port() { return 7204; } }`}, "7204"},
		"abstract":     {map[string]string{"A.java": `abstract class A { abstract int port(); ` + listens + `}`, "B.java": `class B extends A { int port() { return 7204; } }`}, "7204"},
		"of another":   {map[string]string{"A.java": `class A { int port() { return 9999; } ` + listens + `}`, "B.java": `class B extends C { int port() { return 7204; } }`}, "9999"},
		"static":       {map[string]string{"A.java": `class A { static int port() { return 9999; } ` + listens + `}`, "B.java": `class B extends A { static int port() { return 7204; } }`}, "9999"},
	} {
		if got := strings.Fields(strings.ReplaceAll(heard(t, tc.files), "?", " ") + " ")[0]; got != tc.want {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
}
