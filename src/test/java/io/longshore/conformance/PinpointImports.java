package io.longshore.conformance;

import static io.longshore.conformance.PinpointWalk.call;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.services.pinpoint.model.ImportJobRequest;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;

/** What tests of import jobs by AWS's own client begin with. */
class PinpointImports extends PinpointSdk {

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
        now -> PinpointWalk.FINAL.contains(now.jobStatusAsString()));
  }

  static void put(String key, String content) {
    server.objects.put(BUCKET, key, content.getBytes(UTF_8));
  }

  static byte[] gzip(String content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content.getBytes(UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return bytes.toByteArray();
  }
}
