package io.longshore.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console's modules and the scenarios of their test by ESLint, with rules of format, and the
 * types in the comments of the modules by TypeScript. The settings are in {@code
 * src/it/resources/console-lint}. Runs in profile operate.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class ConsoleCodeIT {

  private static final Path TOOLS = Path.of("src/it/resources/console-lint");
  private static final Path MODULES = Path.of("src/main/resources/console");
  private static final Path SCENARIOS = Path.of("src/it/resources/console");

  @TempDir static Path temp;

  /** An exit code and what was printed. */
  private record End(int code, String said) {}

  @BeforeAll
  static void install() throws Exception {
    End npm;
    try {
      npm =
          run(
              "npm",
              "install",
              "--no-audit",
              "--no-fund",
              "--prefix",
              temp.toString(),
              "eslint@9",
              "@stylistic/eslint-plugin@5",
              "typescript@5");
    } catch (IOException absent) {
      npm = new End(-1, absent.getMessage());
    }
    if (npm.code() != 0) {
      abort("This machine lacks npm or its registry: " + npm.said());
    }
    copy(TOOLS, temp);
    copy(MODULES, temp.resolve("console"));
    copy(SCENARIOS, temp.resolve("scenarios"));
    Path library = Files.createDirectories(temp.resolve("console/lib"));
    Files.move(temp.resolve("preact.d.ts"), library.resolve("preact.d.ts"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path each : tree.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        Files.createDirectories(target.getParent());
        Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Test
  void modules_and_scenarios_keep_the_rules_of_code_and_format() throws Exception {
    End lint = tool("eslint", "console", "scenarios");

    assertThat(lint.code()).as(lint.said()).isZero();
  }

  @Test
  void types_in_the_comments_of_modules_are_right() throws Exception {
    End types = tool("tsc", "-p", ".");

    assertThat(types.code()).as(types.said()).isZero();
  }

  @Test
  void a_module_that_breaks_the_rules_is_reported() throws Exception {
    Path broken = temp.resolve("console/broken.js");
    Files.writeString(
        broken,
        "import { number } from './format.js';\nvar unused = 1\nexport const text = undeclared.trim( );\n");
    try {
      assertThat(tool("eslint", "console/broken.js").said())
          .contains("no-unused-vars", "no-undef", "no-var", "style/semi");
      Files.writeString(broken, "/** @type {number} */\nexport const text = 'not a number';\n");
      assertThat(tool("tsc", "-p", ".").said()).contains("broken.js(2,14)", "TS2322");
    } finally {
      Files.delete(broken);
    }
  }

  private static End tool(String name, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(temp.resolve("node_modules/.bin").resolve(name).toString()));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  private static End run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(temp.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new End(process.waitFor(), said);
  }
}
