package ownimage

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/source"
)

func TestRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file, text string
		others           string // further files
		want             *plan.Own
	}{
		{
			"all that it says", "Dockerfile", "ARG V=21\nFROM eclipse-temurin:$V-jre\nARG P=9090\nENV PORT=8081 HOME_DIR=/srv\nWORKDIR $HOME_DIR\nWORKDIR app\nEXPOSE $PORT/tcp $P 53/udp\nUSER 1001:0\nCMD [\"x\"]\n", "",
			&plan.Own{File: "Dockerfile", Context: ".", Ports: []int{8081, 9090}, User: "1001:0", UID: 1001, Workdir: "/srv/app", Env: map[string]string{"PORT": "8081", "HOME_DIR": "/srv"}},
		},
		{
			"the last stage alone, on an earlier one", "Dockerfile", "FROM golang:1.25 AS build\nEXPOSE 1\nUSER 5\nRUN go build ./...\nFROM gcr.io/distroless/static-debian12:nonroot AS base\nEXPOSE 2\nFROM base\nCOPY --from=build /a /a\n", "",
			&plan.Own{File: "Dockerfile", Context: ".", Ports: []int{2}, UID: 65532, Env: map[string]string{}},
		},
		{
			"an account of the base", "Dockerfile", "FROM node:22-slim\nUSER node\nCMD [\"node\", \"a.js\"]\n", "",
			&plan.Own{File: "Dockerfile", Context: ".", User: "node", UID: 1000, Env: map[string]string{}},
		},
		{
			"root, a moving base, compilers", "Dockerfile", "FROM node\nCOPY . .\nRUN npm run build\n", "",
			&plan.Own{File: "Dockerfile", Context: ".", Env: map[string]string{}, Gains: []string{"a user by number (it runs as root)", "an image without compilers and sources (its last stage builds)", "a base that does not change by itself (it has node)"}},
		},
		{
			"an account whose number nobody knows", "Dockerfile", "FROM ubuntu:24.04\nUSER shop\n", "",
			&plan.Own{File: "Dockerfile", Context: ".", User: "shop", Env: map[string]string{}, Gains: []string{"a user by number (it runs as shop)"}},
		},
		{
			"built in its own folder", "svc/a/Dockerfile", "FROM node:22\nUSER 1\nCOPY package.json src ./\n", "svc/a/package.json svc/a/src/x.js",
			&plan.Own{File: "svc/a/Dockerfile", Context: "svc/a", User: "1", UID: 1, Env: map[string]string{}},
		},
		{
			"built in the root", "svc/a/Dockerfile", "FROM node:22\nUSER 1\nCOPY package.json ./\nCOPY svc/a/src ./\n", "package.json svc/a/package.json svc/a/src/x.js",
			&plan.Own{File: "svc/a/Dockerfile", Context: ".", User: "1", UID: 1, Env: map[string]string{}},
		},
		{"waybill's", "Dockerfile", "# written by waybill\nFROM node\n", "", nil},
		{"made of waybill's", "Dockerfile", "FROM node\nCOPY deploy/init.sh /usr/local/bin/waybill-init\n", "", nil},
		{"no Dockerfile", "Dockerfile", "<<<<<<<\n", "", nil},
		{"empty", "Dockerfile", "", "", nil},
		{"no stage", "Dockerfile", "ARG A\nCOPY\n", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fsys := fstest.MapFS{c.file: {Data: []byte(c.text)}}
			for f := range strings.FieldsSeq(c.others) {
				fsys[f] = &fstest.MapFile{Data: []byte("x")}
			}
			tree, err := source.New(fsys, source.DefaultLimits)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := Read(tree, c.file, "")
			if ok != (c.want != nil) {
				t.Fatalf("%v: %+v", ok, got)
			}
			if c.want != nil {
				if d := cmp.Diff(*c.want, got); d != "" {
					t.Errorf("-want +got:\n%s", d)
				}
			}
		})
	}
	tree, err := source.New(fstest.MapFS{}, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := Read(tree, "Dockerfile", ""); ok {
		t.Error("a file that is not there was read")
	}
}

func FuzzRead(f *testing.F) {
	f.Add("FROM a AS b\nARG X=${X:-$X}\nENV A=$A\nEXPOSE ${A}\nFROM b\nUSER ${USER}\nCOPY . .\n")
	f.Fuzz(func(t *testing.T, text string) {
		tree, err := source.New(fstest.MapFS{"d/Dockerfile": {Data: []byte(text)}}, source.DefaultLimits)
		if err != nil {
			t.Skip()
		}
		Read(tree, "d/Dockerfile", "")
	})
}
