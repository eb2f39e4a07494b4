package io.longshore.service.dataexchange.job;

import static io.longshore.service.dataexchange.DataExchangeSamples.ACCOUNT;
import static io.longshore.service.dataexchange.DataExchangeSamples.OWNER;
import static io.longshore.service.dataexchange.DataExchangeSamples.assertRefused;
import static io.longshore.service.dataexchange.DataExchangeSamples.list;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.AssetsConfig;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which places of a request are checked against the account's role before a job is stored. */
class RoleAccessCheckTest {

  private static final String ROLE = "arn:aws:iam::111122223333:role/dataexchange";

  private final List<String> asked = new ArrayList<>();
  private final AssetBucket bucket = new AssetBucket(new Asked(), AssetsConfig.defaults());

  @Test
  void each_source_of_an_import_is_checked() {
    require(new JsonObject().put("AssetSources", list(object("b-1", "k/1"), object("b-2", "k/2"))));

    assertThat(asked)
        .containsExactly(ACCOUNT + " " + ROLE + " b-1 k/1", ACCOUNT + " " + ROLE + " b-2 k/2");
  }

  @Test
  void an_export_of_revisions_is_checked_by_the_fixed_text_of_its_pattern() {
    JsonObject to = new JsonObject().put("Bucket", "b-1").put("KeyPattern", "out/${Asset.Name}");

    require(new JsonObject().put("RevisionDestinations", list(to)));

    assertThat(asked).containsExactly(ACCOUNT + " " + ROLE + " b-1 out/");
  }

  @Test
  void a_data_share_is_not_in_s3() {
    require(new JsonObject().put("AssetSources", list(new JsonObject().put("DataShareArn", "a"))));

    assertThat(asked).isEmpty();
  }

  @Test
  void the_role_of_a_tag_policy_must_be_the_accounts_own() {
    require(new JsonObject().put("RoleArn", "arn:aws:iam::111122223333:role/lake"));

    assertThat(asked).containsExactly(ACCOUNT + " own arn:aws:iam::111122223333:role/lake");
  }

  @Test
  void a_place_that_the_role_may_not_use_is_refused_as_a_faulty_request() {
    assertRefused(
        () -> require(new JsonObject().put("AssetSources", list(object("closed", "k")))), "closed");
  }

  private void require(JsonObject details) {
    RoleAccessCheck.require(bucket, OWNER, details);
  }

  private static JsonObject object(String bucket, String key) {
    return new JsonObject().put("Bucket", bucket).put("Key", key);
  }

  /** Records what is asked, and refuses the bucket named closed. */
  private final class Asked implements ObjectStores {

    @Override
    public ObjectStore forRole(String account, String roleArn) {
      throw new AssertionError("No bytes are touched");
    }

    @Override
    public void require(String account, String roleArn, String bucket, String prefix) {
      if (bucket.equals("closed")) {
        throw new ObjectStoreError(
            ObjectStoreError.Kind.PERMANENT, "The role may not use closed", null);
      }
      asked.add(account + " " + roleArn + " " + bucket + " " + prefix);
    }

    @Override
    public void requireOwn(String account, String roleArn) {
      asked.add(account + " own " + roleArn);
    }
  }
}
