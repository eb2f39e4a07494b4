package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Backends;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every type of job has the same results on Citus and on one PostgreSQL, which is the build's own.
 * Incremental exports of endpoints, which Citus does not allow, are left out. Runs in profile
 * citus.
 */
@Timeout(900)
@EnabledIfSystemProperty(named = "citus.url", matches = ".+")
class CitusDigestsIT {

  @TempDir static Path temp;

  private static S3Objects objects;
  private static Site citus;
  private static Site plain;

  /** An installation. */
  private record Site(String name, Map<String, String> flags, Installation server) {

    static Site start(String name, Map<String, String> flags) {
      return new Site(name, flags, Installation.start(temp.resolve(name), flags));
    }

    /** A bucket of its own. */
    String bucket(String service) {
      String bucket = "digests-" + name + "-" + service;
      objects.createBucket(bucket);
      return bucket;
    }
  }

  /** Jobs on a site. */
  private interface Jobs {
    JobDigests on(Site site);
  }

  @BeforeAll
  static void start() throws Exception {
    objects = new S3Objects(Backends.s3());
    citus =
        Site.start(
            "citus", Installation.foreignServerFlags(Files.createDirectory(temp.resolve("c"))));
    plain =
        Site.start(
            "plain",
            Installation.foreignServerFlags(
                Files.createDirectory(temp.resolve("p")), Backends.ownDatabase()));
    assertThat(Sql.run(citus.server().database(), "select count(*) from pg_dist_partition"))
        .isNotEqualTo(List.of("0"));
  }

  @AfterAll
  static void stop() {
    for (Site site : List.of(citus, plain)) {
      site.server().close();
    }
    objects.close();
  }

  /** Runs all types of jobs of a service on both. */
  private static void assertEqualResults(String service, Jobs jobs) throws Exception {
    Map<String, String> distributed = jobs.on(citus).digests();
    Map<String, String> single = jobs.on(plain).digests();
    distributed.forEach((name, result) -> System.out.println(name + ": " + result));
    assertThat(distributed).isNotEmpty().isEqualTo(single);
    String types =
        "select distinct type from job where state = 'SUCCEEDED' and type like '%s.%%' order by type"
            .formatted(service);
    assertThat(Sql.run(citus.server().database(), types))
        .containsExactlyElementsOf(
            ForeignServersFixture.TYPES.stream()
                .filter(type -> type.startsWith(service + "."))
                .toList());
  }

  @Test
  void jobs_of_pinpoint_have_the_same_results() throws Exception {
    assertEqualResults(
        "pinpoint",
        site ->
            new PinpointDigests(
                site.server(),
                objects,
                site.bucket("pinpoint"),
                temp.resolve(site.name() + "-again"),
                site.flags()));
  }

  @Test
  void jobs_of_personalize_have_the_same_results() throws Exception {
    assertEqualResults(
        "personalize",
        site -> new PersonalizeDigests(site.server(), objects, site.bucket("personalize")));
  }

  @Test
  void jobs_of_data_exchange_have_the_same_results() throws Exception {
    assertEqualResults(
        "dataexchange",
        site -> new DataExchangeDigests(site.server(), objects, site.bucket("dataexchange")));
  }

  @Test
  void jobs_of_clean_rooms_ml_have_the_same_results() throws Exception {
    assertEqualResults(
        "cleanroomsml",
        site -> new AudienceDigests(site.server(), objects, site.bucket("audiences")));
  }
}
