package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeCalls.dataSet;
import static io.longshore.conformance.DataExchangeCalls.revision;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dataexchange.model.AssetType.S3_SNAPSHOT;

import io.longshore.fixture.Installation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.ConflictException;
import software.amazon.awssdk.services.dataexchange.model.CreateRevisionResponse;
import software.amazon.awssdk.services.dataexchange.model.ListRevisionAssetsResponse;
import software.amazon.awssdk.services.dataexchange.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dataexchange.model.RevisionEntry;
import software.amazon.awssdk.services.dataexchange.model.UpdateAssetResponse;
import software.amazon.awssdk.services.dataexchange.model.UpdateRevisionResponse;
import software.amazon.awssdk.services.dataexchange.model.ValidationException;

/** Revisions and their assets with the AWS SDK for Java. */
class DataExchangeRevisionsIT extends DataExchangeSdkFixture {

  @Test
  void a_data_set_is_deleted_with_its_finalized_revisions_as_in_awss_sample() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String id = revision(client, set);
    DataExchangeRows.assets(Installation.shared().database(), id, 1);
    call(finalized(set, id, true));

    call(client.deleteDataSet(r -> r.dataSetId(set)));

    refused(ResourceNotFoundException.class, 404, () -> client.getDataSet(r -> r.dataSetId(set)));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> client.getRevision(r -> r.dataSetId(set).revisionId(id)));
  }

  @Test
  void a_revision_goes_from_open_to_finalized_and_back_and_is_revoked_for_good() {
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
    String asset = DataExchangeRows.assets(Installation.shared().database(), id, 1).get(0);
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
  void assets_are_listed_by_name_descending_shown_renamed_and_deleted() {
    String set = dataSet(client, S3_SNAPSHOT).id();
    String revision = revision(client, set);
    List<String> made = DataExchangeRows.assets(Installation.shared().database(), revision, 5);
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
}
