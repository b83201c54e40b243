package waybill

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/pomsource"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/source"
)

// poms opens the folders of POMs that the settings name; nil when they name none. A repository may name folders of its own alone: what it
// says of the rest of the disk is refused.
func (o Options) poms(s settings.Settings, repo *source.Tree, from TreeSource) (*pomsource.Source, error) {
	beside := from.Folder
	if o.Settings != "" {
		beside = filepath.Dir(o.Settings)
	}
	if len(s.Maven.Repositories)+len(s.Maven.Parents) == 0 {
		return nil, nil
	}
	var found pomsource.Source
	for i, name := range s.Maven.Repositories {
		folder, err := o.pomFolder(s, repo, beside, "repositories", i, name)
		if err != nil {
			return nil, err
		}
		found.AddRepository(folder)
	}
	for i, name := range s.Maven.Parents {
		folder, err := o.pomFolder(s, repo, beside, "parents", i, name)
		if err != nil {
			return nil, err
		}
		if err := found.AddParents(folder); err != nil {
			at := s.Place("maven", "parents", strconv.Itoa(i))
			return nil, fault.Wrap(fault.Usage, err, "maven.parents: cannot read %s", name).In(at.File, at.Line, at.Column)
		}
	}
	return &found, nil
}

func (o Options) pomFolder(s settings.Settings, repo *source.Tree, beside, key string, i int, name string) (fs.FS, error) {
	at := s.Place("maven", key, strconv.Itoa(i))
	refuse := func(hint, what string, args ...any) (fs.FS, error) {
		return nil, fault.New(fault.Usage, "maven."+key+": "+what, args...).In(at.File, at.Line, at.Column).WithHint("%s", hint)
	}
	switch {
	case strings.Contains(name, "://"):
		return refuse("name a folder in the layout of a local repository", "%q is an address: nothing is fetched", name)
	case s.Own("maven", key):
		if path.IsAbs(name) || filepath.IsAbs(name) || !fs.ValidPath(path.Clean(name)) {
			return refuse("name a folder inside the repository, or set it in the organisation's file", "%q leads out of the repository", name)
		}
		sub, err := fs.Sub(repo.FS(), path.Clean(name))
		if info, statErr := fs.Stat(repo.FS(), path.Clean(name)); err != nil || statErr != nil || !info.IsDir() {
			return refuse("name a folder of the repository", "%q is not a folder", name)
		}
		return sub, nil
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(beside, name)
	}
	if !isFolder(name) {
		return refuse("name a folder, absolute or relative to the file of settings", "%q is not a folder", name)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "maven.%s: cannot open %s", key, name).In(at.File, at.Line, at.Column)
	}
	return root.FS(), nil
}
