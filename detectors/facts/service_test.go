package facts

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestServiceRows(t *testing.T) {
	t.Parallel()
	var names []string
	words := map[string]Service{}
	for _, row := range Services() {
		names = append(names, string(row.Name))
		for _, w := range append([]string{string(row.Name)}, row.Aliases...) {
			if other, taken := words[w]; taken {
				t.Errorf("%s means %s and %s", w, other, row.Name)
			}
			words[w] = row.Name
		}
		if row.Source == "" {
			t.Errorf("%s has no source", row.Name)
		}
		for _, port := range row.Ports {
			if port < 1 || port > 65535 {
				t.Errorf("%s has the port %d", row.Name, port)
			}
		}
		if row.Leave != (Leave{}) && (row.Leave.Port == 0) == (row.Leave.Beside == "") {
			t.Errorf("%s leaves neither by a port of its own nor beside the health route, or by both", row.Name)
		}
	}
	if !slices.IsSorted(names) {
		t.Errorf("not sorted: %v", names)
	}
}

func TestLookupService(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]Service{
		"mysql": MySQL, "postgresql": Postgres, "postgres": Postgres, "mssql": SQLServer, "sqlserver": SQLServer, "amqp": RabbitMQ,
		"": "", "MySQL": "", "sqlite": "",
	} {
		row, ok := LookupService(word)
		if row.Name != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", word, row.Name, ok, want)
		}
	}
	if Service("mssql").Known() || !SQLServer.Known() || Service("").Known() {
		t.Error("facts use one word for a service, and no alias of it")
	}
	if got := MQTT.Row().Ports; !slices.Equal(got, []int{1883, 8883}) {
		t.Errorf("ports of MQTT: %v", got)
	}
}

func TestUnknownWordsOfAUnit(t *testing.T) {
	t.Parallel()
	good := Unit{Kind: Text{Value: Server}, Packaging: Text{Value: Jar}, Needs: []Service{MySQL}, Registries: []Service{Nacos}}
	if got := good.Unknown(); got != nil {
		t.Errorf("known words are refused: %v", got)
	}
	bad := Unit{Kind: Text{Value: "sever"}, Packaging: Text{Value: "egg"}, Needs: []Service{"mssql"}, Registries: []Service{"naocs"}}
	if got, want := strings.Join(bad.Unknown(), ", "), "kind: sever, packaging: egg, service: mssql, service: naocs"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNeedsArePrintedAsWords(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(Unit{Needs: []Service{MySQL, Kafka}})
	if err != nil || !strings.Contains(string(data), `"needs":["mysql","kafka"]`) {
		t.Errorf("%v: %s", err, data)
	}
}
