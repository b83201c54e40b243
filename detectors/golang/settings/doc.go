// Package settings finds and reads the configuration files that a program opens when nothing tells it otherwise.
//
// In goes a folded program, out come Files: each File with its values, their keys and lines, and who names it. Files are found by the paths
// in the code, by the calls of viper and beego, by a flag for a folder, and at last in the conventional places; what was found by
// convention alone is a guess (Files.Guessed). Files also answers the folding of code (fold.Settings), as for a field Web.Port:
//
//	v, file, ok := files.Find("web.port") // "8080", conf/app.yaml
package settings
