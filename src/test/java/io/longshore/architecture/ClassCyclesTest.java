package io.longshore.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Classes may need each other only within a package. */
class ClassCyclesTest {

  @Test
  void no_cycle_of_classes_crosses_a_package() {
    Map<String, Set<String>> uses = uses();
    Map<String, Set<String>> reachable = new HashMap<>();
    uses.keySet().forEach(name -> reachable.put(name, reachableFrom(name, uses)));
    List<String> crossing = new ArrayList<>();
    uses.forEach(
        (name, used) ->
            used.stream()
                .filter(other -> !packageOf(other).equals(packageOf(name)))
                .filter(other -> reachable.getOrDefault(other, Set.of()).contains(name))
                .forEach(other -> crossing.add(name + " -> " + other)));

    assertThat(uses).hasSizeGreaterThan(500);
    assertThat(crossing).as("uses that lead back to the user from another package").isEmpty();
  }

  /** Of each outermost class the outermost classes that it uses. */
  private static Map<String, Set<String>> uses() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.longshore")) {
      Set<String> used = uses.computeIfAbsent(outermost(type.getName()), name -> new TreeSet<>());
      type.getDirectDependenciesFromSelf().stream()
          .map(Dependency::getTargetClass)
          .map(target -> outermost(target.getBaseComponentType().getName()))
          .filter(name -> name.startsWith("io.longshore."))
          .forEach(used::add);
    }
    return uses;
  }

  private static Set<String> reachableFrom(String start, Map<String, Set<String>> uses) {
    Set<String> seen = new HashSet<>();
    List<String> left = new ArrayList<>(uses.get(start));
    while (!left.isEmpty()) {
      String name = left.remove(left.size() - 1);
      if (seen.add(name)) {
        left.addAll(uses.getOrDefault(name, Set.of()));
      }
    }
    return seen;
  }

  private static String outermost(String name) {
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  private static String packageOf(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }
}
