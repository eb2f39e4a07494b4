package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeWalk.call;
import static io.longshore.conformance.DataExchangeWalk.dataSet;
import static io.longshore.conformance.DataExchangeWalk.refused;
import static io.longshore.conformance.DataExchangeWalk.revision;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.REDSHIFT_DATA_SHARE;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.S3_SNAPSHOT;

import io.longshore.fixture.Installation;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.ConflictException;
import software.amazon.awssdk.services.dataexchange.model.CreateDataSetResponse;
import software.amazon.awssdk.services.dataexchange.model.CreateRevisionResponse;
import software.amazon.awssdk.services.dataexchange.model.DataExchangeException;
import software.amazon.awssdk.services.dataexchange.model.DataSetEntry;
import software.amazon.awssdk.services.dataexchange.model.ListDataSetsResponse;
import software.amazon.awssdk.services.dataexchange.model.ListRevisionAssetsResponse;
import software.amazon.awssdk.services.dataexchange.model.Origin;
import software.amazon.awssdk.services.dataexchange.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dataexchange.model.RevisionEntry;
import software.amazon.awssdk.services.dataexchange.model.ServiceLimitExceededException;
import software.amazon.awssdk.services.dataexchange.model.UpdateAssetResponse;
import software.amazon.awssdk.services.dataexchange.model.UpdateRevisionResponse;
import software.amazon.awssdk.services.dataexchange.model.ValidationException;

/** Data sets, revisions, assets and tags by AWS's own client. */
class DataExchangeSdkIT {

  private static final String NOBODY = "0123456789abcdef0123456789abcdef";

  private static DataExchangeAsyncClient client;
  private static DataExchangeAsyncClient stranger;

  @BeforeAll
  static void start() {
    client = DataExchangeWalk.client("111122223333");
    stranger = DataExchangeWalk.client("444455556666");
  }

  @AfterAll
  static void stop() {
    client.close();
    stranger.close();
  }

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
    unknown(stranger, made.id());
    refused(
        ResourceNotFoundException.class,
        404,
        () -> stranger.updateDataSet(r -> r.dataSetId(made.id()).name("Mine")));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> stranger.deleteDataSet(r -> r.dataSetId(made.id())));
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
  void lists_are_newest_first_and_pages_hold_while_others_add() {
    DataExchangeAsyncClient own = DataExchangeWalk.client("111122220001");
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
  void a_data_set_over_the_limit_is_refused_with_its_name_and_value() throws SQLException {
    DataExchangeAsyncClient own = DataExchangeWalk.client("111122220002");
    String first = dataSet(own, S3_SNAPSHOT).id();
    sql(
        """
        insert into dataexchange_data_set
        select md5('limit' || n), account, region, asset_type, name, description, tags,
               created_at, updated_at
          from dataexchange_data_set, generate_series(1, 2999) n where id = '%s'"""
            .formatted(first));

    ServiceLimitExceededException refusal =
        refused(
            ServiceLimitExceededException.class,
            402,
            () ->
                own.createDataSet(r -> r.assetType(S3_SNAPSHOT).name("one more").description("d")));

    assertThat(refusal.limitNameAsString()).isEqualTo("Data sets per account");
    assertThat(refusal.limitValue()).isEqualTo(3000.0);
    call(own.deleteDataSet(r -> r.dataSetId(first)));
    assertThat(dataSet(own, S3_SNAPSHOT).id()).isNotEqualTo(first);
    own.close();
  }

  @Test
  void what_the_model_does_not_allow_is_refused_and_names_the_member() {
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
  void a_revision_goes_from_open_to_finalized_and_back_and_is_revoked_for_good()
      throws SQLException {
    String set = dataSet(client, S3_SNAPSHOT).id();
    CreateRevisionResponse made =
        call(client.createRevision(r -> r.dataSetId(set).comment("first").tags(Map.of("k", "v"))));
    String id = made.id();
    assertThat(made.finalized()).isFalse();
    assertThat(made.revoked()).isFalse();
    assertThat(made.tags()).containsEntry("k", "v");

    ConflictException empty = refused(ConflictException.class, 409, () -> finalized(set, id, true));
    assertThat(empty.resourceId()).isEqualTo(id);
    assertThat(empty.resourceTypeAsString()).isEqualTo("REVISION");
    refused(
        ConflictException.class,
        409,
        () -> client.revokeRevision(r -> r.dataSetId(set).revisionId(id).revocationComment(WHY)));
    String asset = assets(id, 1).get(0);
    UpdateRevisionResponse published = call(finalized(set, id, true));
    assertThat(published.finalized()).isTrue();
    assertThat(published.comment()).isEqualTo("first");
    assertThat(call(finalized(set, id, true)).finalized()).isTrue();
    refused(
        ConflictException.class,
        409,
        () -> client.updateRevision(r -> r.dataSetId(set).revisionId(id).comment("second")));
    refused(
        ConflictException.class,
        409,
        () -> client.deleteRevision(r -> r.dataSetId(set).revisionId(id)));
    refused(ConflictException.class, 409, () -> renamed(set, id, asset));
    refused(ConflictException.class, 409, () -> deleted(set, id, asset));
    refused(ConflictException.class, 409, () -> client.deleteDataSet(r -> r.dataSetId(set)));

    assertThat(
            call(client.updateRevision(
                    r -> r.dataSetId(set).revisionId(id).finalized(false).comment("second")))
                .comment())
        .isEqualTo("second");
    assertThat(call(renamed(set, id, asset)).name()).isEqualTo("renamed");
    call(finalized(set, id, true));
    var revoked =
        call(client.revokeRevision(r -> r.dataSetId(set).revisionId(id).revocationComment(WHY)));
    assertThat(revoked.revoked()).isTrue();
    assertThat(revoked.finalized()).isTrue();
    assertThat(revoked.revokedAt()).isNotNull();
    assertThat(revoked.revocationComment()).isEqualTo(WHY);
    refused(ConflictException.class, 409, () -> finalized(set, id, false));
    refused(
        ConflictException.class,
        409,
        () -> client.revokeRevision(r -> r.dataSetId(set).revisionId(id).revocationComment(WHY)));
    call(deleted(set, id, asset));
    call(client.deleteRevision(r -> r.dataSetId(set).revisionId(id)));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> client.getRevision(r -> r.dataSetId(set).revisionId(id)));
  }

  private static final String WHY = "The prices were wrong.";

  @Test
  void revisions_are_listed_newest_first_and_belong_to_one_data_set() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String other = dataSet(client, S3_SNAPSHOT).id();
    List<String> made = IntStream.range(0, 3).mapToObj(i -> revision(client, set)).toList();

    var first = call(client.listDataSetRevisions(r -> r.dataSetId(set).maxResults(2)));
    var second =
        call(client.listDataSetRevisions(r -> r.dataSetId(set).nextToken(first.nextToken())));

    List<RevisionEntry> all = new ArrayList<>(first.revisions());
    all.addAll(second.revisions());
    assertThat(all).extracting(RevisionEntry::id).containsExactlyInAnyOrderElementsOf(made);
    assertThat(all).isSortedAccordingTo((a, b) -> b.createdAt().compareTo(a.createdAt()));
    assertThat(second.nextToken()).isNull();
    refused(
        ResourceNotFoundException.class,
        404,
        () -> client.getRevision(r -> r.dataSetId(other).revisionId(made.get(0))));
    refused(
        ValidationException.class,
        400,
        () -> client.listDataSetRevisions(r -> r.dataSetId(other).nextToken(first.nextToken())));
  }

  @Test
  void assets_are_listed_by_name_descending_shown_renamed_and_deleted() throws SQLException {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = revision(client, set);
    List<String> made = assets(revision, 5);
    List<AssetEntry> listed = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListRevisionAssetsResponse page =
          call(
              client.listRevisionAssets(
                  r -> r.dataSetId(set).revisionId(revision).maxResults(2).nextToken(from)));
      listed.addAll(page.assets());
      token = page.nextToken();
    } while (token != null);

    assertThat(listed)
        .extracting(AssetEntry::name)
        .containsExactly("asset/5", "asset/4", "asset/3", "asset/2", "asset/1");
    AssetEntry entry = listed.get(0);
    assertThat(entry.assetDetails().s3SnapshotAsset().size()).isEqualTo(5.0);
    assertThat(entry.arn())
        .isEqualTo(
            "arn:aws:dataexchange:us-east-1:111122223333:data-sets/%s/revisions/%s/assets/%s"
                .formatted(set, revision, entry.id()));
    assertThat(call(renamed(set, revision, entry.id())).name()).isEqualTo("renamed");
    refused(
        ValidationException.class,
        400,
        () ->
            client.updateAsset(
                r ->
                    r.dataSetId(set)
                        .revisionId(revision)
                        .assetId(entry.id())
                        .name("n".repeat(1025))));
    call(deleted(set, revision, entry.id()));
    ResourceNotFoundException gone =
        refused(
            ResourceNotFoundException.class,
            404,
            () -> client.getAsset(r -> r.dataSetId(set).revisionId(revision).assetId(entry.id())));
    assertThat(gone.resourceTypeAsString()).isEqualTo("ASSET");
    assertThat(made).contains(entry.id());
  }

  @Test
  void tags_of_every_resource_are_listed_added_and_removed() throws SQLException {
    CreateDataSetResponse set = dataSet(client, S3_SNAPSHOT);
    String revision = revision(client, set.id());
    String asset = assets(revision, 1).get(0);
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
          () -> stranger.listTagsForResource(r -> r.resourceArn(arn)));
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

  private static CompletableFuture<UpdateRevisionResponse> finalized(
      String set, String revision, boolean finalized) {
    return client.updateRevision(r -> r.dataSetId(set).revisionId(revision).finalized(finalized));
  }

  private static CompletableFuture<UpdateAssetResponse> renamed(
      String set, String revision, String asset) {
    return client.updateAsset(
        r -> r.dataSetId(set).revisionId(revision).assetId(asset).name("renamed"));
  }

  private static CompletableFuture<?> deleted(String set, String revision, String asset) {
    return client.deleteAsset(r -> r.dataSetId(set).revisionId(revision).assetId(asset));
  }

  /** Rows as an import leaves them, named asset/1 and so on, without objects behind them. */
  private static List<String> assets(String revision, int count) throws SQLException {
    sql(
        """
        insert into dataexchange_asset
        select md5('%1$s' || n), '%1$s', 'asset/' || n, 'S3_SNAPSHOT',
               json_build_object('S3SnapshotAsset', json_build_object('Size', n)),
               'none/' || md5('%1$s' || n), '{}', now(), now()
          from generate_series(1, %2$d) n"""
            .formatted(revision, count));
    List<String> ids = new ArrayList<>();
    try (Connection connection = database();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select id from dataexchange_asset where revision = '" + revision + "'")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  private static void sql(String text) throws SQLException {
    try (Connection connection = database();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  private static Connection database() throws SQLException {
    var database = Installation.shared().database();
    return DriverManager.getConnection(
        "jdbc:" + database.url(), database.user(), database.password());
  }
}
