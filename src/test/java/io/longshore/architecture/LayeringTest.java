package io.longshore.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** Which package may use which. The map of the packages is in the manual, page "Architecture". */
@AnalyzeClasses(packages = "io.longshore", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {

  /** Libraries that every package may use; LibrariesTest restricts some of them further. */
  private static final String[] LIBRARIES = {
    "java..",
    "javax..",
    "io.vertx..",
    "org.slf4j..",
    "com.fasterxml.jackson..",
    "org.yaml.snakeyaml..", // the lines of a document, which Jackson does not keep
    "com.github.benmanes.caffeine..",
    "io.micrometer..",
    "io.netty..",
    "software.amazon..",
    "org.flywaydb..",
    "org.postgresql..",
    "com.intel.gkl..",
    "io.airlift.compress..",
    "de.siegmar.fastcsv..",
    "org.apache.avro..",
    "org.apache.parquet..",
    "org.reactivestreams.."
  };

  /**
   * What services use of the engine: the jobs that they create, the type of their imports, and
   * whether tasks run, for work that can wait.
   */
  private static final Set<String> ENGINE_FOR_SERVICES =
      Set.of(
          "io.longshore.engine.store.JobStore",
          "io.longshore.engine.store.ExportBaseStore",
          "io.longshore.engine.store.JobQuery",
          "io.longshore.engine.store.JobEvent",
          "io.longshore.engine.store.JobCount",
          "io.longshore.engine.store.RunningTaskStore",
          "io.longshore.engine.load.ImportJobType");

  @ArchTest
  static final ArchRule api_uses_no_other_package =
      layer("api").because("the edge and the services share it");

  @ArchTest
  static final ArchRule job_uses_no_other_package =
      layer("job").because("the engine and the services share it");

  @ArchTest
  static final ArchRule config_uses_no_other_package =
      layer("config").because("settings are validated before anything else is created");

  @ArchTest
  static final ArchRule async_uses_api =
      layer("async", "api").because("control flow knows nothing of what it runs");

  @ArchTest
  static final ArchRule edge_uses_api_async_identity_config_trace =
      layer("edge", "api", "async", "identity", "config", "trace")
          .because("the server injects health checks, metrics and the proxy to S3");

  @ArchTest
  static final ArchRule identity_uses_api_async_store_config =
      layer("identity", "api", "async", "store", "config")
          .because("access keys may be stored in the database");

  @ArchTest
  static final ArchRule engine_uses_job_async_store_config_objectstore_trace =
      layer("engine", "job", "async", "store", "config", "objectstore", "trace")
          .because("the engine must not know any service");

  @ArchTest
  static final ArchRule transfer_uses_job_async_objectstore_and_masks =
      layer("transfer", "api", "job", "async", "objectstore", "config")
          .because(
              "the data path is the same for all services; the configuration says what it masks");

  @ArchTest
  static final ArchRule objectstore_uses_api_async_config_trace =
      layer("objectstore", "api", "async", "config", "trace")
          .because("S3 is called the same way from everywhere");

  @ArchTest
  static final ArchRule trace_uses_config =
      classes()
          .that()
          .resideInAPackage("io.longshore.trace..")
          .should()
          .onlyDependOnClassesThat(
              in("trace", "config")
                  .or(resideInAnyPackage(LIBRARIES))
                  .or(resideInAPackage("io.opentelemetry..")))
          .because("a span knows nothing of what it measures");

  @ArchTest
  static final ArchRule only_the_server_uses_the_exporter =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.longshore.server..", "io.longshore.trace.otlp..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.longshore.trace.otlp..")
          .because("its classes are loaded only if traces are exported");

  @ArchTest
  static final ArchRule store_uses_api_async_config =
      layer("store", "api", "async", "config")
          .because("SQL belongs to the packages that own the tables");

  @ArchTest
  static final ArchRule events_use_api_async_job_engine_store_config =
      layer("events", "api", "async", "job", "engine", "store", "config")
          .because("events are read from the history of jobs; what services add comes to it");

  @ArchTest
  static final ArchRule embedded_uses_api_async_identity_config =
      classes()
          .that()
          .resideInAPackage("io.longshore.embedded..")
          .should()
          .onlyDependOnClassesThat(
              in("embedded", "api", "async", "identity", "config")
                  .or(resideInAnyPackage(LIBRARIES))
                  .or(
                      resideInAnyPackage(
                          "org.apache.commons.compress..",
                          "org.tukaani.xz..",
                          "com.sun.security..")))
          .because("the embedded servers stand in for external ones");

  @ArchTest
  static final ArchRule console_uses_async_config_edge =
      layer("console", "async", "config", "edge")
          .because("the pages are a client of the API; the listener only hands their files out");

  @ArchTest
  static final ArchRule demo_uses_identity =
      layer("demo", "identity").because("the demo is a client: it signs its calls, and no more");

  @ArchTest
  static final ArchRule botocore_uses_no_other_package =
      layer("botocore").because("a model is made of a contract and of nothing else");

  @ArchTest
  static final ArchRule client_uses_no_other_package =
      layer("client").because("it runs in programs that have the AWS SDK and not the server");

  @ArchTest
  static final ArchRule nobody_uses_client =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.longshore.client..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.longshore.client..")
          .because("the SDK modules that it needs are not in the fat jar");

  @ArchTest
  static final ArchRule junit_uses_no_other_package_and_of_the_aws_sdk_its_core =
      classes()
          .that()
          .resideInAPackage("io.longshore.junit..")
          .should()
          .onlyDependOnClassesThat(
              in("junit")
                  .or(
                      resideInAnyPackage(
                          "java..",
                          "javax.crypto..",
                          "org.junit.jupiter.api..",
                          "org.testcontainers..",
                          "software.amazon.awssdk.auth..",
                          "software.amazon.awssdk.awscore..",
                          "software.amazon.awssdk.identity..",
                          "software.amazon.awssdk.core..",
                          "software.amazon.awssdk.regions..",
                          "software.amazon.awssdk.utils..")))
          .because("it runs in the tests of other programs, beside their versions of libraries");

  @ArchTest
  static final ArchRule nobody_uses_junit =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.longshore.junit..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.longshore.junit..")
          .because("JUnit is not in the fat jar");

  @ArchTest
  static final ArchRule services_use_the_layers_below =
      classes()
          .that()
          .resideInAPackage("io.longshore.service..")
          .should()
          .onlyDependOnClassesThat(
              in("service", "api", "async", "job", "transfer", "objectstore", "store", "config")
                  .or(resideInAPackage("io.longshore.events.outbox"))
                  .or(describe("the engine's interface", LayeringTest::isEngineForServices))
                  .or(resideInAnyPackage(LIBRARIES)))
          .because("a service creates jobs; how they run is the engine's concern");

  @ArchTest
  static final ArchRule operator_uses_the_frame_of_services_the_engine_and_identity =
      classes()
          .that()
          .resideInAPackage("io.longshore.operator..")
          .should()
          .onlyDependOnClassesThat(
              in("operator", "api", "async", "job", "engine", "identity", "transfer")
                  .or(in("objectstore", "store", "config", "service.resource", "events"))
                  .or(resideInAPackage("io.longshore.service"))
                  .or(resideInAnyPackage(LIBRARIES)))
          .because("the operator API shows the jobs of all services and knows none of them");

  @ArchTest
  static final ArchRule services_do_not_use_each_other =
      slices()
          .matching("io.longshore.service.(*)..")
          .that(describe("services", slice -> !slice.getDescription().contains("resource")))
          .should()
          .notDependOnEachOther()
          .because("each service is developed and read on its own");

  @ArchTest
  static final ArchRule only_the_commands_and_main_use_the_server =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.longshore", "io.longshore.cli..", "io.longshore.server..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.longshore.cli..", "io.longshore.server..")
          .because("the server assembles the other packages");

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices()
          .matching("io.longshore.(*)..")
          .should()
          .beFreeOfCycles()
          .because("every path through the code is read in one direction");

  private static ArchRule layer(String name, String... others) {
    String[] used = Stream.concat(Stream.of(name), Arrays.stream(others)).toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage("io.longshore." + name + "..")
        .should()
        .onlyDependOnClassesThat(in(used).or(resideInAnyPackage(LIBRARIES)))
        .allowEmptyShould(false);
  }

  private static DescribedPredicate<JavaClass> in(String... layers) {
    return resideInAnyPackage(
            Arrays.stream(layers)
                .map(layer -> "io.longshore." + layer + "..")
                .toArray(String[]::new))
        .as("reside in " + String.join(", ", layers));
  }

  private static boolean isEngineForServices(JavaClass type) {
    return ENGINE_FOR_SERVICES.contains(type.getName().replaceFirst("\\$.*", ""));
  }
}
