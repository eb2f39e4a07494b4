package io.longshore.service.dataexchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.job.JobId;
import io.longshore.service.dataexchange.asset.Asset;
import io.longshore.service.dataexchange.dataset.DataSet;
import io.longshore.service.dataexchange.job.DataJob;
import io.longshore.service.dataexchange.job.DataJobSpec;
import io.longshore.service.dataexchange.job.DataJobType;
import io.longshore.service.dataexchange.revision.Revision;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Records of Data Exchange for unit tests, and the check of a refused request. */
public final class DataExchangeSamples {

  public static final String ACCOUNT = "111122223333";
  public static final String REGION = "us-east-1";
  public static final Principal OWNER = new Principal(ACCOUNT, REGION, "AKIAEXAMPLE");

  /** The moment of all samples. */
  public static final Instant CREATED = Instant.parse("2026-03-07T23:05:09.120Z");

  public static final String BUCKET_OF_ASSETS = "longshore-assets";

  private DataExchangeSamples() {}

  public static DataSet dataSet() {
    return dataSet(Optional.empty());
  }

  /** A data set that another account granted. */
  public static DataSet granted(String grant) {
    return dataSet(Optional.of(grant));
  }

  private static DataSet dataSet(Optional<String> grant) {
    return new DataSet(
        "set-1",
        ACCOUNT,
        REGION,
        "set-0",
        grant,
        "S3_SNAPSHOT",
        "Prices",
        "All prices",
        new JsonObject().put("team", "a"),
        CREATED,
        CREATED);
  }

  public static Revision revision() {
    return new Revision(
        "rev-1",
        Optional.of("first"),
        true,
        Optional.empty(),
        new JsonObject().put("team", "b"),
        CREATED,
        CREATED);
  }

  public static Asset asset(String name) {
    return new Asset(
        "asset-1",
        "rev-1",
        name,
        "S3_SNAPSHOT",
        new JsonObject().put("S3SnapshotAsset", new JsonObject().put("Size", 12.0)),
        Optional.of("assets/job/asset-1"),
        new JsonObject(),
        CREATED,
        CREATED,
        Optional.of("\"etag\""));
  }

  /** A job that waits to be started. */
  public static DataJob waiting(DataJobType kind, JsonObject details) {
    DataJobSpec work = new DataJobSpec(kind, details, new JsonObject());
    return DataJob.waiting(
        JobId.random().toString(), ACCOUNT, REGION, work, Optional.empty(), CREATED);
  }

  public static JsonArray list(Object... items) {
    JsonArray list = new JsonArray();
    for (Object item : items) {
      list.add(item);
    }
    return list;
  }

  /** Checks that the call fails as ValidationException, with each of the words in its message. */
  public static void assertRefused(ThrowingCallable call, String... words) {
    ApiError error = catchThrowableOfType(ApiError.class, call);
    assertThat(error).isNotNull();
    assertThat(error.code()).isEqualTo(DataExchangeError.VALIDATION);
    assertThat(error.getMessage()).contains(words);
  }
}
