package waybill

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/pomsource"
	"github.com/waybill-dev/waybill/internal/pomsource/remote"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/source"
	"github.com/waybill-dev/waybill/internal/write"
)

// poms opens the folders and repository managers that the settings name; nil when they name none. A repository may name folders of its own
// alone: what it says of the rest of the disk, or of the network, is refused.
func (o Options) poms(s settings.Settings, repo *source.Tree, from TreeSource) (*pomsource.Source, error) {
	beside := from.Folder
	if o.Settings != "" {
		beside = filepath.Dir(o.Settings)
	}
	if len(s.Maven.Repositories)+len(s.Maven.Parents) == 0 {
		return nil, nil
	}
	found := pomsource.Source{}
	if lock, err := repo.Read(write.LockName); err == nil {
		found.Locked = write.POMs(lock)
	}
	var client *remote.Client
	for i, name := range s.Maven.Repositories {
		if isAddress(name) && !s.Own("maven", "repositories") {
			var err error
			if client, err = addManager(&found, client, name); err != nil {
				at := s.Place("maven", "repositories", strconv.Itoa(i))
				return nil, fault.Wrap(fault.Usage, err, "maven.repositories").Where(at).
					WithHint("name the address of a repository in Maven's layout; user and password belong into ~/.m2/settings.xml")
			}
			continue
		}
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
			return nil, fault.Wrap(fault.Usage, err, "maven.parents: cannot read %s", name).Where(at)
		}
	}
	return &found, nil
}

func isAddress(name string) bool { return strings.Contains(name, "://") }

// addManager adds a repository manager. The client is made with the first one: who names none needs no cache and no credentials.
func addManager(to *pomsource.Source, client *remote.Client, address string) (*remote.Client, error) {
	if client == nil {
		credentials, err := remote.UserSettings()
		if err != nil {
			return nil, err
		}
		client = &remote.Client{Cache: remote.CacheDir(), Credentials: credentials}
	}
	r, err := client.Repository(address)
	if err == nil {
		to.AddRemote(r)
	}
	return client, err
}

// pomError says what went wrong at a repository manager: a POM that is missing because of it would change what is generated.
func pomError(given *pomsource.Source, s settings.Settings) error {
	err := given.Err()
	if err == nil {
		return nil
	}
	at := s.Place("maven", "repositories")
	if _, changed := errors.AsType[*pomsource.ChangedError](err); changed {
		return fault.Wrap(fault.Usage, err, "maven.repositories").Where(at).
			WithHint("a release never changes: ask who published it; to take the new one, remove its line from %s", write.LockName)
	}
	return fault.Wrap(fault.Unreachable, err, "maven.repositories").Where(at).
		WithHint("without a network a run works with the POMs that an earlier run has fetched")
}

func (o Options) pomFolder(s settings.Settings, repo *source.Tree, beside, key string, i int, name string) (fs.FS, error) {
	at := s.Place("maven", key, strconv.Itoa(i))
	refuse := func(hint, what string, args ...any) (fs.FS, error) {
		return nil, fault.New(fault.Usage, "maven."+key+": "+what, args...).Where(at).WithHint("%s", hint)
	}
	switch {
	case isAddress(name) && s.Own("maven", key):
		return refuse("the organisation's settings (--settings) may name a repository manager", "%s is an address, which a repository's own settings may not name", source.Plain(name))
	case isAddress(name):
		return refuse("name a repository manager under maven.repositories", "%s is no folder of POM files", source.Plain(name))
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
		return nil, fault.Wrap(fault.Usage, err, "maven.%s: cannot open %s", key, name).Where(at)
	}
	return root.FS(), nil
}
