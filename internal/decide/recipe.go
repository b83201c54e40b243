package decide

import (
	"path"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// cloneImage copies what an override changes, so that the report of the detectors stays as it was.
func cloneImage(im facts.Image) facts.Image {
	im.Stages = slices.Clone(im.Stages)
	for i := range im.Stages {
		s := &im.Stages[i]
		s.Requires = slices.Clone(s.Requires)
		s.Build = cloneCommands(s.Build)
	}
	im.Run.Requires = slices.Clone(im.Run.Requires)
	im.Run.Copies = slices.Clone(im.Run.Copies)
	im.Run.Command = slices.Clone(im.Run.Command)
	im.Run.Writable = slices.Clone(im.Run.Writable)
	im.Run.Setup = slices.Clone(im.Run.Setup)
	return im
}

func cloneCommands(commands [][]string) [][]string {
	out := make([][]string, len(commands))
	for i, c := range commands {
		out[i] = slices.Clone(c)
	}
	return out
}

// replaceWords puts another main in the place of the detected one: "cmd/api" and "./cmd/api" of build and start commands.
func replaceWords(im *facts.Image, was, is string) {
	if was == "" {
		return
	}
	swap := func(argv []string) {
		for i, w := range argv {
			switch w {
			case was:
				argv[i] = is
			case "./" + was:
				argv[i] = "./" + path.Clean(is)
			}
		}
	}
	for i := range im.Stages {
		for _, c := range im.Stages[i].Build {
			swap(c)
		}
	}
	swap(im.Run.Command)
}

func replaceCopies(im *facts.Image, was, is string) {
	for i, c := range im.Run.Copies {
		if c.From == was {
			im.Run.Copies[i].From = is
		}
	}
}

// replaceRange asks for another version of the language wherever the recipe asks for the language.
func replaceRange(im *facts.Image, language, version string) {
	swap := func(rs []facts.Require) {
		for i, r := range rs {
			if r.Capability == language {
				rs[i].Range = version
				rs[i].Evidence = []facts.Evidence{{File: "waybill.yaml", Rule: "setting"}}
			}
		}
	}
	for i := range im.Stages {
		swap(im.Stages[i].Requires)
	}
	swap(im.Run.Requires)
}
