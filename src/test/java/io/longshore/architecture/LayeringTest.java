package io.longshore.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/** Which room opens onto which. The plan of the house stands in README's map. */
@AnalyzeClasses(packages = "io.longshore", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {

  /** Libraries that any room may use; the gates on some of them stand in LibrariesTest. */
  private static final String[] LIBRARIES = {
    "java..",
    "javax..",
    "io.vertx..",
    "org.slf4j..",
    "com.fasterxml.jackson..",
    "io.micrometer..",
    "io.netty..",
    "software.amazon..",
    "org.flywaydb..",
    "org.postgresql..",
    "com.intel.gkl..",
    "de.siegmar.fastcsv..",
    "org.apache.avro..",
    "org.reactivestreams.."
  };

  @ArchTest
  static final ArchRule api_is_a_leaf =
      room("api").because("what crosses a door must not drag a room along");

  @ArchTest
  static final ArchRule job_is_a_leaf =
      room("job").because("the engine's words are read by every service");

  @ArchTest
  static final ArchRule config_is_a_leaf =
      room("config").because("settings are checked before anything else exists");

  @ArchTest
  static final ArchRule edge_opens_onto_api_identity_config =
      room("edge", "api", "identity", "config")
          .because("health, metrics and hand-ons of other rooms are injected by Wiring");

  @ArchTest
  static final ArchRule identity_opens_onto_api_store_config =
      room("identity", "api", "store", "config").because("keys may live in the database");

  @ArchTest
  static final ArchRule engine_opens_onto_job_store_config_objectstore =
      room("engine", "job", "store", "config", "objectstore")
          .because("the engine must not know any service");

  @ArchTest
  static final ArchRule transfer_opens_onto_job_and_objectstore =
      room("transfer", "job", "objectstore").because("the data path is the same for all services");

  @ArchTest
  static final ArchRule objectstore_opens_onto_config_and_api =
      room("objectstore", "config", "api").because("S3 is reached the same way from everywhere");

  @ArchTest
  static final ArchRule store_opens_onto_config_and_api =
      room("store", "config", "api").because("SQL stands in the rooms that own the tables");

  @ArchTest
  static final ArchRule services_open_onto_the_rooms_below =
      classes()
          .that()
          .resideInAPackage("io.longshore.service..")
          .should()
          .onlyDependOnClassesThat(
              inRooms("service..", "api", "job", "transfer", "objectstore", "store", "config")
                  .or(jobStore())
                  .or(resideInAnyPackage(LIBRARIES)))
          .because(
              "of the engine a service sees its JobStore, and the switch that an import brings");

  @ArchTest
  static final ArchRule services_know_nothing_of_each_other =
      slices()
          .matching("io.longshore.service.(*)..")
          .should()
          .notDependOnEachOther()
          .because("four services are built and read apart");

  @ArchTest
  static final ArchRule there_are_no_cycles =
      slices()
          .matching("io.longshore.(*)..")
          .should()
          .beFreeOfCycles()
          .because("each corridor is read in a straight line");

  private static ArchRule room(String name, String... others) {
    String[] open = Stream.concat(Stream.of(name), Arrays.stream(others)).toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage("io.longshore." + name + "..")
        .should()
        .onlyDependOnClassesThat(inRooms(open).or(resideInAnyPackage(LIBRARIES)))
        .allowEmptyShould(false);
  }

  private static DescribedPredicate<JavaClass> inRooms(String... rooms) {
    DescribedPredicate<JavaClass> any = describe("in no room", type -> false);
    for (String room : rooms) {
      any = any.or(resideInAPackage("io.longshore." + room + (room.endsWith("..") ? "" : "..")));
    }
    return any;
  }

  private static DescribedPredicate<JavaClass> jobStore() {
    return describe(
        "the engine's JobStore and its records, and ImportType",
        type ->
            type.getPackageName().equals("io.longshore.engine")
                && Stream.of("JobStore", "JobQuery", "JobEvent", "JobCount", "ImportType")
                    .anyMatch(name -> type.getName().startsWith("io.longshore.engine." + name)));
  }
}
