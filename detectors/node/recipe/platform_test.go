package recipe

import "testing"

func TestBoundPackage(t *testing.T) {
	t.Parallel()
	entry := func(name, body string) string { return "    \"node_modules/" + name + "\": {\n" + body + "    },\n" }
	const processor, script, dev = "      \"cpu\": [\n        \"x64\"\n      ],\n", "      \"hasInstallScript\": true,\n", "      \"dev\": true,\n"
	const linux, darwin = "      \"os\": [\n        \"linux\"\n      ],\n", "      \"os\": [\n        \"darwin\"\n      ]\n"
	for name, tc := range map[string]struct {
		lock        string
		development bool
		want        string
	}{
		"JavaScript":                         {entry("express", "      \"version\": \"4.0.0\"\n"), false, ""},
		"for one processor":                  {entry("@img/sharp-linux-x64", processor+linux), false, "@img/sharp-linux-x64"},
		"below another package":              {entry("a/node_modules/bcrypt", script), false, "bcrypt"},
		"to develop, and pruned":             {entry("@esbuild/linux-x64", processor+dev+linux), false, ""},
		"to develop, and kept":               {entry("@esbuild/linux-x64", processor+dev+linux), true, "@esbuild/linux-x64"},
		"never installed in an image":        {entry("fsevents", script+darwin), false, ""},
		"a script that prints":               {entry("@nestjs/core", script), false, ""},
		"the one before decides for itself":  {entry("b", dev+script) + entry("c", script), false, "c"},
		"the packages of the package itself": {"    \"\": {\n" + script + "    },\n", false, ""},
	} {
		if got := boundPackage([]byte("{\n  \"packages\": {\n"+tc.lock+"  }\n}\n"), tc.development); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}
