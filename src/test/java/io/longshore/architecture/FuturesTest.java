package io.longshore.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Methods that return futures are not recursive, not even by way of methods of other classes: a
 * future that waits for another of the same method, and so on, overflows the stack when the last
 * one completes. {@link FutureChainsTest} finds more of them, but looks at one file only.
 */
class FuturesTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.longshore");

  @Test
  void no_method_that_returns_a_future_calls_itself() {
    assertThat(recursiveMethods(MAIN)).as("Use AsyncLoop, BoundedParallel or AsyncRetry").isEmpty();
  }

  @Test
  void recursion_by_way_of_another_class_is_found() {
    JavaClasses sample = new ClassFileImporter().importClasses(Pages.class, Rows.class);

    assertThat(recursiveMethods(sample)).containsExactly("Pages.next", "Rows.next");
  }

  private record Pages(Rows rows) {
    Future<Void> next() {
      return Future.succeededFuture().compose(page -> rows.next());
    }
  }

  private record Rows(Pages pages) {
    Future<Void> next() {
      return pages.next();
    }
  }

  private static String name(JavaMethod method) {
    return method.getOwner().getSimpleName() + "." + method.getName();
  }

  private static Set<String> recursiveMethods(JavaClasses classes) {
    Map<JavaCodeUnit, Set<JavaCodeUnit>> calls = new HashMap<>();
    for (JavaClass each : classes) {
      for (JavaMethod method : each.getMethods()) {
        if (returnsFuture(method)) {
          calls.put(method, called(method));
        }
      }
    }
    return calls.keySet().stream()
        .filter(method -> reaches(method, method, calls))
        .map(method -> name((JavaMethod) method))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean returnsFuture(JavaMethod method) {
    return method.getRawReturnType().isEquivalentTo(Future.class);
  }

  private static Set<JavaCodeUnit> called(JavaMethod method) {
    return Stream.concat(
            method.getMethodCallsFromSelf().stream()
                .flatMap(call -> call.getTarget().resolveMember().stream()),
            method.getMethodReferencesFromSelf().stream()
                .flatMap(call -> call.getTarget().resolveMember().stream()))
        .filter(FuturesTest::returnsFuture)
        .collect(Collectors.toSet());
  }

  private static boolean reaches(
      JavaCodeUnit from, JavaCodeUnit to, Map<JavaCodeUnit, Set<JavaCodeUnit>> calls) {
    Set<JavaCodeUnit> seen = new HashSet<>();
    Set<JavaCodeUnit> next = calls.getOrDefault(from, Set.of());
    while (!next.isEmpty()) {
      if (next.contains(to)) {
        return true;
      }
      seen.addAll(next);
      next =
          next.stream()
              .flatMap(method -> calls.getOrDefault(method, Set.of()).stream())
              .filter(method -> !seen.contains(method))
              .collect(Collectors.toSet());
    }
    return false;
  }
}
