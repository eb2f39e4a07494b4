package io.longshore.service.personalize.resource;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.personalize.PersonalizeFixture.ARN;
import static io.longshore.service.personalize.PersonalizeFixture.OTHER_ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.personalize.PersonalizeFixture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Schemas, dataset groups, datasets and event trackers, and their tags. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourcesIT {

  @AutoClose private final PersonalizeFixture rig = new PersonalizeFixture();

  @BeforeEach
  void nothing_is_there() {
    rig.rows("truncate personalize_resource");
    rig.rows("truncate job cascade");
  }

  @Test
  void arns_are_made_of_names() {
    assertThat(rig.schemaArn("films", PersonalizeFixture.ITEMS)).isEqualTo(ARN + "schema/films");
    assertThat(rig.group("shop")).isEqualTo(ARN + "dataset-group/shop");
    assertThat(rig.dataset(ARN + "dataset-group/shop", "Items", ARN + "schema/films"))
        .isEqualTo(ARN + "dataset/shop/ITEMS");
    JsonObject tracker =
        rig.ok("CreateEventTracker", "name", "site", "datasetGroupArn", ARN + "dataset-group/shop");
    assertThat(tracker.getString("eventTrackerArn")).isEqualTo(ARN + "event-tracker/site");
    assertThat(tracker.getString("trackingId"))
        .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }

  @Test
  void what_was_created_is_described_and_listed() {
    String schema = rig.schemaArn("films", PersonalizeFixture.ITEMS);
    String group = rig.group("shop");
    String dataset = rig.dataset(group, "Items", schema);

    JsonObject described =
        rig.ok("DescribeDataset", "datasetArn", dataset).getJsonObject("dataset");

    assertThat(described.getMap())
        .containsEntry("name", "Items")
        .containsEntry("datasetArn", dataset)
        .containsEntry("datasetGroupArn", group)
        .containsEntry("datasetType", "Items")
        .containsEntry("schemaArn", schema)
        .containsEntry("status", "ACTIVE")
        .doesNotContainKey("trackingId");
    assertThat(described.encode()).containsPattern("\"creationDateTime\":[0-9]{10}\\.[0-9]{3},");
    assertThat(
            rig.ok("DescribeSchema", "schemaArn", schema)
                .getJsonObject("schema")
                .getString("schema"))
        .isEqualTo(PersonalizeFixture.ITEMS);
    assertThat(rig.ok("ListSchemas").getJsonArray("schemas")).hasSize(1);
    assertThat(rig.ok("ListDatasets", "datasetGroupArn", group).getJsonArray("datasets"))
        .hasSize(1);
    assertThat(rig.ok("ListDatasets", "datasetGroupArn", group + "x").getJsonArray("datasets"))
        .isEmpty();
    assertThat(rig.ok("ListDatasetGroups").getJsonArray("datasetGroups").getJsonObject(0).getMap())
        .containsEntry("name", "shop")
        .containsEntry("status", "ACTIVE");
  }

  @Test
  void a_stranger_sees_nothing_and_can_delete_nothing() {
    String schema = rig.schemaArn("films", PersonalizeFixture.ITEMS);
    String group = rig.group("shop");

    assertThat(rig.refused(OTHER_ACCOUNT, "DescribeSchema", "schemaArn", schema))
        .isEqualTo("ResourceNotFoundException");
    assertThat(rig.refused(OTHER_ACCOUNT, "DeleteDatasetGroup", "datasetGroupArn", group))
        .isEqualTo("ResourceNotFoundException");
    assertThat(rig.refused(OTHER_ACCOUNT, "ListTagsForResource", "resourceArn", group))
        .isEqualTo("ResourceNotFoundException");
    assertThat(
            await(rig.send(OTHER_ACCOUNT, "ListSchemas", new JsonObject()))
                .body()
                .getJsonArray("schemas"))
        .isEmpty();
    assertThat(rig.ok("DescribeDatasetGroup", "datasetGroupArn", group)).isNotNull();
  }

  @Test
  void a_name_is_taken_once() {
    String schema = rig.schemaArn("films", PersonalizeFixture.ITEMS);
    String group = rig.group("shop");
    rig.dataset(group, "Items", schema);
    rig.ok("CreateEventTracker", "name", "site", "datasetGroupArn", group);

    assertThat(rig.refused("CreateSchema", "name", "films", "schema", PersonalizeFixture.USERS))
        .isEqualTo("ResourceAlreadyExistsException");
    assertThat(rig.refused("CreateDatasetGroup", "name", "shop"))
        .isEqualTo("ResourceAlreadyExistsException");
    assertThat(
            rig.refused(
                "CreateDataset",
                "name",
                "other",
                "datasetType",
                "ITEMS",
                "datasetGroupArn",
                group,
                "schemaArn",
                schema))
        .isEqualTo("ResourceAlreadyExistsException");
    assertThat(rig.refused("CreateEventTracker", "name", "two", "datasetGroupArn", group))
        .isEqualTo("ResourceAlreadyExistsException");
    assertThat(rig.ok("ListEventTrackers").getJsonArray("eventTrackers")).hasSize(1);
  }

  @Test
  void a_list_comes_in_pages_newest_first() {
    IntStream.range(0, 5).forEach(i -> rig.group("g" + i));

    List<String> names = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      JsonObject page =
          token.isEmpty()
              ? rig.ok("ListDatasetGroups", "maxResults", 2)
              : rig.ok("ListDatasetGroups", "maxResults", 2, "nextToken", token.get());
      page.getJsonArray("datasetGroups")
          .forEach(group -> names.add(((JsonObject) group).getString("name")));
      token = Optional.ofNullable(page.getString("nextToken"));
    } while (token.isPresent());

    assertThat(names).containsExactly("g4", "g3", "g2", "g1", "g0");
    assertThat(rig.refused("ListDatasetGroups", "nextToken", "forged"))
        .isEqualTo("InvalidNextTokenException");
  }

  @Test
  void a_dataset_takes_a_schema_that_goes_on_from_its_own() {
    String group = rig.group("shop");
    String old = rig.schemaArn("old", PersonalizeFixture.USERS);
    String dataset = rig.dataset(group, "Users", old);
    String more =
        PersonalizeFixture.USERS.replace(
            "]}],\"version\"", "]},{\"name\":\"SIZE\",\"type\":[\"null\",\"int\"]}],\"version\"");
    String fresh = rig.schemaArn("fresh", more);
    String hard =
        rig.schemaArn(
            "hard",
            more.replace("\"SIZE\",\"type\":[\"null\",\"int\"]", "\"SIZE\",\"type\":\"int\""));

    assertThat(rig.refused("UpdateDataset", "datasetArn", dataset, "schemaArn", hard))
        .isEqualTo("InvalidInputException");
    rig.ok("UpdateDataset", "datasetArn", dataset, "schemaArn", fresh);

    JsonObject described =
        rig.ok("DescribeDataset", "datasetArn", dataset).getJsonObject("dataset");
    assertThat(described.getString("schemaArn")).isEqualTo(fresh);
    assertThat(described.getJsonObject("latestDatasetUpdate").getString("status"))
        .isEqualTo("ACTIVE");
    assertThat(rig.refused("UpdateDataset", "datasetArn", dataset, "schemaArn", old))
        .isEqualTo("InvalidInputException");
    rig.ok("DeleteSchema", "schemaArn", old);
  }

  @Test
  void type_and_domain_of_a_schema_must_fit() {
    String group = rig.group("shop");
    String items = rig.schemaArn("items", PersonalizeFixture.ITEMS);
    String domain =
        rig.ok("CreateDatasetGroup", "name", "video", "domain", "VIDEO_ON_DEMAND")
            .getString("datasetGroupArn");

    assertThat(refusedDataset(group, "Users", items)).isEqualTo("InvalidInputException");
    assertThat(refusedDataset(group, "Songs", items)).isEqualTo("InvalidInputException");
    assertThat(refusedDataset(domain, "Items", items)).isEqualTo("InvalidInputException");
    assertThat(refusedDataset(group, "Items", items + "x")).isEqualTo("ResourceNotFoundException");
    assertThat(refusedDataset(group + "x", "Items", items)).isEqualTo("ResourceNotFoundException");
    rig.dataset(group, "iTEMS", items);
  }

  @Test
  void a_key_needs_its_role() {
    assertThat(rig.refused("CreateDatasetGroup", "name", "a", "kmsKeyArn", "arn:aws:kms:x:1:key/k"))
        .isEqualTo("InvalidInputException");
  }

  @Test
  void tags_are_added_replaced_and_removed() {
    String group = rig.group("shop");
    rig.ok("TagResource", "resourceArn", group, "tags", PersonalizeFixture.tags(2));
    rig.ok(
        "TagResource",
        "resourceArn",
        group,
        "tags",
        new JsonArray().add(PersonalizeFixture.tag("k1", "new")));

    rig.ok("UntagResource", "resourceArn", group, "tagKeys", new JsonArray().add("k0").add("none"));

    assertThat(rig.ok("ListTagsForResource", "resourceArn", group).getJsonArray("tags"))
        .isEqualTo(new JsonArray().add(PersonalizeFixture.tag("k1", "new")));
  }

  @Test
  void tags_have_limits() {
    String group = rig.group("shop");
    String schema = rig.schemaArn("films", PersonalizeFixture.ITEMS);
    JsonArray twice =
        new JsonArray().add(PersonalizeFixture.tag("a", "b")).add(PersonalizeFixture.tag("a", "c"));

    assertThat(
            rig.refused("TagResource", "resourceArn", group, "tags", PersonalizeFixture.tags(51)))
        .isEqualTo("TooManyTagsException");
    assertThat(rig.refused("CreateDatasetGroup", "name", "x", "tags", PersonalizeFixture.tags(51)))
        .isEqualTo("TooManyTagsException");
    assertThat(rig.refused("TagResource", "resourceArn", group, "tags", twice))
        .isEqualTo("InvalidInputException");
    assertThat(
            rig.refused("TagResource", "resourceArn", schema, "tags", PersonalizeFixture.tags(1)))
        .isEqualTo("InvalidInputException");
    JsonArray many = new JsonArray();
    IntStream.range(0, 51).forEach(i -> many.add("k" + i));
    assertThat(rig.refused("UntagResource", "resourceArn", group, "tagKeys", many))
        .isEqualTo("TooManyTagKeysException");
    assertThat(rig.ok("ListTagsForResource", "resourceArn", group).getJsonArray("tags")).isEmpty();
  }

  private String refusedDataset(String group, String type, String schema) {
    return rig.refused(
        "CreateDataset",
        "name",
        "d",
        "datasetType",
        type,
        "datasetGroupArn",
        group,
        "schemaArn",
        schema);
  }
}
