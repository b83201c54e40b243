package registry

import (
	"context"
	"errors"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/layers"
)

// readOnce is a layer that is read once for all images that have it.
type readOnce struct {
	once sync.Once
	list *layers.Listing
	err  error
}

// shells are the places of the shell that RUN and scripts use; the last one is that of distroless images with busybox.
var shells = []string{"bin/sh", "usr/bin/sh", "busybox/sh"}

// facts returns what one platform of an image shows of itself.
func (c *client) facts(ctx context.Context, i *imagetree.Image, v *variant) (imagetree.Facts, error) {
	config, err := c.configOf(ctx, v)
	if err != nil {
		return imagetree.Facts{}, err
	}
	f := ofConfig(i, config)
	if !c.contents {
		return f, nil
	}
	list := make([]*layers.Listing, len(v.manifest.Layers))
	for n, l := range v.manifest.Layers {
		if list[n], err = c.layer(ctx, v, l); err != nil {
			return f, err
		}
	}
	addFiles(&f, layers.Together(list...), config)
	return f, nil
}

// readLayers reads the layers of several images at once, so that facts has them.
func (c *client) readLayers(ctx context.Context, list []*variant) {
	if !c.contents {
		return
	}
	work := make(chan func())
	var workers sync.WaitGroup
	for range max(1, c.jobs) {
		workers.Go(func() {
			for read := range work {
				read()
			}
		})
	}
	for _, v := range list {
		for _, l := range v.manifest.Layers {
			work <- func() { _, _ = c.layer(ctx, v, l) } // facts tells the error
		}
	}
	close(work)
	workers.Wait()
}

func (c *client) layer(ctx context.Context, v *variant, l v1.Descriptor) (*layers.Listing, error) {
	c.mu.Lock()
	f, ok := c.layers[l.Digest.String()]
	if !ok {
		f = &readOnce{}
		c.layers[l.Digest.String()] = f
	}
	c.mu.Unlock()
	f.once.Do(func() { f.list, f.err = c.readLayer(ctx, v, l) })
	return f.list, f.err
}

func (c *client) readLayer(ctx context.Context, v *variant, l v1.Descriptor) (*layers.Listing, error) {
	puller, err := c.puller(ctx, v.repo)
	if err != nil {
		return nil, err
	}
	layer, err := puller.Layer(ctx, v.repo.Digest(l.Digest.String()))
	if err != nil {
		return nil, err
	}
	stream, err := layer.Uncompressed()
	if err != nil {
		return nil, err
	}
	list, err := layers.Read(stream, kept)
	return list, errors.Join(err, stream.Close())
}

// kept are the paths that facts are read of: the files that tell something, shells, and links on the way to them.
func kept(file string, link bool) bool {
	return layers.Tells(file) || slices.Contains(shells, file) || link && (strings.Count(file, "/") <= 1 || strings.HasPrefix(file, "usr/lib/jvm/"))
}

// labelsRead are labels that Verify reads beside those that a tree declares.
var labelsRead = []string{baseName, providesLabel}

func ofConfig(i *imagetree.Image, config *v1.ConfigFile) imagetree.Facts {
	f := imagetree.Facts{User: config.Config.User, Entrypoint: config.Config.Entrypoint, Versions: map[string]imagetree.Told{}}
	declared := i.AllLabels()
	for key, value := range config.Config.Labels {
		if _, ok := declared[key]; ok || slices.Contains(labelsRead, key) {
			if f.Labels == nil {
				f.Labels = map[string]string{}
			}
			f.Labels[key] = value
		}
	}
	for _, e := range config.Config.Env {
		key, value, _ := strings.Cut(e, "=")
		if c := imagetree.OfVariable(key); c != "" {
			if version := plainVersion(value); version != "" {
				f.Versions[c] = imagetree.Told{Version: version, From: key}
			}
		}
	}
	return f
}

func addFiles(f *imagetree.Facts, l *layers.Listing, config *v1.ConfigFile) {
	f.Shell = "no"
	for _, sh := range shells {
		if l.Files[l.Resolve(sh)] {
			f.Shell = "yes"
		}
	}
	for _, file := range []string{"usr/lib/os-release", "etc/os-release"} { // the second one wins (os-release(5))
		text := l.Text(file)
		if id := layers.Value(text, "ID"); id != "" {
			f.Distribution = id
			for _, word := range imagetree.DistributionWords(id) {
				f.Versions[word] = imagetree.Told{Version: layers.Value(text, "VERSION_ID"), From: "/" + file}
			}
		}
	}
	if file, version := javaOf(l, config); version != "" {
		f.Versions["java"] = imagetree.Told{Version: version, From: "/" + file}
	}
	addUser(f, l.Text("etc/passwd"))
}

// javaOf reads the file "release" of the JDK: the one of JAVA_HOME, or the only one that there is.
func javaOf(l *layers.Listing, config *v1.ConfigFile) (file, version string) {
	for _, e := range config.Config.Env {
		if home, ok := strings.CutPrefix(e, "JAVA_HOME="); ok {
			file = strings.TrimPrefix(path.Join(home, "release"), "/")
			if version = plainVersion(layers.Value(l.Text(file), "JAVA_VERSION")); version != "" {
				return file, version
			}
		}
	}
	for f, text := range l.Texts {
		v := plainVersion(layers.Value(text, "JAVA_VERSION"))
		switch {
		case v == "":
		case version != "":
			return "", "" // several: which one runs is not known
		default:
			file, version = f, v
		}
	}
	return file, version
}

// addUser looks the user up as a container runtime does (passwd(5)).
func addUser(f *imagetree.Facts, passwd string) {
	is, _, _ := strings.Cut(f.User, ":")
	if is == "" {
		is = "root"
	}
	number := strings.Trim(is, "0123456789") == ""
	if number {
		f.UID = is
	}
	for line := range strings.Lines(passwd) {
		fields := strings.Split(strings.TrimSpace(line), ":")
		if len(fields) < 3 {
			continue
		}
		if number && fields[2] == is || !number && fields[0] == is {
			f.UserName, f.UID = fields[0], fields[2]
			return
		}
	}
}

var (
	java8   = regexp.MustCompile(`^(?:jdk-?)?8u(\d+)`) // jdk8u422-b05 of Temurin's JAVA_VERSION is 8.0.422
	leading = regexp.MustCompile(`^(?:jdk-?|go|v)?(\d+(?:\.\d+)*)(?:_(\d+))?`)
)

// plainVersion reads 17.0.12 from jdk-17.0.12+7, 8.0.422 from jdk8u422-b05 and from 1.8.0_422; "" when the text is no version.
func plainVersion(text string) string {
	if m := java8.FindStringSubmatch(text); m != nil {
		return "8.0." + m[1]
	}
	m := leading.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	if rest, old := strings.CutPrefix(m[1], "1.8.0"); old && rest == "" && m[2] != "" {
		return "8.0." + m[2]
	}
	return m[1]
}
