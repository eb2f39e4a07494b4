package io.longshore.service.dataexchange.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.longshore.api.ApiError;
import io.longshore.service.dataexchange.dataset.DataSet;
import io.longshore.service.dataexchange.revision.Revision;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Keys of any make: what is let in stands in the bucket exactly as it is, under its prefix. */
class ObjectKeyRulesPropertyTest {

  private static final int CASES = 20_000;
  private static final List<String> BITS =
      List.of(
          "..",
          ".",
          "/",
          "//",
          "%2e",
          "%2E%2e",
          "%2f",
          "a",
          "folder",
          " ",
          "+",
          "\u0000",
          "\n",
          "\u007f",
          "\u0085",
          "ä",
          "\ud83d\ude00",
          "\\",
          "?",
          "#",
          "${Asset.Name}",
          "$",
          "}",
          "~",
          "k".repeat(1000));

  private final Random random = new Random(6);

  @Test
  void a_key_that_is_let_in_stays_inside_whoever_resolves_it() {
    int let = 0;
    for (int i = 0; i < CASES; i++) {
      String key = text();
      if (ObjectKeyRules.keyFault(key).isEmpty()) {
        let++;
        assertHarmless(key);
      }
    }
    assertThat(let).isBetween(CASES / 20, CASES);
  }

  @Test
  void a_pattern_makes_keys_under_what_it_says_or_is_refused() {
    int let = 0;
    for (int i = 0; i < CASES; i++) {
      String name = text();
      Throwable refusal =
          catchThrowable(() -> KeyPattern.of("KeyPattern", "safe/" + part() + "${Asset.Name}"));
      if (refusal != null) {
        assertThat(refusal).isInstanceOf(ApiError.class).hasMessageContaining("KeyPattern");
        continue;
      }
      String key = new KeyPattern("safe/${Asset.Name}").key(set(), revision(), asset(name));
      assertThat(key).isEqualTo("safe/" + name);
      if (ObjectKeyRules.keyFault(key).isEmpty()) {
        let++;
        assertHarmless(key);
        assertThat(URI.create("/").resolve("/" + segments(key)).getPath()).startsWith("/xxxx/");
      }
    }
    assertThat(let).isPositive();
  }

  @Test
  void a_key_of_1024_bytes_is_let_in_and_one_of_1025_is_not_whatever_its_characters() {
    assertThat(ObjectKeyRules.keyFault("k".repeat(1024))).isEmpty();
    assertThat(ObjectKeyRules.keyFault("k".repeat(1025))).isPresent();
    assertThat(ObjectKeyRules.keyFault("ä".repeat(512))).isEmpty();
    assertThat(ObjectKeyRules.keyFault("ä".repeat(512) + "k")).isPresent();
  }

  private static void assertHarmless(String key) {
    assertThat(key.getBytes(StandardCharsets.UTF_8).length).isBetween(1, 1024);
    assertThat(key).doesNotStartWith("/");
    assertThat(key.chars()).noneMatch(Character::isISOControl);
    assertThat(List.of(key.split("/", -1))).doesNotContain(".", "..");
  }

  /** For a resolver of paths: letters in place of what it would not read. */
  private static String segments(String key) {
    return key.replaceAll("[^./]", "x");
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int bits = random.nextInt(6); bits >= 0; bits--) {
      text.append(part());
    }
    return text.toString();
  }

  private String part() {
    return BITS.get(random.nextInt(BITS.size()));
  }

  private static DataSet set() {
    return new DataSet(
        "d",
        "111122223333",
        "us-east-1",
        "d",
        Optional.empty(),
        "S3_SNAPSHOT",
        "n",
        "t",
        new JsonObject(),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static Revision revision() {
    return new Revision(
        "r",
        Optional.empty(),
        true,
        Optional.empty(),
        new JsonObject(),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static Asset asset(String name) {
    return new Asset(
        "a",
        "r",
        name,
        "S3_SNAPSHOT",
        new JsonObject(),
        Optional.empty(),
        new JsonObject(),
        Instant.EPOCH,
        Instant.EPOCH,
        Optional.empty());
  }
}
