package io.longshore.service.dataexchange.job;

import static io.longshore.service.dataexchange.DataExchangeSamples.BUCKET_OF_ASSETS;
import static io.longshore.service.dataexchange.DataExchangeSamples.assertRefused;
import static io.longshore.service.dataexchange.DataExchangeSamples.list;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for assets that refer to something outside S3's objects, or to a whole bucket. */
class ReferenceAssetRulesTest {

  private static final String SHARE =
      "arn:aws:redshift:us-east-1:111122223333:datashare:01234567-89ab-cdef-0123-456789abcdef/sales";
  private static final String KEY = "arn:aws:kms:us-east-1:111122223333:key/1234";

  @ParameterizedTest
  @ValueSource(strings = {"aws", "aws-cn", "aws-us-gov"})
  void the_arn_of_a_data_share_is_accepted_in_each_partition(String partition) {
    assertThatCode(
            () ->
                ReferenceAssetRules.dataShares(
                    shares(SHARE.replace(":aws:", ":" + partition + ":"))))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:redshift:us-east-1:111122223333:datashare:01234567/sales",
        "arn:aws:redshift:us-east-1:1111:datashare:01234567-89ab-cdef-0123-456789abcdef/sales",
        "arn:aws:s3:us-east-1:111122223333:datashare:01234567-89ab-cdef-0123-456789abcdef/sales",
        "arn:aws:redshift:us-east-1:111122223333:datashare:01234567-89ab-cdef-0123-456789abcdef/",
        "sales"
      })
  void another_arn_is_refused_with_its_index(String arn) {
    assertRefused(
        () -> ReferenceAssetRules.dataShares(shares(SHARE, arn)),
        "AssetSources[1].DataShareArn",
        arn);
  }

  @Test
  void a_request_has_1_to_10_data_shares() {
    String[] eleven = IntStream.range(0, 11).mapToObj(i -> SHARE + i).toArray(String[]::new);

    assertRefused(() -> ReferenceAssetRules.dataShares(shares()), "AssetSources", "has 0");
    assertRefused(
        () -> ReferenceAssetRules.dataShares(shares(eleven)), "AssetSources", "10", "has 11");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prod", "v1_beta-2", "$default"})
  void an_api_with_a_legal_stage_is_accepted(String stage) {
    assertThatCode(() -> ReferenceAssetRules.api(api("Weather", "a1b2", stage)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "'', a1b2, prod, name",
    "Weather, a-1, prod, ApiId",
    "Weather, '', prod, ApiId",
    "Weather, a1b2, $other, Stage",
    "Weather, a1b2, a/b, Stage"
  })
  void an_api_with_an_illegal_member_is_refused(String name, String id, String stage, String word) {
    assertRefused(() -> ReferenceAssetRules.api(api(name, id, stage)), word);
  }

  @Test
  void access_to_a_bucket_takes_prefixes_keys_and_encryption_keys() {
    JsonObject source =
        new JsonObject()
            .put("Bucket", "prices")
            .put("KeyPrefixes", list("a/", "b/c/"))
            .put("Keys", list("d"))
            .put("KmsKeysToGrant", list(new JsonObject().put("KmsKeyArn", KEY)));

    assertThatCode(() -> access(source)).doesNotThrowAnyException();
    assertThatCode(() -> access(new JsonObject().put("Bucket", "prices")))
        .doesNotThrowAnyException();
  }

  @Test
  void access_to_the_bucket_of_assets_is_refused() {
    assertRefused(
        () -> access(new JsonObject().put("Bucket", BUCKET_OF_ASSETS)), "AssetSource.Bucket");
  }

  @Test
  void prefixes_and_keys_are_5_together_at_most() {
    JsonObject source = new JsonObject().put("Bucket", "prices").put("Keys", list("1", "2", "3"));

    assertThatCode(() -> access(source.copy().put("KeyPrefixes", list("a/", "b/"))))
        .doesNotThrowAnyException();
    assertRefused(() -> access(source.copy().put("KeyPrefixes", list("a/", "b/", "c/"))), "5");
  }

  @Test
  void a_prefix_that_does_not_end_in_a_slash_is_refused() {
    JsonObject source = new JsonObject().put("Bucket", "prices").put("KeyPrefixes", list("a"));

    assertRefused(() -> access(source), "AssetSource.KeyPrefixes", "'a'");
  }

  @Test
  void places_in_a_bucket_follow_the_rules_of_keys() {
    JsonObject source = new JsonObject().put("Bucket", "prices");

    assertRefused(
        () -> access(source.copy().put("KeyPrefixes", list("../"))), "AssetSource.KeyPrefixes");
    assertRefused(() -> access(source.copy().put("Keys", list("a", "/b"))), "AssetSource.Keys");
  }

  @Test
  void an_invalid_encryption_key_is_refused_with_its_index() {
    JsonArray keys =
        list(new JsonObject().put("KmsKeyArn", KEY), new JsonObject().put("KmsKeyArn", "1234"));

    assertRefused(
        () -> access(new JsonObject().put("Bucket", "prices").put("KmsKeysToGrant", keys)),
        "AssetSource.KmsKeysToGrant[1].KmsKeyArn",
        "'1234'");
  }

  @Test
  void a_tag_policy_is_about_a_database_or_a_table() {
    assertThatCode(() -> ReferenceAssetRules.tagPolicy(new JsonObject().put("Table", policy("a"))))
        .doesNotThrowAnyException();
    assertRefused(
        () -> ReferenceAssetRules.tagPolicy(new JsonObject().put("CatalogId", "1")), "Table");
  }

  @Test
  void both_parts_of_a_tag_policy_are_checked() {
    JsonObject details = new JsonObject().put("Database", policy("a")).put("Table", policy(" "));

    assertRefused(() -> ReferenceAssetRules.tagPolicy(details), "Table.Expression[0].TagKey");
  }

  @Test
  void the_lists_of_a_tag_policy_are_bounded() {
    assertRefused(
        () -> tagPolicy(policy("a").put("Permissions", list())), "Database.Permissions", "has 0");
    assertRefused(
        () -> tagPolicy(policy("a").put("Expression", list())), "Database.Expression", "has 0");
    JsonObject noValues = new JsonObject().put("TagKey", "a").put("TagValues", list());
    assertRefused(
        () -> tagPolicy(policy("a").put("Expression", list(noValues))),
        "Database.Expression[0].TagValues");
  }

  private static JsonObject shares(String... arns) {
    JsonArray sources = new JsonArray();
    for (String arn : arns) {
      sources.add(new JsonObject().put("DataShareArn", arn));
    }
    return new JsonObject().put("AssetSources", sources);
  }

  private static JsonObject api(String name, String id, String stage) {
    return new JsonObject().put("ApiName", name).put("ApiId", id).put("Stage", stage);
  }

  private static void access(JsonObject source) {
    ReferenceAssetRules.dataAccess(new JsonObject().put("AssetSource", source), BUCKET_OF_ASSETS);
  }

  private static JsonObject policy(String tagKey) {
    JsonObject tag = new JsonObject().put("TagKey", tagKey).put("TagValues", list("x"));
    return new JsonObject().put("Permissions", list("DESCRIBE")).put("Expression", list(tag));
  }

  private static void tagPolicy(JsonObject database) {
    ReferenceAssetRules.tagPolicy(new JsonObject().put("Database", database));
  }
}
