package kubernetes

import (
	"slices"

	"sigs.k8s.io/yaml"
)

// Unnamed lists the images that the rendered file of an environment's image names and the one that stands there does not: a change of the
// registry or of a name leaves the file of a user behind. A file that cannot be read names nothing.
func Unnamed(standing, rendered []byte) []string {
	return slices.DeleteFunc(imageNames(rendered), func(name string) bool { return slices.Contains(imageNames(standing), name) })
}

func imageNames(component []byte) []string {
	var c struct {
		Images []struct {
			Name string `json:"name"`
		} `json:"images"`
	}
	if yaml.Unmarshal(component, &c) != nil {
		return nil
	}
	var out []string
	for _, i := range c.Images {
		out = append(out, i.Name)
	}
	return out
}
