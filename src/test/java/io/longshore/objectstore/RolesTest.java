package io.longshore.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.S3Config;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolesTest {

  private static final S3Config CONFIG =
      new S3Config(
          Optional.of(URI.create("http://localhost:1")),
          "us-east-1",
          Optional.of("k"),
          Optional.of("s"),
          true);

  private final Vertx vertx = Vertx.vertx();
  private final S3ObjectStore configured =
      new S3ObjectStore(vertx, CONFIG, S3Timeouts.DEFAULT, true);
  private final Roles roles = new Roles(configured);

  @AfterEach
  void stop() {
    configured.close();
    vertx.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"arn:aws:iam::123456789012:role/export", "arn:aws:iam::000000000000:role/a/b+c@d"})
  void every_role_stands_for_the_configured_store(String arn) {
    assertThat(roles.forRole("123456789012", arn)).isSameAs(configured);
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
  void what_is_not_the_arn_of_a_role_is_refused_for_good(String arn) {
    assertThatThrownBy(() -> roles.forRole("123456789012", arn))
        .isInstanceOfSatisfying(
            ObjectStoreError.class, error -> assertThat(error.kind()).isEqualTo(Kind.PERMANENT))
        .hasMessage("%s is not the ARN of a role: use arn:aws:iam::<12 digits>:role/<name>", arn);
  }

  @Test
  void beside_an_s3_of_others_an_account_names_its_own_roles_only() {
    Roles strict = new Roles(configured, false);
    String theirs = "arn:aws:iam::210987654321:role/export";

    assertThat(strict.forRole("123456789012", "arn:aws:iam::123456789012:role/export"))
        .isSameAs(configured);
    assertThatThrownBy(() -> strict.forRole("123456789012", theirs))
        .isInstanceOfSatisfying(
            ObjectStoreError.class, error -> assertThat(error.kind()).isEqualTo(Kind.PERMANENT))
        .hasMessage("%s is not a role of account 123456789012", theirs);
  }
}
