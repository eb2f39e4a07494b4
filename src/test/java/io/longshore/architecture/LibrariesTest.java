package io.longshore.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;

/** Which package may use which library, and what code on the event loop must not do. */
@AnalyzeClasses(packages = "io.longshore", importOptions = ImportOption.DoNotIncludeTests.class)
class LibrariesTest {

  private static final List<String> BLOCKING =
      List.of(
          "io.longshore.cli.",
          "io.longshore.server.",
          "io.longshore.demo.",
          "io.longshore.doctor.",
          "io.longshore.embedded.",
          "io.longshore.junit.",
          "io.longshore.async.Blocking",
          "io.longshore.async.Background",
          "io.longshore.store.Migrations",
          "io.longshore.store.MigrationHistory",
          "io.longshore.store.BulkLoad");

  private static final DescribedPredicate<JavaClass> MAY_BLOCK =
      describe(
          "Main, a command, a check of doctor, the server's start, the demo, an embedded server, the extension for JUnit"
              + " or a bridge to blocking code",
          type ->
              type.getPackageName().equals("io.longshore")
                  || BLOCKING.stream().anyMatch(name -> type.getName().startsWith(name)));

  private static final DescribedPredicate<JavaClass> HOLDS_SQL =
      describe(
          "a Store, Rows or the package store",
          type ->
              type.getPackageName().startsWith("io.longshore.store")
                  || outermost(type).endsWith("Store")
                  || outermost(type).endsWith("Rows"));

  @ArchTest
  static final ArchRule web_stays_in_edge =
      noClasses()
          .that(not(MAY_BLOCK))
          .and()
          .resideOutsideOfPackage("io.longshore.edge..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx.ext.web..", "io.vertx.openapi..", "io.vertx.httpproxy..")
          .because("a service must not depend on HTTP");

  @ArchTest
  static final ArchRule sql_stays_in_stores =
      noClasses()
          .that(not(HOLDS_SQL))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.pgclient..")
          .because("statement, parameters and mapping are read together");

  @ArchTest
  static final ArchRule jdbc_stays_in_migrations_and_bulk_load =
      noClasses()
          .that(not(MAY_BLOCK))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..")
          .because("JDBC blocks");

  @ArchTest
  static final ArchRule the_aws_sdk_stays_in_objectstore_targets_of_events_client_and_junit =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.longshore.objectstore..",
              "io.longshore.events.aws..",
              "io.longshore.client..",
              "io.longshore.junit..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon.awssdk..")
          .because(
              "one package talks to S3, one sends events, and two are for programs of others; the demo signs its own"
                  + " calls");

  @ArchTest
  static final ArchRule the_matcher_of_patterns_stays_in_one_class =
      noClasses()
          .that()
          .doNotHaveSimpleName("EventPattern")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon.event..")
          .because("its classes are loaded only when a target has a pattern");

  @ArchTest
  static final ArchRule the_library_for_parquet_stays_in_the_package_that_writes_it =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.longshore.transfer.parquet.write..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.parquet..", "shaded.parquet..")
          .because("its classes are loaded only for exports of roles with that format");

  @ArchTest
  static final ArchRule opentelemetry_stays_in_its_package =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.longshore.trace.otlp..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.opentelemetry..")
          .because("a server that exports no traces does not load it");

  @ArchTest
  static final ArchRule nobody_else_opens_a_connection =
      noClasses()
          .that(not(MAY_BLOCK))
          .and()
          .doNotHaveSimpleName("S3ReverseProxy")
          .and()
          .doNotHaveSimpleName("WebhookTarget")
          .and()
          .haveNameNotMatching(
              "io\\.longshore\\.operator\\.(seed\\.LoopbackCalls|test\\.LoopbackClient)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "io\\.vertx\\.core\\.(http\\.(HttpClient|WebSocketClient).*|net\\.(NetClient|NetSocket))"
                  + "|java\\.net\\.(http\\..*|Socket|URLConnection|HttpURLConnection)")
          .because(
              "addresses in requests are never called; S3 and PostgreSQL are, by their clients, and"
                  + " the targets of events that the configuration lists");

  @ArchTest
  static final ArchRule nothing_waits_on_the_event_loop =
      noClasses()
          .that(not(MAY_BLOCK))
          .should()
          .callMethodWhere(describe("it blocks", LibrariesTest::blocks))
          .because("blocking an event loop delays every call on it");

  @ArchTest
  static final ArchRule there_are_no_locks =
      noClasses()
          .that(not(MAY_BLOCK))
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Lock.class)
          .because("state is confined to one context");

  @ArchTest
  static final ArchRule nothing_is_synchronized =
      methods()
          .that()
          .areDeclaredInClassesThat(not(MAY_BLOCK))
          .should()
          .notHaveModifier(JavaModifier.SYNCHRONIZED)
          .because("state is confined to one context");

  @ArchTest
  static final ArchRule nobody_reads_the_wall_clock =
      noClasses()
          .that(not(MAY_BLOCK))
          .should()
          .callMethodWhere(describe("it reads the clock", LibrariesTest::readsTheClock))
          .because("the server injects an InstantSource, so that tests control time");

  @ArchTest
  static final ArchRule statics_do_not_change =
      fields()
          .that()
          .areStatic()
          .should()
          .beFinal()
          .because("two servers in one JVM must not share state");

  @ArchTest
  static final ArchRule promises_stay_private =
      methods()
          .that()
          .arePublic()
          .or()
          .areProtected()
          .or()
          .arePackagePrivate()
          .should()
          .notHaveRawReturnType(Promise.class)
          .andShould(ArchConditions.notTake(Promise.class))
          .because("callers get a Future; only its creator completes it");

  private static boolean blocks(JavaCall<?> call) {
    String owner = call.getTargetOwner().getName();
    String name = call.getName();
    return (owner.equals("java.lang.Thread") && Set.of("sleep", "join").contains(name))
        || (owner.equals("io.vertx.core.Future") && name.equals("await"))
        || (call.getTargetOwner().isAssignableTo(java.util.concurrent.Future.class)
            && Set.of("get", "join").contains(name))
        || (owner.equals("java.util.concurrent.CountDownLatch") && name.equals("await"));
  }

  private static boolean readsTheClock(JavaCall<?> call) {
    String owner = call.getTargetOwner().getName();
    return (owner.equals(Instant.class.getName()) && call.getName().equals("now"))
        || owner.equals(Clock.class.getName())
        || (owner.startsWith("java.time.") && call.getName().equals("now"))
        || (owner.equals("java.lang.System") && call.getName().equals("currentTimeMillis"));
  }

  private static String outermost(JavaClass type) {
    String simple = type.getName().substring(type.getPackageName().length() + 1);
    int nested = simple.indexOf('$');
    return nested < 0 ? simple : simple.substring(0, nested);
  }
}
