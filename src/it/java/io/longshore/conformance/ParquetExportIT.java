package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.longshore.fixture.Backends;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.Type;
import software.amazon.awssdk.services.dataexchange.model.ValidationException;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** Exports of endpoints as Parquet, because the configuration of the role says so. */
@Timeout(240)
class ParquetExportIT extends RolesFixture {

  private static final String ROLE = "arn:aws:iam::111122223333:role/";
  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=";

  /** The words that begin the values that the mask drops, hashes or cuts. */
  private static final List<String> HIDDEN =
      List.of("addr-", "usr-", "city-", "make-", "secret-", "note-tail", "zip-", "uattr-");

  private static JsonObject parquet() {
    return new JsonObject().put("format", "parquet");
  }

  private static JsonObject masking() {
    return parquet()
        .put("compression", "none") // so that values stand in the file as they are
        .put("hash", new JsonArray().add("Address").add("User.UserId"))
        .put("hashKey", KEY)
        .put("truncate", new JsonObject().put("Attributes.note", 5))
        .put(
            "drop",
            new JsonArray()
                .add("Location")
                .add("Demographic.Make")
                .add("Attributes.secret")
                .add("User.UserAttributes"));
  }

  @Override
  JsonObject roles() {
    JsonObject roles = super.roles();
    List.of("gzip", "zstd", "none")
        .forEach(
            compression ->
                roles.put(
                    ROLE + compression,
                    new JsonObject()
                        .put("allowed", OPEN)
                        .put("export", parquet().put("compression", compression))));
    return roles
        .put(ROLE + "snappy", new JsonObject().put("allowed", OPEN).put("export", parquet()))
        .put(ROLE + "masked", new JsonObject().put("allowed", OPEN).put("export", masking()))
        .put(ROLE + "*", new JsonObject().put("allowed", OPEN).put("export", parquet()));
  }

  @Test
  void endpoints_in_parquet_equal_those_in_json_lines() throws Exception {
    JsonObject roles = roles();
    roles.remove(ROLE + "dataexchange");
    try (Installation server = Installation.start(temp.resolve("data"), flags(roles));
        S3Objects objects = new S3Objects(Backends.s3())) {
      PinpointAsyncClient pinpoint = client(PinpointAsyncClient.builder(), server);
      String app = app(pinpoint);
      ParquetFiles files = new ParquetFiles(objects, temp);
      objects.put(BUCKET, "open/in/all.json", ManyShapes.lines(3000).getBytes(UTF_8));
      assertThat(importedJson(pinpoint, app, OWN, OPEN + "in/all.json").jobStatus())
          .isEqualTo(JobStatus.COMPLETED);
      exported(pinpoint, app, OWN, "plain");
      Set<JsonObject> all =
          MaskedEndpoints.lines(objects, "open/plain/").collect(Collectors.toSet());
      assertThat(all).hasSize(3000);
      for (String compression : List.of("snappy", "gzip", "zstd", "none")) {
        String job = exported(pinpoint, app, ROLE + compression, compression);
        List<String> keys = files.of("open/" + compression + "/");
        assertThat(keys).singleElement().asString().endsWith(job + "-part-00000.parquet");
        assertThat(objects.contentType(BUCKET, keys.get(0))).isEqualTo(ParquetFiles.TYPE);
        assertThat(files.objects(keys)).containsExactlyInAnyOrderElementsOf(all);
        files.requireManifest("open/" + compression + "/_" + job + "-manifest.json", keys);
      }
      assertThat(files.types(files.of("open/snappy/"))).isEqualTo(ManyShapes.TYPES);
      again(pinpoint, app, objects, files);
      refusals(server, pinpoint, app, files.of("open/snappy/").get(0));
    }
  }

  private static void again(
      PinpointAsyncClient pinpoint, String app, S3Objects objects, ParquetFiles files) {
    exported(pinpoint, app, ROLE + "snappy", "again");
    byte[] first = objects.bytes(BUCKET, files.of("open/snappy/").get(0));
    assertThat(objects.bytes(BUCKET, files.of("open/again/").get(0))).isEqualTo(first);
  }

  private static String exported(
      PinpointAsyncClient pinpoint, String app, String role, String folder) {
    String job = call(export(pinpoint, app, role, OPEN + folder + "/"));
    assertThat(ended(pinpoint, app, job).jobStatus()).isEqualTo(JobStatus.COMPLETED);
    return job;
  }

  /** Data Exchange copies objects, and an import reads no Parquet. */
  private static void refusals(
      Installation server, PinpointAsyncClient pinpoint, String app, String key) {
    DataExchangeAsyncClient exchange = client(DataExchangeAsyncClient.builder(), server);
    String set = DataExchangeCalls.dataSet(exchange, AssetType.S3_SNAPSHOT).id();
    String revision = DataExchangeCalls.revision(exchange, set);
    DataExchangeCalls.imported(exchange, set, revision, BUCKET, "open/a.csv");
    String job =
        call(exchange.createJob(
                r ->
                    r.type(Type.EXPORT_REVISIONS_TO_S3)
                        .details(
                            d ->
                                d.exportRevisionsToS3(
                                    e ->
                                        e.dataSetId(set)
                                            .revisionDestinations(
                                                to ->
                                                    to.bucket(BUCKET)
                                                        .revisionId(revision)
                                                        .keyPattern("open/x/${Asset.Name}"))))))
            .id();
    assertThat(catchThrowable(() -> call(exchange.startJob(r -> r.jobId(job)))))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("exports rows as parquet, and copies of whole objects have no rows");
    assertThat(catchThrowable(() -> importedJson(pinpoint, app, OWN, "s3://" + BUCKET + "/" + key)))
        .hasCauseInstanceOf(BadRequestException.class)
        .hasMessageContaining(key);
  }

  @Test
  void a_masking_role_leaves_no_plain_value_in_parquet() throws Exception {
    try (Installation server = Installation.start(temp.resolve("data"), flags(roles()));
        S3Objects objects = new S3Objects(Backends.s3())) {
      PinpointAsyncClient pinpoint = client(PinpointAsyncClient.builder(), server);
      String app = app(pinpoint);
      ParquetFiles files = new ParquetFiles(objects, temp);
      MaskedEndpoints.put(objects, "open/masked-in/", MaskedEndpoints.FEW);
      assertThat(importedJson(pinpoint, app, OWN, OPEN + "masked-in/").jobStatus())
          .isEqualTo(JobStatus.COMPLETED);
      String job = exported(pinpoint, app, ROLE + "masked", "masked");

      List<String> keys = files.of("open/masked/");
      String raw = new String(objects.bytes(BUCKET, keys.get(0)), ISO_8859_1);
      HIDDEN.forEach(word -> assertThat(raw).doesNotContain(word));
      assertThat(raw).contains("public-17", "model-17", "note-");
      List<JsonObject> rows = files.objects(keys);
      assertThat(rows).hasSize(MaskedEndpoints.FEW);
      assertThat(MaskedEndpoints.users(rows.stream()))
          .hasSize(MaskedEndpoints.FEW / 2)
          .allMatch(user -> user.matches("[0-9a-f]{64}"));
      files.requireManifest("open/masked/_" + job + "-manifest.json", keys);
      assertThat(new String(objects.bytes(BUCKET, "open/masked/_" + job + "-manifest.json"), UTF_8))
          .contains("\"Masking\":{", "\"MediaType\":\"application/vnd.apache.parquet\"");
    }
  }
}
