package io.longshore.service.pinpoint.job.load;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.LongListing;
import io.longshore.job.PermanentFailure;
import io.longshore.job.S3Place;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

class ImportFilesTest {

  @Test
  void a_place_of_very_many_keys_of_which_none_counts_is_listed_to_its_end_and_refused() {
    Vertx vertx = Vertx.vertx();
    LongListing s3 = new LongListing();

    Throwable refusal =
        failure(
            LongListing.on(
                vertx,
                () -> new ImportFiles(vertx).all(s3.store(), new S3Place("b", "in/"), true)));

    assertThat(refusal).isInstanceOf(PermanentFailure.class).hasMessageContaining("s3://b/in/");
    assertThat(s3.isReadToEnd()).isTrue();
    await(vertx.close());
  }
}
