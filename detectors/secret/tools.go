package secret

import (
	"regexp"
	"strings"
	"sync"
)

// tool is a way in which programs are told a secret on their command line by an option whose name does not say so. The same short options
// mean anything elsewhere, so that they count behind the name of such a program only.
type tool struct {
	Programs string         // names of the programs, without their folders
	Options  string         // the secret is the word behind, or stands in the option's own word behind "="
	Skip     int            // words between the option and the secret
	Joined   joined         // whether the secret may follow the option in the option's own word
	First    bool           // the option is the first word behind the program; later ones are of a program that this one runs
	Form     *regexp.Regexp // of the word that holds the secret, which is its first group; nil: the whole word
	Source   string
}

// joined says whether a secret stands in the word of its option: never; there or in the word behind, as getopt(3) takes it; there only, as
// in mysql -pSECRET, where the word behind -p is a database.
type joined int

const (
	apart joined = iota
	either
	only
)

// tools is made when a command is first looked at: its patterns take longer to compile than many runs take.
func tools() []tool {
	var (
		behindColon   = regexp.MustCompile(`^[^:]*:(.+)$`)
		behindEquals  = regexp.MustCompile(`^[^=]+=(.+)$`)
		behindComma   = regexp.MustCompile(`^[^,]*,(.+)$`)
		behindPercent = regexp.MustCompile(`^[^%]*%(.+)$`)
		behindPass    = regexp.MustCompile(`^pass:(.+)$`)
		noOption      = regexp.MustCompile(`^([^-].*)$`)
	)
	return []tool{
		{Programs: "curl", Options: "-u --user -U --proxy-user -E --cert --proxy-cert", Form: behindColon, Joined: either, Source: "curl(1)"},
		{Programs: "curl", Options: "-b --cookie", Form: behindEquals, Source: "curl(1): a value without = is a file"},
		{Programs: "http https xh", Options: "-a --auth", Form: behindColon, Source: "HTTPie: authentication"},
		{Programs: "ab", Options: "-A -P", Form: behindColon, Source: "ab(1)"},
		{Programs: "redis-cli redis-benchmark valkey-cli valkey-benchmark keydb-cli", Options: "-a", Source: "Redis: CLI"},
		{Programs: "redis-server valkey-server keydb-server", Options: "--requirepass --masterauth --primaryauth", Source: "Redis: configuration"},
		{
			Programs: "mysql mysqldump mysqladmin mysqlimport mysqlcheck mysqlshow mysqlsh mysqlslap mariadb mariadb-dump mariadb-admin mariadb-import",
			Options:  "-p", Joined: only, Source: "MySQL: command options for connecting to the server",
		},
		{Programs: "mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat", Options: "-p", Source: "MongoDB: mongosh options"},
		{Programs: "sqlcmd bcp isql osql tsql", Options: "-P", Joined: either, Source: "Microsoft: sqlcmd utility; FreeTDS: tsql"},
		{Programs: "db2", Options: "using", Source: "IBM Db2: the CONNECT statement"},
		{Programs: "cqlsh", Options: "-p", Source: "Apache Cassandra: cqlsh"},
		{Programs: "influx", Options: "-t -password", Source: "InfluxDB: influx CLI"},
		{Programs: "etcdctl", Options: "--user", Form: behindColon, Source: "etcd: etcdctl"},
		{Programs: "arangosh arangodump arangorestore", Options: "--server.password", Source: "ArangoDB: arangosh options"},
		{Programs: "rabbitmqctl", Options: "add_user change_password authenticate_user", Skip: 1, Source: "rabbitmqctl(8)"},
		{Programs: "rabbitmqadmin", Options: "-p", Source: "RabbitMQ: management command line tool"},
		{Programs: "mosquitto_pub mosquitto_sub mosquitto_rr", Options: "-P", Source: "mosquitto_pub(1)"}, //nolint:misspell // the name of the program
		{Programs: "mosquitto_passwd", Options: "-b", Skip: 2, Source: "mosquitto_passwd(1)"},             //nolint:misspell // the name of the program
		{Programs: "htpasswd", Options: "-b -bc -cb -bB -Bb -cbB -Bbc", Skip: 2, Source: "htpasswd(1)"},
		{Programs: "htpasswd", Options: "-nb -bn -nbB -Bbn -bnB -nBb", Skip: 1, Source: "htpasswd(1)"},
		{Programs: "ldapsearch ldapadd ldapmodify ldapdelete ldapcompare ldapwhoami ldappasswd", Options: "-w", Joined: either, Source: "ldapsearch(1)"},
		{Programs: "ldappasswd", Options: "-a -s", Source: "ldappasswd(1)"},
		{Programs: "snmpget snmpgetnext snmpwalk snmpbulkwalk snmpset snmptrap snmptable", Options: "-c -A -X", Joined: either, Source: "snmpcmd(1)"},
		{Programs: "smbclient rpcclient smbget", Options: "-U --user", Form: behindPercent, Source: "smbclient(1)"},
		{Programs: "lftp", Options: "-u --user", Form: behindComma, Source: "lftp(1)"},
		{Programs: "ncftpput ncftpget ncftpls", Options: "-p", Source: "ncftpput(1)"},
		{Programs: "sshpass", Options: "-p", Joined: either, First: true, Source: "sshpass(1)"},
		{Programs: "ssh-keygen", Options: "-N -P", Source: "ssh-keygen(1)"},
		{Programs: "xfreerdp xfreerdp3 wlfreerdp sdl-freerdp mstsc", Options: "/p: /gp:", Joined: only, Source: "FreeRDP: command line interface"},
		{Programs: "signtool", Options: "/p", Source: "Microsoft: SignTool"},
		{Programs: "psexec PsExec psexec64", Options: "-p", Source: "Microsoft: PsExec"},
		{Programs: "openssl", Options: "-passin -passout -pass", Form: behindPass, Source: "openssl-passphrase-options(1)"},
		{Programs: "openssl", Options: "-k -K", Source: "openssl-enc(1)"},
		{
			Programs: "keytool jarsigner", Options: "-storepass -keypass -srcstorepass -deststorepass -srckeypass -destkeypass -new",
			Source: "Oracle: keytool, jarsigner",
		},
		{Programs: "apksigner", Options: "--ks-pass --key-pass", Form: behindPass, Source: "Android: apksigner"},
		{Programs: "zip unzip zipcloak", Options: "-P", Joined: either, Source: "zip(1), unzip(1)"},
		{Programs: "7z 7za 7zz 7zr", Options: "-p", Joined: only, Source: "7-Zip: -p (set password)"},
		{Programs: "unrar rar", Options: "-p -hp", Joined: only, Source: "rar.txt: switches"},
		{Programs: "pkcs11-tool softhsm2-util yubico-piv-tool ykman", Options: "--pin --so-pin --new-pin -p -P", Source: "pkcs11-tool(1), softhsm2-util(1), yubico-piv-tool(1)"},
		{Programs: "skopeo podman buildah", Options: "--creds --src-creds --dest-creds", Form: behindColon, Source: "skopeo-copy(1), podman-pull(1), buildah-from(1)"},
		{Programs: "cf", Options: "auth", Skip: 1, Form: noOption, Source: "Cloud Foundry: cf auth"},
		{Programs: "dotnet", Options: "-k", Source: "Microsoft: dotnet nuget push"},
		{Programs: "nuget", Options: "setapikey", Form: noOption, Source: "Microsoft: nuget setapikey"},
		{Programs: "cargo", Options: "login", Form: noOption, Source: "The Cargo Book: cargo login"},
		{Programs: "vault bao", Options: "login", Form: regexp.MustCompile(`^([^-=]+)$`), Source: "Vault: vault login TOKEN"},
		{Programs: "ngrok", Options: "add-authtoken authtoken", Form: noOption, Source: "ngrok: agent CLI"},
		{Programs: "snyk", Options: "auth", Form: noOption, Source: "Snyk: snyk auth"},
		{Programs: "codecov codecovcli", Options: "-t", Source: "Codecov: uploader, -t"},
		{Programs: "doctl flyctl vercel k3s", Options: "-t", Source: "doctl, flyctl, vercel: global options; k3s agent"},
		{Programs: "kcat kafkacat", Options: "-X", Form: regexp.MustCompile(`^(?:sasl\.password|ssl\.(?:key|keystore)\.password)=(.+)$`), Source: "librdkafka: configuration"},
		{Programs: "sqlplus sqlldr expdp impdp rman", Form: regexp.MustCompile(`^(?i:userid=)?[\w$#."]+/([^\s@/]+)@`), Source: "Oracle: SQL*Plus, logon"},
		{Programs: "mc", Options: "set add", Skip: 3, Form: noOption, Source: "MinIO: mc alias set ALIAS URL ACCESSKEY SECRETKEY"},
	}
}

// toolSecret is the secret in one word of a command that is known to take one there, as [secretOf] tells it.
func toolSecret(argv []string, i int) (start, end int, ok bool) {
	for program, word := range argv[:i] {
		if start, end, ok = secretFor(base(word), argv, i, program); ok {
			return start, end, true
		}
	}
	return 0, 0, false
}

// secretFor asks the rows of one program, whose name stands at an index before.
func secretFor(program string, argv []string, i, at int) (start, end int, ok bool) {
	for _, t := range toolsOf()[program] {
		if t.First && i > at+2 {
			continue
		}
		if start, ok := t.at(argv, i); ok && start < len(argv[i]) {
			value, from := argv[i][start:], start
			if t.Form != nil {
				m := t.Form.FindStringSubmatchIndex(value)
				if m == nil {
					continue
				}
				from, value = start+m[2], value[m[2]:m[3]]
			}
			if !strings.ContainsAny(value, "$`") && !strings.Contains(value, "{{") {
				return from, from + len(value), true
			}
		}
	}
	return 0, 0, false
}

// toolsOf are the rows by the names of programs: each word of each command is looked up.
var toolsOf = sync.OnceValue(func() map[string][]tool {
	of := map[string][]tool{}
	for _, t := range tools() {
		for program := range strings.FieldsSeq(t.Programs) {
			of[program] = append(of[program], t)
		}
	}
	return of
})

// base is a program without its folder and its ending.
func base(word string) string {
	return strings.TrimSuffix(word[strings.LastIndexAny(word, `/\`)+1:], ".exe")
}

// at says where in a word the value of one of the options begins.
func (t tool) at(argv []string, i int) (start int, ok bool) {
	w := argv[i]
	if t.Options == "" {
		return 0, true
	}
	for option := range strings.FieldsSeq(t.Options) {
		switch {
		case strings.HasPrefix(w, option+"=") && t.Joined != only:
			return len(option) + 1, true
		case strings.HasPrefix(w, option) && len(w) > len(option) && (t.Joined == only || t.Joined == either && len(option) == 2):
			return len(option), true
		case t.Joined != only && i > t.Skip && argv[i-1-t.Skip] == option && !strings.HasPrefix(w, "-"):
			return 0, true
		}
	}
	return 0, false
}
