package io.longshore.cli.doctor;

import io.longshore.api.ErrorMessages;
import io.longshore.async.Blocking;
import io.longshore.doctor.DiagnosticResult;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Part;
import io.longshore.objectstore.ObjectStore.Upload;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Checks S3: writes an object, reads it by a presigned URL, and deletes it. Blocks. */
public final class S3Diagnostic {

  private static final Buffer BYTES = Buffer.buffer("longshore doctor");

  private final Vertx vertx;
  private final ObjectStore store;
  private final String bucket;
  private final String key = "longshore-doctor-" + UUID.randomUUID();
  private final List<DiagnosticResult> findings = new ArrayList<>();

  /**
   * @param bucket where it may write
   */
  public S3Diagnostic(Vertx vertx, ObjectStore store, String bucket) {
    this.vertx = vertx;
    this.store = store;
    this.bucket = bucket;
  }

  public List<DiagnosticResult> run() {
    boolean reached =
        step(
            "s3.bucket",
            "s3://" + bucket + " exists",
            "create it, or set assets.bucket to another; a 403 here means wrong keys or a policy",
            () -> store.checkBucket(bucket));
    if (reached
        && step(
            "s3.upload",
            "an upload completes and HEAD finds the object",
            grant("PutObject"),
            this::put)) {
      step("s3.presign", "a presigned URL reads it", reach(), this::presign);
      step(
          "s3.delete",
          "the object is deleted",
          grant("DeleteObject"),
          () -> store.delete(bucket, key));
    }
    if (reached) {
      step(
          "s3.abort",
          "an upload is aborted and no longer listed",
          grant("AbortMultipartUpload and ListMultipartUploadParts"),
          this::abort);
    }
    return findings;
  }

  private static String grant(String what) {
    return "allow the credentials of s3.accessKey s3:" + what + " in this bucket";
  }

  private static String reach() {
    return "check that s3.endpoint is reachable from here by that name, and that its clock is right";
  }

  private boolean step(String what, String good, String mend, Supplier<Future<Void>> asked) {
    try {
      Blocking.await(what, asked.get());
      findings.add(DiagnosticResult.good(what, good));
      return true;
    } catch (RuntimeException failure) {
      findings.add(
          DiagnosticResult.wrong(what, ErrorMessages.line(why(failure)), mend(failure, mend)));
      return false;
    }
  }

  private static Throwable why(RuntimeException failure) {
    return failure.getCause() == null ? failure : failure.getCause();
  }

  private static String mend(RuntimeException failure, String otherwise) {
    String said = String.valueOf(failure.getMessage());
    if (said.contains("does not accept Longshore's credentials")) {
      return "set s3.accessKey and s3.secretKey to credentials of this S3";
    }
    if (said.contains("does not exist")) {
      return "create the bucket (aws s3 mb), or set assets.bucket to one that exists";
    }
    boolean unreached = said.contains("onnect") || said.contains("in time");
    return unreached
        ? "check that s3.endpoint names this S3, and that the network allows it"
        : otherwise;
  }

  private Future<Void> put() {
    return store
        .createUpload(bucket, key, "text/plain", Map.of())
        .compose(
            upload ->
                store
                    .uploadPart(upload, 1, BYTES)
                    .compose(part -> store.completeUpload(upload, List.<Part>of(part))))
        .compose(done -> store.head(bucket, key))
        .compose(this::verdict);
  }

  private Future<Void> verdict(Optional<ObjectStore.Head> head) {
    return head.filter(found -> found.size() == BYTES.length()).isPresent()
        ? Future.succeededFuture()
        : Future.failedFuture("It completed, but HEAD does not find the whole object");
  }

  private Future<Void> presign() {
    HttpClient client = vertx.createHttpClient();
    return store
        .presignGet(bucket, key, Duration.ofMinutes(5))
        .compose(url -> get(client, url))
        .compose(
            body ->
                body.equals(BYTES)
                    ? Future.<Void>succeededFuture()
                    : Future.failedFuture("The presigned URL does not return what was written"))
        .eventually(client::close);
  }

  private static Future<Buffer> get(HttpClient client, URI url) {
    RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET);
    return client
        .request(options.setAbsoluteURI(url.toString()))
        .compose(request -> request.send().compose(HttpClientResponse::body));
  }

  private Future<Void> abort() {
    return store
        .createUpload(bucket, key + "-aborted", "text/plain", Map.of())
        .compose(upload -> store.abortUpload(upload).compose(aborted -> gone(upload)));
  }

  private Future<Void> gone(Upload upload) {
    return store
        .uploadExists(upload)
        .compose(
            exists ->
                exists
                    ? Future.failedFuture("An aborted upload still exists")
                    : Future.succeededFuture());
  }
}
