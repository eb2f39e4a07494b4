package io.longshore.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Loops over rows, objects, pages and bytes use the package {@code async}. A chain of futures that
 * grows with the data overflows the stack when its last future completes.
 */
class FutureChainsTest {

  private static final Path MAIN = Path.of("src/main/java");
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  @Test
  void no_chain_of_futures_grows_with_the_data() throws IOException {
    assertThat(chainsOfMain())
        .as("Use AsyncLoop or BoundedParallel: a chain of futures overflows the stack")
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Future<Void> next() { return read().compose(page -> next()); }",
        "Future<Void> next() { return read().transform(page -> { return this.next(); }); }",
        "Future<Void> next(int page) { return read(page).recover(gone -> next(page + 1)); }",
        "Future<Void> next(Page page) { return read(page).compose(this::next); }",
        "void next() { read().onSuccess(more -> { if (more) { next(); } }); }",
        "Future<Void> next() { return read().compose(page -> write(page)); }"
            + " Future<Void> write(Page page) { return page.isLast() ? done() : next(); }",
        "static Future<Void> next() { return read().compose(page -> Sample.next()); }",
        "record Rows() { Future<Void> next() { return read().compose(row -> next()); } }",
      })
  void recursion_in_a_callback_is_a_chain(String members) {
    assertThat(chainsOf(members)).hasSize(1).first().asString().contains("calls itself");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for (Row row : rows) { all = all.compose(done -> write(row)); }",
        "for (int i = 0; i < n; i++) { all = all.map(1).flatMap(done -> write(row)); }",
        "while (rows.hasNext()) { this.all = this.all.eventually(() -> write(rows.next())); }",
        "rows.forEach(row -> all = all.compose(done -> write(row)));",
        "rows.stream().reduce(start, (all, row) -> all.compose(done -> write(row)), one());",
      })
  void a_future_chained_in_a_loop_is_a_chain(String statement) {
    assertThat(chainsOf("void all() { " + statement + " }")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Future<Void> all() { return AsyncLoop.whileTrue(this::next); }"
            + " Future<Boolean> next() { return read().compose(page -> write(page)); }",
        "void tick() { vertx.setTimer(1, now -> look().onComplete(done -> tick())); }",
        "int depth(Node node) { return node.isLeaf() ? 0 : 1 + depth(node.next()); }",
        "Future<Void> write(Row row) { return check(row).compose(good -> write(row, good)); }"
            + " Future<Void> write(Row row, boolean good) { return table.write(row); }",
        "Future<Void> next() { return read().compose(row -> other.next()); }",
        "record Rows() { Future<Void> next() { return read(); } }"
            + " Future<Void> next() { return rows.next().compose(row -> write(row)); }",
        "void all() { for (Row row : rows) { results.add(read(row).compose(done -> end())); } }",
        "Future<Long> sum() { return AsyncLoop.reduce(rows, 0L,"
            + " (sum, row) -> write(row).compose(done -> plus(sum, row))); }",
        "void one() { last = last.compose(done -> write(row)); }",
      })
  void a_loop_or_a_single_callback_is_no_chain(String members) {
    assertThat(chainsOf(members)).isEmpty();
  }

  private static Set<String> chainsOfMain() throws IOException {
    try (Stream<Path> files = Files.walk(MAIN);
        StandardJavaFileManager manager = COMPILER.getStandardFileManager(null, null, null)) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      return chains(manager.getJavaFileObjectsFromPaths(sources));
    }
  }

  private static Set<String> chainsOf(String members) {
    try {
      return chains(List.of(new Sample("class Sample { " + members + " }")));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Set<String> chains(Iterable<? extends JavaFileObject> sources) throws IOException {
    JavacTask task = (JavacTask) COMPILER.getTask(null, null, null, null, null, sources);
    Set<String> found = new TreeSet<>();
    for (CompilationUnitTree source : task.parse()) {
      found.addAll(
          FutureChains.of(
              source, Path.of(source.getSourceFile().getName()).getFileName().toString()));
    }
    return found;
  }

  private static final class Sample extends SimpleJavaFileObject {

    private final String text;

    Sample(String text) {
      super(URI.create("string:///Sample.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
