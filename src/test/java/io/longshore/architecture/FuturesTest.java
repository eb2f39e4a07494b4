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
 * A future that waits for one that waits for one takes the stack with it when the last one ends,
 * from some thousands on, and whoever waits for the first waits for ever.
 */
class FuturesTest {

  /** Methods that call themselves, how often by a bound that no data moves. */
  private static final Map<String, String> BOUNDED =
      Map.ofEntries(
          Map.entry("Attempt.say", "four times"),
          Map.entry("AttributeRemovalJob.written", "ten tries; five shares of a page of rows"),
          Map.entry("AuditVerticle.write", "the batches of one round are counted"),
          Map.entry("EndpointWrites.write", "a few tries"),
          Map.entry("InteractionEvents.inTurn", "the ten events of a call"),
          Map.entry("FencedSink.take", "the parts that a chunk fills"),
          Map.entry("JsonLinesRows.fewer", "halves what it asks for"),
          Map.entry("JsonLinesRows.goOn", "the 256 buckets"),
          Map.entry("JsonLinesRows.next", "the 256 buckets"),
          Map.entry("CompositeKeySource.find", "the few places of keys"),
          Map.entry("ModelStore.profiles", "shares of the 256 buckets"),
          Map.entry("PackedRows.next", "once"),
          Map.entry("RetryingObjectStore.again", "four times"),
          Map.entry("ResourceTagLookup.of", "from a resource to what it belongs to"),
          Map.entry("DatabaseIdempotency.await", "looks are counted"),
          Map.entry("DatabaseIdempotency.once", "looks are counted"),
          Map.entry("Walk.condition", "a hundred segments"),
          Map.entry("Walk.group", "a hundred segments"),
          Map.entry("Walk.source", "a hundred segments"),
          Map.entry("Worker.run", "a piece, then its job's commit"));

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.longshore");

  @Test
  void no_method_composes_its_future_with_another_of_its_own() {
    assertThat(notBounded(callThemselves()))
        .as(
            "Use AsyncLoop, BoundedParallel or ListingPages; only what no data makes longer may be bounded here")
        .isEmpty();
  }

  @Test
  void what_is_allowed_is_still_there() {
    assertThat(callThemselves()).containsAll(BOUNDED.keySet());
  }

  private static Set<String> notBounded(Set<String> found) {
    found.removeAll(BOUNDED.keySet());
    return found;
  }

  private static String name(JavaMethod method) {
    return method.getOwner().getSimpleName() + "." + method.getName();
  }

  private static Set<String> callThemselves() {
    Map<JavaCodeUnit, Set<JavaCodeUnit>> calls = new HashMap<>();
    for (JavaClass each : HOUSE) {
      for (JavaMethod method : each.getMethods()) {
        if (brings(method)) {
          calls.put(method, called(method));
        }
      }
    }
    return calls.keySet().stream()
        .filter(method -> reaches(method, method, calls))
        .map(method -> name((JavaMethod) method))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean brings(JavaMethod method) {
    return method.getRawReturnType().isEquivalentTo(Future.class);
  }

  private static Set<JavaCodeUnit> called(JavaMethod method) {
    return Stream.concat(
            method.getMethodCallsFromSelf().stream()
                .flatMap(call -> call.getTarget().resolveMember().stream()),
            method.getMethodReferencesFromSelf().stream()
                .flatMap(call -> call.getTarget().resolveMember().stream()))
        .filter(FuturesTest::brings)
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
