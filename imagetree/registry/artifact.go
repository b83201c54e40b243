package registry

import (
	"archive/tar"
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"golang.org/x/tools/txtar"

	"github.com/waybill-dev/waybill/internal/fault"
)

// maxArtifact bounds the files of a tree that is kept in a registry.
const maxArtifact = 64 << 20

// titleKey names the file that a layer is (OCI image spec, annotations; what `oras push` writes).
const titleKey = "org.opencontainers.image.title"

// FetchTree returns the files of a tree that was pushed as an artifact: layers that are tar archives are unpacked, any other
// layer is the file that its title names. A reference without a tag or digest means latest.
func FetchTree(ctx context.Context, reference string, o Options) (fs.FS, error) {
	ref, err := name.ParseReference(reference)
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "the image tree oci://%s", reference)
	}
	puller, err := newClient(o).puller(ctx, ref.Context())
	if err != nil {
		return nil, unreachable(ref, err)
	}
	descriptor, err := puller.Get(ctx, ref)
	if NotFound(err) {
		return nil, fault.New(fault.Usage, "the registry has no %s", ref)
	}
	if err != nil {
		return nil, unreachable(ref, err)
	}
	image, err := descriptor.Image()
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "%s is no artifact with files", ref)
	}
	files, err := artifactFiles(image)
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return nil, f
	}
	if err != nil {
		return nil, unreachable(ref, err)
	}
	return txtar.FS(&txtar.Archive{Files: files})
}

func artifactFiles(image v1.Image) ([]txtar.File, error) {
	manifest, err := image.Manifest()
	if err != nil {
		return nil, err
	}
	var files []txtar.File
	left := int64(maxArtifact)
	for _, l := range manifest.Layers {
		layer, err := image.LayerByDigest(l.Digest)
		if err != nil {
			return nil, err
		}
		content, err := layer.Uncompressed()
		if err != nil {
			return nil, err
		}
		more, err := layerFiles(content, l, &left)
		content.Close()
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
	}
	return files, nil
}

func layerFiles(content io.Reader, l v1.Descriptor, left *int64) ([]txtar.File, error) {
	if !strings.Contains(string(l.MediaType), "tar") {
		file, err := artifactFile(content, l.Annotations[titleKey], left)
		if err != nil || file == nil {
			return nil, err
		}
		return []txtar.File{*file}, nil
	}
	var files []txtar.File
	archive := tar.NewReader(content)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, fault.Wrap(fault.Usage, err, "the layer %s is no tar archive", l.Digest)
		}
		if header.Typeflag != tar.TypeReg {
			continue
		}
		file, err := artifactFile(archive, header.Name, left)
		if err != nil {
			return nil, err
		}
		if file != nil {
			files = append(files, *file)
		}
	}
}

// artifactFile reads one file; a name that is no path within the tree is left out.
func artifactFile(content io.Reader, title string, left *int64) (*txtar.File, error) {
	at := strings.TrimPrefix(path.Clean("/"+title), "/")
	if title == "" || !fs.ValidPath(at) || strings.Contains(title, "..") {
		return nil, nil
	}
	data, err := io.ReadAll(io.LimitReader(content, *left+1))
	if err != nil {
		return nil, err
	}
	if *left -= int64(len(data)); *left < 0 {
		return nil, fault.New(fault.Usage, "the image tree is larger than %d bytes", maxArtifact)
	}
	return &txtar.File{Name: at, Data: data}, nil
}
