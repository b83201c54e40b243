package evidence

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// TestMakers: which Dockerfile makes the image of which unit, wherever it stands.
func TestMakers(t *testing.T) {
	t.Parallel()
	text := func(v string) facts.Text { return facts.Text{Value: v} }
	unit := func(language, kind, dir, artifact, main string) facts.Unit {
		u := facts.Unit{Path: dir, Language: text(language), Kind: text(kind), Artifact: text(artifact), Main: text(main)}
		u.Runtime.MainIsFolder = language == "go"
		return u
	}
	jar := unit("java", facts.Server, ".", "target/orders-1.4.jar", "")
	hub := unit("go", facts.Server, ".", "hub", "cmd/hub")
	worker := unit("go", facts.Worker, ".", "worker", "cmd/worker")
	api := unit("node", facts.Server, "apps/api", ".", "index.js")
	for _, c := range []struct {
		name, file, text string
		units            []facts.Unit
		want             []int
	}{
		{"a folder of Dockerfiles, by the archive", "docker/app/Dockerfile", "COPY target/orders-*.jar /app.jar\n", []facts.Unit{jar}, []int{0}},
		{"a version of its own", "docker/app/Dockerfile", "COPY target/orders-1.3.jar /app.jar\n", []facts.Unit{jar}, []int{0}},
		{"by the manifest", "docker/Dockerfile", "COPY pom.xml .\nCOPY src src\n", []facts.Unit{jar}, []int{0}},
		{"all of the folder", "build/package/Containerfile", "COPY . .\n", []facts.Unit{jar}, []int{0}},
		{"a database beside", "docker/db/Dockerfile", "COPY docker/db/init.sql /docker-entrypoint-initdb.d/\n", []facts.Unit{jar}, nil},
		{"out of another stage", "docker/db/Dockerfile", "COPY --from=x /pom.xml /\n", []facts.Unit{jar}, nil},
		{"at the root, by the main package", "Dockerfile", "RUN go build -o /hub ./cmd/hub\n", []facts.Unit{hub, worker}, []int{0}},
		{"a worker's", "build/package/Dockerfile.worker", "RUN go build -o /w ./cmd/worker\n", []facts.Unit{hub, worker}, []int{1}},
		{"names both", "Dockerfile", "RUN go build ./cmd/hub ./cmd/worker\n", []facts.Unit{hub, worker}, nil},
		{"for work on the program", "docker/Dockerfile.dev", "COPY . .\n", []facts.Unit{jar}, nil},
		{"of tests", "test/Dockerfile", "COPY . .\n", []facts.Unit{jar}, nil},
		{"by the unit's folder", "docker/api.Dockerfile", "COPY apps/api /app\n", []facts.Unit{api, unit("node", facts.Server, "apps/web", ".", "")}, []int{0}},
		{"one of several, and it names none", "docker/Dockerfile", "COPY . .\n", []facts.Unit{api, unit("node", facts.Library, "libs/a", ".", "")}, nil},
		{"a library's", "Dockerfile", "COPY . .\n", []facts.Unit{unit("node", facts.Library, ".", ".", "")}, nil},
		{"ignore file", "docker/Dockerfile.dockerignore", "COPY . .\n", []facts.Unit{jar}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tree, err := source.New(fstest.MapFS{c.file: {Data: []byte("FROM busybox\n" + c.text)}}, source.DefaultLimits)
			if err != nil {
				t.Fatal(err)
			}
			units := slices.Clone(c.units)
			Apply(tree, units)
			var got []int
			for i, u := range units {
				if slices.Equal(u.Dockerfiles, []string{c.file}) {
					got = append(got, i)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("units %v, want %v", got, c.want)
			}
		})
	}
}
