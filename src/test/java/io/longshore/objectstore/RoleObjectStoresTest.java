package io.longshore.objectstore;

import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.S3Config;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.ObjectStore.Upload;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.longshore.objectstore.RoleObjectStores.Grant;
import io.longshore.objectstore.s3.ExpectedBucketOwner;
import io.longshore.objectstore.s3.S3Meter;
import io.longshore.objectstore.s3.S3ObjectStore;
import io.longshore.objectstore.s3.S3Timeouts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleObjectStoresTest {

  private static final String ME = "123456789012";
  private static final String EXPORT = "arn:aws:iam::123456789012:role/export";
  private static final String ASSETS = "server-assets";
  private static final S3Config CONFIG =
      new S3Config(
          Optional.of(URI.create("http://localhost:1")),
          "us-east-1",
          Optional.of("k"),
          Optional.of("s"),
          true);

  private final Vertx vertx = Vertx.vertx();
  private final S3ObjectStore serverStore =
      new S3ObjectStore(vertx, CONFIG, S3Timeouts.DEFAULT, true);

  @AfterEach
  void stop() {
    serverStore.close();
    vertx.close();
  }

  private RoleObjectStores roles(Map<String, List<String>> places, boolean open) {
    Map<String, Grant> grants = new TreeMap<>();
    places.forEach((role, allowed) -> grants.put(role, new Grant(serverStore, allowed, true)));
    return new RoleObjectStores(serverStore, ASSETS, grants, open);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"arn:aws:iam::123456789012:role/export", "arn:aws:iam::000000000000:role/a/b+c@d"})
  void without_listed_roles_every_role_may_use_the_embedded_store(String arn) {
    assertThat(new RoleObjectStores(serverStore).forRole(ME, arn)).isSameAs(serverStore);
    assertThat(roles(Map.of(), true).forRole(ME, arn)).isSameAs(serverStore);
    assertThatCode(() -> roles(Map.of(), true).require(ME, arn, "any", ""))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "export",
        "arn:aws:iam::123:role/export",
        "arn:aws:iam::123456789012:role/",
        "arn:aws:iam::123456789012:user/export",
        "arn:aws:iam:us-east-1:123456789012:role/export",
        "arn:aws:s3::123456789012:role/export",
        "arn:gcp:iam::123456789012:role/export"
      })
  void a_text_that_is_not_the_arn_of_a_role_is_a_permanent_error(String arn) {
    refused(
        new RoleObjectStores(serverStore),
        arn,
        arn + " is not the ARN of a role: use arn:aws:iam::<12 digits>:role/<name>");
  }

  @Test
  void unlisted_roles_and_roles_of_other_accounts_are_refused() {
    String theirs = "arn:aws:iam::210987654321:role/export";
    RoleObjectStores listed =
        roles(Map.of(EXPORT, List.of("s3://b-1"), theirs, List.of("s3://b-1")), true);

    assertThat(listed.forRole(ME, EXPORT)).isNotNull();
    refused(listed, EXPORT + "s", EXPORT + "s is not among the roles of the configuration");
    refused(listed, theirs, theirs + " is not a role of account " + ME);
    refused(
        roles(Map.of(), false), EXPORT, EXPORT + " is not among the roles of the configuration");
  }

  @Test
  void a_role_that_is_not_used_must_belong_to_the_account_and_need_not_be_listed() {
    String theirs = "arn:aws:iam::210987654321:role/stream";
    String own = "arn:aws:iam::123456789012:role/stream";

    for (RoleObjectStores roles :
        List.of(roles(Map.of(EXPORT, List.of("s3://b-1")), true), roles(Map.of(), false))) {
      assertThatCode(() -> roles.requireOwn(ME, own)).doesNotThrowAnyException();
      assertThatThrownBy(() -> roles.requireOwn(ME, theirs))
          .isInstanceOf(ObjectStoreError.class)
          .hasMessage(theirs + " is not a role of account " + ME);
    }
    assertThatCode(() -> roles(Map.of(), true).requireOwn(ME, theirs)).doesNotThrowAnyException();
  }

  @Test
  void the_longest_matching_name_decides_and_names_of_the_account_precede_names_for_all() {
    RoleObjectStores roles =
        roles(
            Map.of(
                "arn:aws:iam::*:role/*",
                List.of("s3://all"),
                "arn:aws:iam::123456789012:role/*",
                List.of("s3://mine"),
                "arn:aws:iam::123456789012:role/exp*",
                List.of("s3://exp"),
                EXPORT,
                List.of("s3://exact")),
            false);

    allowed(roles, ME, EXPORT, "exact");
    allowed(roles, ME, "arn:aws:iam::123456789012:role/exports", "exp");
    allowed(roles, ME, "arn:aws:iam::123456789012:role/other", "mine");
    allowed(roles, "210987654321", "arn:aws:iam::210987654321:role/other", "all");
  }

  private static void allowed(RoleObjectStores roles, String account, String role, String only) {
    for (String bucket : List.of("all", "mine", "exp", "exact")) {
      if (bucket.equals(only)) {
        roles.require(account, role, bucket, "key");
      } else {
        assertThatThrownBy(() -> roles.require(account, role, bucket, "key"))
            .hasMessage("%s may not use s3://%s/key; it may use [s3://%s]", role, bucket, only);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://b-1", "s3://b-1/in/", "s3://b-1/in/x", "s3://*"})
  void a_place_includes_all_keys_with_its_prefix(String place) {
    RoleObjectStores roles = roles(Map.of(EXPORT, List.of(place)), false);

    roles.require(ME, EXPORT, "b-1", "in/x");
    assertThatThrownBy(() -> roles.require(ME, EXPORT, ASSETS, "in/x"))
        .hasMessageContaining("may not use s3://" + ASSETS);
    if (!place.equals("s3://*")) {
      assertThatThrownBy(() -> roles.require(ME, EXPORT, "b-12", "in/x"))
          .hasMessageContaining("may not use s3://b-12/in/x");
    }
    if (place.contains("/in/")) {
      assertThatThrownBy(() -> roles.require(ME, EXPORT, "b-1", "in"))
          .hasMessageContaining("may not use s3://b-1/in;");
      assertThatThrownBy(() -> roles.require(ME, EXPORT, "b-1", ""))
          .hasMessageContaining("may not use s3://b-1/;");
    }
  }

  @Test
  void calls_outside_the_places_fail_without_being_sent() {
    ObjectStore store = roles(Map.of(EXPORT, List.of("s3://b-1/in/")), false).forRole(ME, EXPORT);
    Upload open = new Upload("b-1", "out/x", "u");
    Upload fine = new Upload("b-1", "in/x", "u");
    Duration minute = Duration.ofMinutes(1);

    barred(store.createUpload("b-1", "out/x", "text/plain", Map.of()));
    barred(store.uploadPart(open, 1, Buffer.buffer("x")));
    barred(store.completeUpload(open, List.of()));
    barred(store.abortUpload(open));
    barred(store.uploadExists(open));
    barred(store.uploadsUnder("b-1", "out/x"));
    barred(store.openUploads("b-1", "out/x"));
    barred(store.head("b-1", "out/x"));
    barred(store.delete("b-1", "out/x"));
    barred(store.read(Source.of("b-1", "out/x")));
    barred(store.list("b-1", "out/x", Optional.empty(), Optional.empty(), 1));
    barred(store.copyPart(open, 1, Source.of("b-1", "in/x")));
    barred(store.copyPart(fine, 1, Source.of("b-1", "out/x")));
    barred(store.presignGet("b-1", "out/x", minute));
    barred(store.presignPut("b-1", "out/x", minute, Optional.empty()));
    assertThat(failure(store.checkBucket("b-2"))).hasMessageContaining("may not use s3://b-2/");
    assertThat(failure(store.checkBucket("b-1"))).hasMessageNotContaining("may not use");
    assertThat(failure(store.head("b-1", "in/x"))).hasMessageNotContaining("may not use");
  }

  private static void barred(Future<?> call) {
    assertThat(failure(call))
        .isInstanceOfSatisfying(
            ObjectStoreError.class, error -> assertThat(error.kind()).isEqualTo(Kind.PERMANENT))
        .hasMessage(EXPORT + " may not use s3://b-1/out/x; it may use [s3://b-1/in/]");
  }

  @Test
  void the_default_role_uses_the_servers_bucket_which_requests_may_not_name() {
    String role = DefaultRole.of(ME);
    RoleObjectStores unlisted = roles(Map.of(), false);
    RoleObjectStores listed = roles(Map.of(role, List.of("s3://b-1")), false);
    RoleObjectStores elsewhere =
        new RoleObjectStores(
            serverStore,
            ASSETS,
            Map.of(role, new Grant(serverStore, List.of("s3://b-1"), false)),
            false);

    assertThat(failure(unlisted.forRole(ME, role).head(ASSETS, "x")))
        .hasMessageNotContaining("may not use");
    assertThat(failure(unlisted.forRole(ME, role).head("b-1", "x")))
        .hasMessageContaining("may not use");
    listed.require(ME, role, "b-1", "x");
    assertThatThrownBy(() -> listed.require(ME, role, ASSETS, "x"))
        .hasMessageContaining("may not use");
    refused(
        elsewhere,
        role,
        role
            + " must use s3.endpoint and its keys, because S3 itself copies to and from"
            + " s3://server-assets");
  }

  private static void refused(RoleObjectStores roles, String role, String message) {
    assertThatThrownBy(() -> roles.forRole(ME, role))
        .isInstanceOfSatisfying(
            ObjectStoreError.class, error -> assertThat(error.kind()).isEqualTo(Kind.PERMANENT))
        .hasMessage(message);
  }

  @Test
  void s3_copies_between_equal_stores_with_different_clients_and_scopes() {
    RoleObjectStores roles = roles(Map.of(EXPORT, List.of("s3://open/a/")), false);
    ObjectStore one = roles.forRole(ME, EXPORT);
    ObjectStore other = roles.forRole(ME, EXPORT);

    assertThat(one.canCopy(other, "open", "a/b")).isTrue();
    assertThat(one.canCopy(serverStore, "open", "a/b")).isTrue();
    assertThat(serverStore.canCopy(one, "open", "a/b")).isTrue();
    assertThat(one.canCopy(other, "open", "c")).as("what the role may not read").isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:1, us-east-1, k, , true",
    "http://LOCALHOST:1/, us-east-1, k, , true",
    "http://localhost:2, us-east-1, k, , false",
    "https://localhost:1, us-east-1, k, , false",
    "http://localhost:1/s3, us-east-1, k, , false",
    "http://localhost:1, eu-west-1, k, , false",
    "http://localhost:1, us-east-1, other, , false",
    "http://localhost:1, us-east-1, k, 123456789012, false"
  })
  void targets_are_equal_by_endpoint_region_access_key_and_owner(
      String endpoint, String region, String key, String owner, boolean same) {
    S3Config config =
        new S3Config(
            Optional.of(URI.create(endpoint)), region, Optional.of(key), Optional.of("s"), true);
    Optional<ExpectedBucketOwner> expected =
        Optional.ofNullable(owner).map(account -> new ExpectedBucketOwner(account, ASSETS));
    try (S3ObjectStore other =
        new S3ObjectStore(
            vertx, config, S3Timeouts.DEFAULT, true, config::endpoint, S3Meter.NONE, expected)) {
      assertThat(serverStore.canCopy(other, "any", "key")).isEqualTo(same);
    }
  }
}
