package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.GlueConfig;
import io.longshore.config.GlueTable;
import io.longshore.fixture.Gzip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobSummary;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceModelStatus;

/** A server with a model trained on {@link TwoTasteData}, and two other accounts. */
class TrainedModel {

  static final String OWNER = "111144445555";
  static final String ALLOWED = "222244445555";
  static final String OTHER_ACCOUNT = "333344445555";
  static final String BUCKET = "cleanrooms-audiences";

  static CleanRoomsMlServer server;
  static AudienceCalls owner;
  static AudienceCalls allowed;
  static CleanRoomsMlAsyncClient otherAccount;
  static String data;
  static String model;

  @BeforeAll
  static void train() {
    GlueTable table = new GlueTable("s3://" + BUCKET + "/clicks/", Optional.of("csv"));
    server = new CleanRoomsMlServer(new GlueConfig(Map.of("shop.buys", table)));
    server.objects.createBucket(BUCKET);
    server.objects.put(BUCKET, "clicks/first.csv", TwoTasteData.csv(0, 1000));
    server.objects.put(
        BUCKET, "clicks/second.csv.gz", Gzip.packed(TwoTasteData.csv(1000, TwoTasteData.USERS)));
    server.objects.put(BUCKET, "seed.jsonl", TwoTasteData.lines(TwoTasteData.seed(100)));
    owner = new AudienceCalls(server.client(OWNER), OWNER, BUCKET);
    allowed = new AudienceCalls(server.client(ALLOWED), ALLOWED, BUCKET);
    otherAccount = server.client(OTHER_ACCOUNT);
    data = owner.trainingDataset("clicks", "clicks");
    model = owner.model("tastes", data);
    assertThat(owner.trained(model).status()).isEqualTo(AudienceModelStatus.ACTIVE);
  }

  @AfterAll
  static void stop() {
    owner.client.close();
    allowed.client.close();
    otherAccount.close();
    server.close();
  }

  /** The keys of an export's objects, the manifest first. */
  static List<String> keys(AudienceExportJobSummary job) {
    String folder = job.outputLocation().replace("s3://" + BUCKET + "/", "");
    return server.objects.keys(BUCKET).stream().filter(key -> key.startsWith(folder)).toList();
  }

  static byte[] part(AudienceExportJobSummary job) {
    return server.objects.bytes(BUCKET, keys(job).get(1));
  }
}
