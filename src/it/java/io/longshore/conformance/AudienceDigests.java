package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceGenerationJobStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceModelStatus;

/** All types of jobs of Clean Rooms ML. */
final class AudienceDigests extends JobDigests {

  private static final int SEED = 100;

  AudienceDigests(Installation server, S3Objects objects, String bucket) {
    super(server, objects, bucket);
  }

  @Override
  void run() {
    objects.put(bucket, "clicks/a.csv", TwoTasteData.csv(0, TwoTasteData.USERS));
    objects.put(bucket, "seed.jsonl", TwoTasteData.lines(TwoTasteData.seed(SEED)));
    try (var client = CleanRoomsMlCalls.client(ACCOUNT, Region.US_EAST_1, server.uri())) {
      AudienceCalls audiences = new AudienceCalls(client, ACCOUNT, bucket);
      String model = audiences.model("digests", audiences.trainingDataset("digests", "clicks"));
      assertThat(audiences.trained(model).status()).isEqualTo(AudienceModelStatus.ACTIVE);
      String generation =
          audiences.generate("digests", audiences.configured("digests", model), "seed.jsonl");
      assertThat(audiences.generated(generation).status())
          .isEqualTo(AudienceGenerationJobStatus.ACTIVE);
      keep("audience metrics", audiences.generated(generation).metrics().toString());
      for (int size : new int[] {100, 500}) {
        var job = audiences.exported("best" + size, generation, size);
        assertThat(job.status()).isEqualTo(AudienceExportJobStatus.ACTIVE);
        keep("audience of " + size, lines(job.outputLocation().replace(place(""), ""), ".gz"));
      }
      call(client.deleteAudienceGenerationJob(r -> r.audienceGenerationJobArn(generation)));
      succeeded("cleanroomsml.removal", 1);
      keepCounts(
          "rows after an audience was deleted",
          "cleanroomsml_staged",
          "cleanroomsml_seed",
          "cleanroomsml_scored",
          "cleanroomsml_audience",
          "cleanroomsml_profile");
    }
  }
}
