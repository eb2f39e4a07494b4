package io.longshore.service.cleanroomsml.training;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.LongListing;
import io.longshore.job.PermanentFailure;
import io.longshore.job.S3Place;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableFilesTest {

  @Test
  void a_folder_of_very_many_empty_objects_is_listed_to_its_end_and_refused() {
    Vertx vertx = Vertx.vertx();
    LongListing s3 = new LongListing();

    Throwable refusal =
        failure(
            LongListing.on(
                vertx,
                () ->
                    new TableFiles(vertx, s3.store(), new S3Place("b", "in/"), Optional.empty())
                        .all()));

    assertThat(refusal).isInstanceOf(PermanentFailure.class).hasMessageContaining("s3://b/in/");
    assertThat(s3.isReadToEnd()).isTrue();
    await(vertx.close());
  }
}
