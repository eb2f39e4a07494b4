package io.longshore.service.dataexchange.job;

import static io.longshore.service.dataexchange.DataExchangeSamples.BUCKET_OF_ASSETS;
import static io.longshore.service.dataexchange.DataExchangeSamples.assertRefused;
import static io.longshore.service.dataexchange.DataExchangeSamples.list;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How CreateJob's body is checked before anything is looked up. */
class DataJobRequestTest {

  private static final String KEY = "arn:aws:kms:us-east-1:111122223333:key/1234";

  @ParameterizedTest
  @EnumSource
  void each_type_needs_its_own_member_of_details(DataJobType kind) {
    JsonObject details = new JsonObject().put("Unknown", new JsonObject());

    assertRefused(() -> of(kind, details), "Details", kind.member());
  }

  @ParameterizedTest
  @EnumSource
  void each_type_refuses_the_member_of_another_type(DataJobType kind) {
    DataJobType other = DataJobType.values()[(kind.ordinal() + 1) % DataJobType.values().length];
    JsonObject details =
        new JsonObject().put(kind.member(), new JsonObject()).put(other.member(), new JsonObject());

    assertRefused(() -> of(kind, details), "Details", kind.member());
  }

  @Test
  void an_import_keeps_its_details_and_its_tags() {
    JsonObject body =
        body(DataJobType.IMPORT_ASSETS_FROM_S3, new JsonObject().put("AssetSources", objects(1)))
            .put("AssetConfiguration", new JsonObject().put("Tags", list(tag("a", "1"))));

    DataJobRequest request = DataJobRequest.of(body, BUCKET_OF_ASSETS);

    assertThat(request.kind()).isEqualTo(DataJobType.IMPORT_ASSETS_FROM_S3);
    assertThat(request.details().getJsonArray("AssetSources")).isEqualTo(objects(1));
    assertThat(request.tags()).isEqualTo(new JsonObject().put("a", "1"));
    assertThat(request.configuration()).contains(body.getJsonObject("AssetConfiguration"));
  }

  @Test
  void a_tag_that_is_given_twice_is_refused() {
    JsonObject body =
        body(DataJobType.IMPORT_ASSETS_FROM_S3, new JsonObject().put("AssetSources", objects(1)))
            .put(
                "AssetConfiguration",
                new JsonObject().put("Tags", list(tag("a", "1"), tag("a", "2"))));

    assertRefused(
        () -> DataJobRequest.of(body, BUCKET_OF_ASSETS), "AssetConfiguration.Tags", "'a'");
  }

  @Test
  void an_export_takes_no_asset_configuration() {
    JsonObject body =
        body(DataJobType.EXPORT_ASSET_TO_SIGNED_URL, new JsonObject().put("AssetId", "a"))
            .put("AssetConfiguration", new JsonObject().put("Tags", list()));

    assertRefused(() -> DataJobRequest.of(body, BUCKET_OF_ASSETS), "AssetConfiguration");
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "100, true", "101, false"})
  void an_import_names_1_to_100_objects(int count, boolean accepted) {
    JsonObject details = new JsonObject().put("AssetSources", objects(count));

    assertAccepted(accepted, DataJobType.IMPORT_ASSETS_FROM_S3, details, "AssetSources", "100");
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "100, true", "101, false"})
  void an_export_names_1_to_100_assets(int count, boolean accepted) {
    JsonObject details = new JsonObject().put("AssetDestinations", objects(count));

    assertAccepted(accepted, DataJobType.EXPORT_ASSETS_TO_S3, details, "AssetDestinations", "100");
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "2, false"})
  void an_export_of_revisions_names_one_revision(int count, boolean accepted) {
    JsonObject details = new JsonObject().put("RevisionDestinations", objects(count));

    assertAccepted(
        accepted, DataJobType.EXPORT_REVISIONS_TO_S3, details, "RevisionDestinations", "1");
  }

  @Test
  void a_fault_in_a_list_is_reported_with_its_index() {
    JsonArray sources = objects(2).add(object("Prices", "k"));
    JsonArray keys = objects(1).add(object("prices", "../k"));

    assertRefused(
        () -> of(DataJobType.IMPORT_ASSETS_FROM_S3, "AssetSources", sources),
        "AssetSources[2].Bucket",
        "'Prices'");
    assertRefused(
        () -> of(DataJobType.EXPORT_ASSETS_TO_S3, "AssetDestinations", keys),
        "AssetDestinations[1].Key",
        "'../k'");
  }

  @Test
  void the_bucket_of_assets_is_neither_source_nor_destination() {
    JsonArray one = list(object(BUCKET_OF_ASSETS, "k"));

    assertRefused(() -> of(DataJobType.IMPORT_ASSETS_FROM_S3, "AssetSources", one), "Bucket");
    assertRefused(() -> of(DataJobType.EXPORT_ASSETS_TO_S3, "AssetDestinations", one), "Bucket");
    assertRefused(
        () -> of(DataJobType.EXPORT_REVISIONS_TO_S3, "RevisionDestinations", one), "Bucket");
  }

  @Test
  void an_export_without_a_key_is_accepted() {
    JsonArray to = list(new JsonObject().put("Bucket", "prices").put("AssetId", "a"));

    assertThat(of(DataJobType.EXPORT_ASSETS_TO_S3, "AssetDestinations", to).details())
        .isEqualTo(new JsonObject().put("AssetDestinations", to));
  }

  @Test
  void a_revision_is_exported_by_the_names_of_its_assets_unless_the_request_says_otherwise() {
    JsonArray plain = list(new JsonObject().put("Bucket", "prices").put("RevisionId", "r"));
    JsonArray named = list(new JsonObject().put("Bucket", "b-1").put("KeyPattern", "${Asset.Id}"));

    assertThat(pattern(plain)).isEqualTo("${Asset.Name}");
    assertThat(pattern(named)).isEqualTo("${Asset.Id}");
  }

  @Test
  void the_body_of_the_call_is_left_as_it_was() {
    JsonObject to = new JsonObject().put("Bucket", "prices").put("RevisionId", "r");

    pattern(list(to));

    assertThat(to.containsKey("KeyPattern")).isFalse();
  }

  @Test
  void a_key_pattern_that_is_refused_is_reported_with_its_member() {
    JsonArray to = list(new JsonObject().put("Bucket", "prices").put("KeyPattern", "all"));

    assertRefused(() -> pattern(to), "RevisionDestinations[0].KeyPattern");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:kms:us-east-1:111122223333:key/1234",
        "arn:aws-cn:kms:cn-north-1:111122223333:alias/mine"
      })
  void an_export_may_name_an_encryption_key(String arn) {
    assertThat(encrypted("aws:kms", arn).details().getJsonObject("Encryption"))
        .isEqualTo(new JsonObject().put("Type", "aws:kms").put("KmsKeyArn", arn));
  }

  @Test
  void the_type_of_encryption_and_the_key_belong_together() {
    assertThat(encrypted("AES256", null).details().containsKey("Encryption")).isTrue();
    assertRefused(() -> encrypted("aws:kms", null), "Encryption.KmsKeyArn");
    assertRefused(() -> encrypted("AES256", KEY), "Encryption.KmsKeyArn");
    assertRefused(() -> encrypted("aws:kms", "mine"), "Encryption.KmsKeyArn", "'mine'");
  }

  @Test
  void the_name_of_an_uploaded_asset_has_at_most_1024_bytes() {
    JsonObject details = new JsonObject().put("AssetName", "ä".repeat(512));

    assertThat(of(DataJobType.IMPORT_ASSET_FROM_SIGNED_URL, wrap(details)).details())
        .isEqualTo(details);
    assertRefused(
        () ->
            of(
                DataJobType.IMPORT_ASSET_FROM_SIGNED_URL,
                wrap(new JsonObject().put("AssetName", "ä".repeat(513)))),
        "1026");
  }

  @Test
  void reference_assets_are_checked_by_their_own_rules() {
    assertRefused(
        () ->
            of(
                DataJobType.IMPORT_ASSETS_FROM_REDSHIFT_DATA_SHARES,
                "AssetSources",
                list(new JsonObject().put("DataShareArn", "x"))),
        "AssetSources[0].DataShareArn");
    assertRefused(
        () ->
            of(
                DataJobType.IMPORT_ASSETS_FROM_LAKE_FORMATION_TAG_POLICY,
                new JsonObject()
                    .put(
                        DataJobType.IMPORT_ASSETS_FROM_LAKE_FORMATION_TAG_POLICY.member(),
                        new JsonObject())),
        "Database");
  }

  private static JsonObject wrap(JsonObject details) {
    return new JsonObject().put(DataJobType.IMPORT_ASSET_FROM_SIGNED_URL.member(), details);
  }

  private static String pattern(JsonArray to) {
    return of(DataJobType.EXPORT_REVISIONS_TO_S3, "RevisionDestinations", to)
        .details()
        .getJsonArray("RevisionDestinations")
        .getJsonObject(0)
        .getString("KeyPattern");
  }

  private static DataJobRequest encrypted(String type, String key) {
    JsonObject encryption = new JsonObject().put("Type", type);
    if (key != null) {
      encryption.put("KmsKeyArn", key);
    }
    JsonObject details =
        new JsonObject().put("AssetDestinations", objects(1)).put("Encryption", encryption);
    return DataJobRequest.of(body(DataJobType.EXPORT_ASSETS_TO_S3, details), BUCKET_OF_ASSETS);
  }

  private static void assertAccepted(
      boolean accepted, DataJobType kind, JsonObject details, String... words) {
    if (accepted) {
      assertThat(DataJobRequest.of(body(kind, details), BUCKET_OF_ASSETS).kind()).isEqualTo(kind);
    } else {
      assertRefused(() -> DataJobRequest.of(body(kind, details), BUCKET_OF_ASSETS), words);
    }
  }

  private static DataJobRequest of(DataJobType kind, String member, JsonArray list) {
    return of(kind, new JsonObject().put(kind.member(), new JsonObject().put(member, list)));
  }

  private static DataJobRequest of(DataJobType kind, JsonObject details) {
    JsonObject body = new JsonObject().put("Type", kind.name()).put("Details", details);
    return DataJobRequest.of(body, BUCKET_OF_ASSETS);
  }

  private static JsonObject body(DataJobType kind, JsonObject details) {
    return new JsonObject()
        .put("Type", kind.name())
        .put("Details", new JsonObject().put(kind.member(), details));
  }

  private static JsonArray objects(int count) {
    JsonArray objects = new JsonArray();
    for (int i = 0; i < count; i++) {
      objects.add(object("prices", "k" + i));
    }
    return objects;
  }

  private static JsonObject object(String bucket, String key) {
    return new JsonObject().put("Bucket", bucket).put("Key", key);
  }

  private static JsonObject tag(String key, String value) {
    return new JsonObject().put("Key", key).put("Value", value);
  }
}
