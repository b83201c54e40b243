package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// settingsOf are the configuration files of three environments, by a pattern with %s for the environment.
func settingsOf(pattern, data string) fstest.MapFS {
	files := fstest.MapFS{}
	for _, env := range []string{"dev", "qa", "prod"} {
		files[fmt.Sprintf(pattern, env)] = &fstest.MapFile{Data: fmt.Appendf(nil, data, env), Mode: 0o644}
	}
	return files
}

// goTides opens a file of a fixed name, which the init script links.
func goTides() fstest.MapFS {
	files := settingsOf("config/%s.yml", "harbour: %s\n")
	files["go.mod"] = &fstest.MapFile{Data: []byte("module example.com/tides\n\ngo 1.22\n"), Mode: 0o644}
	files["main.go"] = &fstest.MapFile{Mode: 0o644, Data: []byte(`package main

import (
	"log"
	"net/http"
	"os"
)

func main() {
	settings, err := os.ReadFile("config/dev.yml")
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("settings: %s", settings)
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { w.Write(settings) })
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`)}
	return files
}

// nodeTides opens the file that a variable names.
func nodeTides() fstest.MapFS {
	files := settingsOf("config/%s.json", `{"harbour": "%s"}`)
	files["package.json"] = &fstest.MapFile{Data: []byte(`{"name": "tides-web", "version": "1.0.0", "private": true, "scripts": {"start": "node server.js"}}`), Mode: 0o644}
	files["server.js"] = &fstest.MapFile{Mode: 0o644, Data: []byte("const fs = require('fs')\nconst http = require('http')\n" +
		"const settings = fs.readFileSync(`config/${process.env.APP_ENV}.json`, 'utf8')\n" +
		"console.log('settings: ' + settings)\nhttp.createServer((request, response) => response.end(settings)).listen(8080)\n")}
	return files
}

// TestOneImageEveryEnvironment starts one image with each environment, under one of its other names, and with one that nobody declared.
func TestOneImageEveryEnvironment(t *testing.T) {
	r := findRig(t)
	for name, tc := range map[string]struct {
		image image
		shows string // pattern of what the program prints, %s for the environment
		shell string // a command to run in place of the program, which prints nothing by itself
	}{
		"Spring profile":          {image: r.generate(t, "spring-config")[0], shows: "profiles? (is|are) active: .*%s", shell: "{ java -jar /app/*.jar & } | grep -m 1 active:"},
		"folders, linked, a war":  {image: r.generate(t, "tomcat-war")[0], shows: "hours=9 to 17 in %s", shell: "cat config/app.properties"},
		"files, linked, Go":       {image: r.generateFrom(t, "tides", goTides())[0], shows: "settings: harbour: %s"},
		"files by variable, Node": {image: r.generateFrom(t, "tides-web", nodeTides())[0], shows: `settings: {"harbour": "%s"}`},
	} {
		t.Run(name, func(t *testing.T) {
			tag := fmt.Sprintf("e2e/%s:%d", filepath.Base(tc.image.context), os.Getpid())
			if o, log := r.try(t.Context(), tc.image, "--image", tag, "--env", "APP_ENV=prod"); !o.Answered {
				t.Fatalf("%v\n%s", o.Problems, log)
			}
			started := tc.image
			more := []string{"--image", tag, "--run-only"}
			if tc.shell != "" {
				more = append(more, "--cmd", tc.shell, "--env", "WB_JVM=") // a shell takes no heap flags
				started.port, started.path = "0", ""
			}
			for given, want := range map[string]string{"dev": "dev", "qa": "qa", "prod": "prod", "production": "prod"} {
				_, log := r.try(t.Context(), started, append(more, "--env", "APP_ENV="+given)...)
				if !regexp.MustCompile(fmt.Sprintf(tc.shows, want)).MatchString(log) {
					t.Errorf("%s: the program does not show %s:\n%s", given, want, log)
				}
			}
			if o, log := r.try(t.Context(), started, append(more, "--env", "APP_ENV=prood")...); o.Answered || !strings.Contains(log, "ENV_UNKNOWN") {
				t.Errorf("prood is not refused:\n%s", log)
			}
		})
	}
}
