package code_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestRequired(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ main, other, want string }{
		"picocli": {`import picocli.CommandLine;
import picocli.CommandLine.*;
@Command class Main implements Runnable {
  @Option(names = {"-c", "--config"}, required = true, description = "the file (yaml)") java.io.File config;
  @Option(names = "--port", required = true, defaultValue = "80") int port;
  // @Option(names = "--old", required = true) int old;
  @Parameters(index = "0") String target;
  @Parameters(index = "1..*") String[] more;
  @Parameters(arity = "0..1") String maybe;
  public static void main(String[] args) { System.exit(new CommandLine(new Main()).execute(args)); }
}`, "", "-c|--config:4 #1:7"},
		"another class": {
			`class Main { public static void main(String[] args) { new picocli.CommandLine(new Other()).execute(args); } }`,
			"import picocli.CommandLine;\nclass Other { @CommandLine.Option(names = \"--db\", required = true)\n String db; }", "--db:2",
		},
		"a class that nobody makes": {`class Main { public static void main(String[] args) { } }`, "import picocli.CommandLine;\nclass Other { @CommandLine.Option(names = \"--db\", required = true) String db; }", ""},
		"JCommander": {`import com.beust.jcommander.Parameter;
class Main { @Parameter(names = {"--host", "-h"}, required = true) String h;
@Parameter(names = "--level") int l;
public static void main(String[] args) { } }`, "", "--host|-h:2"},
		"args4j": {`import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;
class Main { @Option(name = "-in", required = true) String in;
@Argument(required = true) String file; @Argument String more;
public static void main(String[] args) { } }`, "", "-in:3 #1:4"},
		"another library's annotation": {`import a.b.Option;
class Main { @Option(name = "-in", required = true) String in; public static void main(String[] args) { } }`, "", ""},
		"Commons CLI": {`import org.apache.commons.cli.*;
class Main { public static void main(String[] args) {
  Options all = new Options();
  all.addOption(Option.builder("c").longOpt("config").hasArg().required().build());
  Option in = new Option("i", "input", true, "the input");
  in.setRequired(true);
  Option out = new Option("o", "output", true, "the output");
  all.addOption(in);
} }`, "", "-c|--config:4 -i|--input:6"},
		"counted": {`class Main { public static void main(String[] args) {
  if (args == null || args.length < 2 || args.length > 3) {
    System.err.println("Usage: main PORT FILE"); System.exit(1);
  }
} }`, "", "#2:2"},
		"none is allowed": {`class Main { public static void main(String[] args) {
  if (args.length == 0) { run(); return; }
  if (args.length > 0) { System.out.println("usage"); return; }
} }`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tree := maventest.Tree(t, map[string]string{"Main.java": c.main, "Other.java": c.other})
			var got []string
			for _, a := range code.New(tree).Required("Main.java", []string{"Main.java", "Other.java"}) {
				words := strings.Join(a.Names, "|")
				if a.Count > 0 {
					words = fmt.Sprintf("#%d", a.Count)
				}
				got = append(got, fmt.Sprintf("%s:%d", words, a.Line))
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
}
