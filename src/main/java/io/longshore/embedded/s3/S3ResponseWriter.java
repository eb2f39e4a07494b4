package io.longshore.embedded.s3;

import io.longshore.async.AsyncLoop;
import io.longshore.embedded.s3.data.BucketFiles;
import io.longshore.embedded.s3.data.ObjectContent.Slice;
import io.longshore.embedded.s3.operation.Preconditions;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one answer to a request of S3's. */
final class S3ResponseWriter {

  private static final Logger LOG = LoggerFactory.getLogger(S3ResponseWriter.class);
  private static final int BLOCK = 256 * 1024;

  /** Browsers show these to scripts only if they are named. */
  private static final String EXPOSED =
      "ETag,Content-Range,Accept-Ranges,Last-Modified,x-amz-request-id,x-amz-id-2,"
          + "x-amz-version-id,x-amz-mp-parts-count,x-amz-checksum-crc32,x-amz-checksum-crc32c,"
          + "x-amz-checksum-crc64nvme,x-amz-checksum-sha1,x-amz-checksum-sha256,"
          + "x-amz-checksum-type,x-amz-server-side-encryption,x-amz-tagging-count";

  private final Vertx vertx;
  private final HttpServerRequest http;
  private final HttpServerResponse response;
  private final String requestId = BucketFiles.random(8).toUpperCase(Locale.ROOT);

  S3ResponseWriter(Vertx vertx, HttpServerRequest http) {
    this.vertx = vertx;
    this.http = http;
    this.response = http.response();
    response
        .putHeader("Server", "Longshore")
        .putHeader("x-amz-request-id", requestId)
        .putHeader("x-amz-id-2", requestId)
        .putHeader("Date", Preconditions.httpDate(Instant.now()))
        .putHeader("Access-Control-Allow-Origin", "*")
        .putHeader("Access-Control-Expose-Headers", EXPOSED);
  }

  /** What a browser asks before it sends a call that is signed: it may send every one. */
  void preflight() {
    String asked = http.getHeader("Access-Control-Request-Headers");
    response
        .putHeader("Access-Control-Allow-Methods", "GET, PUT, POST, DELETE, HEAD")
        .putHeader("Access-Control-Allow-Headers", asked == null ? "*" : asked)
        .putHeader("Access-Control-Max-Age", "3000")
        .putHeader("Vary", "Origin, Access-Control-Request-Headers");
    http.resume();
    response.end();
  }

  /** Names no query: that may carry a signature. */
  private void tell(int status) {
    LOG.debug("S3 request={} {} {} status={}", requestId, http.method(), http.path(), status);
  }

  void answer(AsyncResult<S3Response> done) {
    if (done.succeeded()) {
      send(done.result());
      return;
    }
    S3Error error = S3Handler.refusal(done.cause());
    if (error == null && isDiskFull(done.cause())) {
      error = S3ErrorCode.DISK_FULL.error(); // readiness and the log tell of it once
    } else if (error == null && response.closed()) {
      LOG.debug("S3 request={} {} was left by its client", requestId, http.method(), done.cause());
      error = S3ErrorCode.INTERNAL.error();
    } else if (error == null) {
      LOG.error("S3 request={} {} failed", requestId, http.method(), done.cause());
      error = S3ErrorCode.INTERNAL.error();
    }
    send(S3Response.of(error, http.path() == null ? "" : http.path(), requestId));
  }

  /** The operating system's words are all that Java passes on of ENOSPC and EDQUOT. */
  static boolean isDiskFull(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String words = String.valueOf(cause.getMessage());
      if (words.contains("No space left on device") || words.contains("Disk quota exceeded")) {
        return true;
      }
    }
    return false;
  }

  private void send(S3Response answer) {
    if (!http.isEnded()) {
      http.handler(rest -> {}); // what is left of a body is thrown away
      http.resume();
    }
    tell(answer.status());
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    if (response.closed()) {
      close(answer);
    } else if (answer.content() != null) {
      stream(answer).onComplete(sent -> close(answer));
    } else if (http.method().equals(HttpMethod.HEAD)) {
      response.putHeader("Content-Length", answer.headers().getOrDefault("Content-Length", "0"));
      response.end();
    } else {
      response.end(answer.body());
    }
  }

  private static void close(S3Response answer) {
    if (answer.content() != null) {
      answer.content().close();
    }
  }

  private Future<Void> stream(S3Response answer) {
    List<Slice> slices = answer.slices();
    if (slices.isEmpty()) {
      return response.end();
    }
    Iterator<Slice> left = slices.iterator();
    return AsyncLoop.whileTrue(() -> copy(left.next()).map(done -> left.hasNext()))
        .compose(all -> response.end())
        .onFailure(this::cut);
  }

  private Future<Void> copy(Slice slice) {
    return vertx
        .fileSystem()
        .open(slice.file().toString(), new OpenOptions().setWrite(false).setCreate(false))
        .compose(
            file -> {
              file.setReadPos(slice.offset())
                  .setReadLength(slice.length())
                  .setReadBufferSize(BLOCK);
              return file.pipe().endOnComplete(false).to(response).eventually(file::close);
            });
  }

  /** Half an answer must not look like a whole one. */
  private void cut(Throwable failure) {
    LOG.debug("S3 request={} was cut", requestId, failure);
    http.connection().close();
  }
}
