package io.longshore.transfer.mask;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.mask.ExportConfig;
import io.longshore.config.mask.MaskRules;
import io.longshore.config.mask.MaskService;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class MaskTest {

  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=";

  @Test
  void json_lines_lose_dropped_members_and_keep_the_exact_values_of_others() {
    JsonLinesMask mask =
        new JsonLinesMask(
            rules(MaskService.PINPOINT, List.of(), List.of("Location", "Metrics.b"), List.of()));

    assertThat(
            json(
                mask,
                """
                {"Id":"a","Location":{"City":"x"},"Metrics":{"a":1.50,"b":2,"c":1E30},"Attributes":{"n":["ü\\"\\n"]}}
                {"Id":"b","Metrics":{"b":2},"User":{}}
                """))
        .isEqualTo(
            """
            {"Id":"a","Metrics":{"a":1.50,"c":1E30},"Attributes":{"n":["ü\\"\\n"]}}
            {"Id":"b","User":{}}
            """);
  }

  @Test
  void an_allow_list_drops_members_that_nobody_has_heard_of() {
    JsonLinesMask mask =
        new JsonLinesMask(
            rules(
                MaskService.PINPOINT,
                List.of("Id", "User.UserAttributes.plan"),
                List.of(),
                List.of()));

    assertThat(
            json(
                mask,
                "{\"New\":{\"x\":[1]},\"User\":{\"UserId\":\"u\",\"UserAttributes\":"
                    + "{\"plan\":[\"gold\"],\"age\":[\"9\"]}},\"Id\":\"a\"}\n"))
        .isEqualTo("{\"User\":{\"UserAttributes\":{\"plan\":[\"gold\"]}},\"Id\":\"a\"}\n");
  }

  @Test
  void equal_values_of_all_services_have_the_same_hash_which_is_the_hmac_of_their_text()
      throws Exception {
    String hash = hmac("ü-1");
    JsonLinesMask endpoints =
        new JsonLinesMask(
            rules(
                MaskService.PINPOINT, List.of(), List.of(), List.of("User.UserId", "Attributes")));
    JsonLinesMask audience =
        new JsonLinesMask(
            rules(MaskService.CLEANROOMSML, List.of(), List.of(), List.of("cleanroomsml:user_id")));
    CsvMask records =
        new CsvMask(
            rules(MaskService.PERSONALIZE, List.of(), List.of(), List.of("personalize:USER_ID")),
            List.of("USER_ID", "N"));

    assertThat(json(endpoints, "{\"User\":{\"UserId\":\"ü-1\"},\"Attributes\":{\"a\":[\"ü-1\"]}}"))
        .isEqualTo(
            "{\"User\":{\"UserId\":\"%s\"},\"Attributes\":{\"a\":[\"%s\"]}}\n"
                .formatted(hash, hash));
    assertThat(json(audience, "{\"user_id\":\"ü-1\"}\n"))
        .isEqualTo("{\"user_id\":\"%s\"}\n".formatted(hash));
    assertThat(csv(records, "USER_ID,N\nü-1,\n,\"a,b\"\n"))
        .isEqualTo("USER_ID,N\n%s,\n,\"a,b\"\n".formatted(hash));
  }

  @Test
  void csv_loses_dropped_columns_with_their_headers_across_chunks_and_quotes() {
    CsvMask mask =
        new CsvMask(
            rules(MaskService.PERSONALIZE, List.of(), List.of("personalize:B"), List.of()),
            List.of("A", "B", "C"));

    assertThat(csv(mask, "A,B,C\n\"x\n\"\"y\",\"s,e\ncret\",1\n"))
        .isEqualTo("A,C\n\"x\n\"\"y\",1\n");
    assertThat(csv(mask, "A,secret,\n,,\"\"\n")).isEqualTo("A,\n,\"\"\n");
    assertThatThrownBy(() -> csv(mask, "a,secret\n"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void an_impression_has_the_rule_of_the_items_that_it_lists() throws Exception {
    CsvMask mask =
        new CsvMask(
            rules(MaskService.PERSONALIZE, List.of(), List.of(), List.of("personalize:ITEM_ID")),
            List.of("ITEM_ID", "IMPRESSION"));

    assertThat(csv(mask, "ITEM_ID,IMPRESSION\ni1,i1|i2\n"))
        .isEqualTo("ITEM_ID,IMPRESSION\n%s,%s|%s\n".formatted(hmac("i1"), hmac("i1"), hmac("i2")));
  }

  @Test
  void truncation_counts_characters_and_never_splits_one() {
    ExportConfig config =
        new ExportConfig(
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Map.of("Address", 2, "personalize:A", 1));
    JsonLinesMask mask = new JsonLinesMask(config.rules(MaskService.PINPOINT).orElseThrow());
    CsvMask csv =
        new CsvMask(config.rules(MaskService.PERSONALIZE).orElseThrow(), List.of("A", "B"));

    assertThat(json(mask, "{\"Address\":\"a😀b\"}")).isEqualTo("{\"Address\":\"a😀\"}\n");
    assertThat(json(mask, "{\"Address\":\"a\"}")).isEqualTo("{\"Address\":\"a\"}\n");
    assertThat(csv(csv, "A,B\n\",x\",y\n")).isEqualTo("A,B\n\",\",y\n");
  }

  @Test
  void a_line_that_is_no_json_fails_without_being_quoted() {
    JsonLinesMask mask =
        new JsonLinesMask(rules(MaskService.PINPOINT, List.of(), List.of("Address"), List.of()));

    assertThatThrownBy(() -> json(mask, "{\"Address\":\"secret\",\"x\": secret}\n"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  private static MaskRules rules(
      MaskService service, List<String> only, List<String> drop, List<String> hash) {
    Optional<String> key = hash.isEmpty() ? Optional.empty() : Optional.of(KEY);
    return new ExportConfig(only, drop, hash, key, Map.of()).rules(service).orElseThrow();
  }

  private static String json(JsonLinesMask mask, String lines) {
    return new String(mask.apply(lines.getBytes(UTF_8)), UTF_8);
  }

  private static String csv(CsvMask mask, String rows) {
    return new String(mask.apply(rows.getBytes(UTF_8)), UTF_8);
  }

  private static String hmac(String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("0123456789abcdefghijklmnopqrstuv".getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
  }
}
