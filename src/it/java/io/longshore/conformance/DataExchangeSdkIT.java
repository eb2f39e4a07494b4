package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeCalls.dataSet;
import static io.longshore.conformance.DataExchangeCalls.revision;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.REDSHIFT_DATA_SHARE;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.S3_SNAPSHOT;

import io.longshore.fixture.Installation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.CreateDataSetResponse;
import software.amazon.awssdk.services.dataexchange.model.DataExchangeException;
import software.amazon.awssdk.services.dataexchange.model.DataSetEntry;
import software.amazon.awssdk.services.dataexchange.model.ListDataSetsResponse;
import software.amazon.awssdk.services.dataexchange.model.Origin;
import software.amazon.awssdk.services.dataexchange.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dataexchange.model.ValidationException;

/** Data sets and tags with the AWS SDK for Java. */
class DataExchangeSdkIT extends DataExchangeSdkFixture {

  @Test
  void data_sets_are_created_shown_changed_and_deleted() {
    CreateDataSetResponse made =
        call(
            client.createDataSet(
                r ->
                    r.assetType(S3_SNAPSHOT)
                        .name("Läden 😀")
                        .description("Prices")
                        .tags(Map.of("team", "a=b"))));

    assertThat(made.id()).matches("[0-9a-f]{32}");
    assertThat(made.arn())
        .isEqualTo("arn:aws:dataexchange:us-east-1:111122223333:data-sets/" + made.id());
    assertThat(made.origin()).isEqualTo(Origin.OWNED);
    assertThat(made.createdAt()).isEqualTo(made.updatedAt());
    assertThat(call(client.getDataSet(r -> r.dataSetId(made.id()))).tags())
        .containsExactly(Map.entry("team", "a=b"));
    assertThat(call(client.updateDataSet(r -> r.dataSetId(made.id()).name("Shops"))))
        .satisfies(
            changed -> {
              assertThat(changed.name()).isEqualTo("Shops");
              assertThat(changed.description()).isEqualTo("Prices");
              assertThat(changed.createdAt()).isEqualTo(made.createdAt());
            });
    unknown(otherAccount, made.id());
    refused(
        ResourceNotFoundException.class,
        404,
        () -> otherAccount.updateDataSet(r -> r.dataSetId(made.id()).name("Mine")));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> otherAccount.deleteDataSet(r -> r.dataSetId(made.id())));
    call(client.deleteDataSet(r -> r.dataSetId(made.id())));
    unknown(client, made.id());
  }

  private static void unknown(DataExchangeAsyncClient who, String dataSet) {
    ResourceNotFoundException refusal =
        refused(
            ResourceNotFoundException.class, 404, () -> who.getDataSet(r -> r.dataSetId(dataSet)));
    assertThat(refusal.resourceId()).isEqualTo(dataSet);
    assertThat(refusal.resourceTypeAsString()).isEqualTo("DATA_SET");
  }

  @Test
  void lists_are_newest_first_and_pages_are_stable_while_others_add() {
    DataExchangeAsyncClient own = DataExchangeCalls.client("111122220001");
    List<String> made =
        IntStream.range(0, 5).mapToObj(i -> dataSet(own, S3_SNAPSHOT).id()).toList();
    List<String> listed = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListDataSetsResponse page = call(own.listDataSets(r -> r.maxResults(2).nextToken(from)));
      page.dataSets().stream().map(DataSetEntry::id).forEach(listed::add);
      token = page.nextToken();
      dataSet(own, REDSHIFT_DATA_SHARE);
    } while (token != null);

    assertThat(listed).hasSize(5).containsExactlyInAnyOrderElementsOf(made);
    assertThat(call(own.listDataSets(r -> r.origin("ENTITLED"))).dataSets()).isEmpty();
    refused(ValidationException.class, 400, () -> own.listDataSets(r -> r.origin("MINE")));
    refused(ValidationException.class, 400, () -> own.listDataSets(r -> r.nextToken("no")));
    refused(ValidationException.class, 400, () -> own.listDataSets(r -> r.maxResults(201)));
    own.close();
  }

  @Test
  void requests_that_violate_the_model_are_refused_with_the_member() {
    assertThat(
            refused(
                    ValidationException.class,
                    400,
                    () ->
                        client.createDataSet(r -> r.assetType("FLOPPY").name("n").description("d")))
                .getMessage())
        .contains("AssetType");
    refused(
        ValidationException.class,
        400,
        () -> client.createDataSet(r -> r.assetType(S3_SNAPSHOT).name(" ").description("d")));
    refused(
        ValidationException.class,
        400,
        () ->
            client.createDataSet(
                r -> r.assetType(S3_SNAPSHOT).name("n".repeat(257)).description("d")));
    refused(
        ValidationException.class,
        400,
        () ->
            client.createDataSet(
                r ->
                    r.assetType(S3_SNAPSHOT)
                        .name("n")
                        .description("d")
                        .tags(Map.of("aws:mine", "v"))));
    refused(ValidationException.class, 400, () -> client.getDataSet(r -> r.dataSetId("x")));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> client.createRevision(r -> r.dataSetId(NOBODY)));
  }

  @Test
  void tags_of_every_resource_are_listed_added_and_removed() {
    CreateDataSetResponse set = dataSet(client, S3_SNAPSHOT);
    String revision = revision(client, set.id());
    String asset = DataExchangeRows.assets(Installation.shared().database(), revision, 1).get(0);
    String revisionArn = set.arn() + "/revisions/" + revision;
    for (String arn : List.of(set.arn(), revisionArn, revisionArn + "/assets/" + asset)) {
      call(client.tagResource(r -> r.resourceArn(arn).tags(Map.of("a", "1", "b", "2"))));
      call(client.tagResource(r -> r.resourceArn(arn).tags(Map.of("b", "3"))));
      assertThat(call(client.listTagsForResource(r -> r.resourceArn(arn))).tags())
          .isEqualTo(Map.of("a", "1", "b", "3"));
      call(client.untagResource(r -> r.resourceArn(arn).tagKeys("a", "never")));
      assertThat(call(client.listTagsForResource(r -> r.resourceArn(arn))).tags())
          .isEqualTo(Map.of("b", "3"));
      refused(
          DataExchangeException.class,
          404,
          () -> otherAccount.listTagsForResource(r -> r.resourceArn(arn)));
    }
    Map<String, String> many =
        IntStream.range(0, 50).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));
    refused(
        DataExchangeException.class,
        400,
        () -> client.tagResource(r -> r.resourceArn(set.arn()).tags(many)));
    refused(
        DataExchangeException.class,
        404,
        () -> client.listTagsForResource(r -> r.resourceArn(set.arn() + "/jobs/" + NOBODY)));
  }
}
