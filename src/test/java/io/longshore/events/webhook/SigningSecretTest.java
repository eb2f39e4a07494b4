package io.longshore.events.webhook;

import static io.longshore.edge.SampleService.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.longshore.config.LongshoreConfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret that is replaced in its file, against the reference library of Standard Webhooks. */
class SigningSecretTest {

  private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String NEW = "whsec_plJ3nmyCDGBKInavdOK15jsl5jsl5jsl";
  private static final String BODY = "{\"detail\":{\"status\":\"COMPLETED\"}}";

  @TempDir Path temp;

  private final Vertx vertx = Vertx.vertx();
  private Path file;
  private SigningSecret secret;

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(temp.resolve("secret"), OLD + "\n");
    String targets =
        "{\"ops\": {\"url\": \"https://hooks.example\", \"secret_FILE\": \"%s\"}}".formatted(file);
    secret =
        new SigningSecret(
            vertx,
            LongshoreConfig.load(Optional.empty(), Map.of(), Map.of("events.targets", targets))
                .events()
                .targets()
                .get("ops"));
  }

  @AfterEach
  void stop() {
    secret.close();
    await(vertx.close());
  }

  @Test
  void a_request_has_both_signatures_while_the_file_has_both_secrets() throws IOException {
    assertThat(verifiedBy()).containsExactly(OLD);
    Files.writeString(file, NEW + "\n" + OLD + "\n");
    await(secret.reload());
    assertThat(verifiedBy()).containsExactly(OLD, NEW);
    assertThat(signature().split(" ")).hasSize(2).allMatch(one -> one.startsWith("v1,"));
    Files.writeString(file, NEW + "\n");
    await(secret.reload());
    assertThat(verifiedBy()).containsExactly(NEW);
  }

  @Test
  void a_file_that_is_missing_or_has_no_valid_secret_leaves_the_previous_one_in_use()
      throws IOException {
    for (String wrong : List.of("", "whsec_c2hvcnQ=", NEW + " " + OLD + " " + NEW, "secret")) {
      Files.writeString(file, wrong);
      await(secret.reload());
      assertThat(verifiedBy()).as(wrong).containsExactly(OLD);
    }
    Files.delete(file);
    await(secret.reload());
    assertThat(verifiedBy()).containsExactly(OLD);
    Files.writeString(file, NEW);
    await(secret.reload());
    assertThat(verifiedBy()).containsExactly(NEW);
  }

  private String signature() {
    return secret.signature().of("id", Instant.now(), BODY);
  }

  /** Those of the two secrets with which a receiver verifies a request. */
  private List<String> verifiedBy() {
    Instant now = Instant.now();
    Map<String, List<String>> headers =
        Map.of(
            "webhook-id", List.of("id"),
            "webhook-timestamp", List.of(Long.toString(now.getEpochSecond())),
            "webhook-signature", List.of(secret.signature().of("id", now, BODY)));
    return List.of(OLD, NEW).stream().filter(one -> verifies(one, headers)).toList();
  }

  private static boolean verifies(String secret, Map<String, List<String>> headers) {
    try {
      new Webhook(secret).verify(BODY, headers);
      return true;
    } catch (WebhookVerificationException | EmptyWebhookSecretException refused) {
      return false;
    }
  }
}
