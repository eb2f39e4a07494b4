package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.longshore.fixture.Gzip;
import io.vertx.core.Future;
import java.util.function.Consumer;
import software.amazon.awssdk.services.pinpoint.model.ImportJobRequest;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;

/** Files and requests that tests of import jobs share. */
class PinpointImports extends PinpointSdkFixture {

  static ImportJobResponse create(
      String app, String key, String format, Consumer<ImportJobRequest.Builder> more) {
    return call(client.createImportJob(
            r ->
                r.applicationId(app)
                    .importJobRequest(
                        i -> {
                          i.format(format).roleArn(ROLE).s3Url("s3://" + BUCKET + "/" + key);
                          more.accept(i);
                        })))
        .importJobResponse();
  }

  static ImportJobResponse ended(String app, String job) {
    return server.until(
        () ->
            Future.fromCompletionStage(client.getImportJob(r -> r.applicationId(app).jobId(job)))
                .map(answer -> answer.importJobResponse()),
        now -> PinpointCalls.FINAL.contains(now.jobStatusAsString()));
  }

  static void put(String key, String content) {
    server.objects.put(BUCKET, key, content.getBytes(UTF_8));
  }

  static byte[] gzip(String content) {
    return Gzip.packed(content.getBytes(UTF_8));
  }
}
