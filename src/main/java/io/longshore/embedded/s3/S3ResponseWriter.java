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
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the response to one S3 request. */
final class S3ResponseWriter {

  private static final Logger LOG = LoggerFactory.getLogger(S3ResponseWriter.class);
  private static final int BUFFER_BYTES = 256 * 1024;

  /** The headers that browsers expose to scripts of other origins. */
  private static final String EXPOSED_HEADERS =
      "ETag,Content-Range,Accept-Ranges,Last-Modified,x-amz-request-id,x-amz-id-2,"
          + "x-amz-version-id,x-amz-mp-parts-count,x-amz-checksum-crc32,x-amz-checksum-crc32c,"
          + "x-amz-checksum-crc64nvme,x-amz-checksum-sha1,x-amz-checksum-sha256,"
          + "x-amz-checksum-type,x-amz-server-side-encryption,x-amz-tagging-count";

  private final Vertx vertx;
  private final HttpServerRequest http;
  private final HttpServerResponse response;
  private final String requestId = BucketFiles.randomHex(8).toUpperCase(Locale.ROOT);

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
        .putHeader("Access-Control-Expose-Headers", EXPOSED_HEADERS);
  }

  /** Answers a CORS preflight request. Every method and header is allowed. */
  void preflight() {
    String requestedHeaders = http.getHeader("Access-Control-Request-Headers");
    response
        .putHeader("Access-Control-Allow-Methods", "GET, PUT, POST, DELETE, HEAD")
        .putHeader(
            "Access-Control-Allow-Headers", requestedHeaders == null ? "*" : requestedHeaders)
        .putHeader("Access-Control-Max-Age", "3000")
        .putHeader("Vary", "Origin, Access-Control-Request-Headers");
    http.resume();
    response.end();
  }

  /** Logs the request without the query string, which may contain a signature. */
  private void log(int status) {
    LOG.debug("S3 request={} {} {} status={}", requestId, http.method(), http.path(), status);
  }

  void write(AsyncResult<S3Response> outcome) {
    if (outcome.succeeded()) {
      send(outcome.result());
      return;
    }
    S3Error error = S3Handler.toS3Error(outcome.cause());
    if (error == null && isDiskFull(outcome.cause())) {
      error = S3ErrorCode.DISK_FULL.error(); // the readiness check logs it once
    } else if (error == null && response.closed()) {
      LOG.debug(
          "S3 request={} {} was aborted by the client", requestId, http.method(), outcome.cause());
      error = S3ErrorCode.INTERNAL.error();
    } else if (error == null) {
      LOG.error("S3 request={} {} failed", requestId, http.method(), outcome.cause());
      error = S3ErrorCode.INTERNAL.error();
    }
    send(S3Response.of(error, http.path() == null ? "" : http.path(), requestId));
  }

  /** Recognizes ENOSPC and EDQUOT by their messages, because Java does not expose error numbers. */
  static boolean isDiskFull(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
        return true;
      }
    }
    return false;
  }

  private void send(S3Response result) {
    if (!http.isEnded()) {
      http.handler(rest -> {}); // discard the rest of the body
      http.resume();
    }
    log(result.status());
    response.setStatusCode(result.status());
    result.headers().forEach(response::putHeader);
    if (response.closed()) {
      close(result);
    } else if (result.content() != null) {
      stream(result).onComplete(sent -> close(result));
    } else if (http.method().equals(HttpMethod.HEAD)) {
      response.putHeader("Content-Length", result.headers().getOrDefault("Content-Length", "0"));
      response.end();
    } else {
      response.end(result.body());
    }
  }

  private static void close(S3Response result) {
    if (result.content() != null) {
      result.content().close();
    }
  }

  private Future<Void> stream(S3Response result) {
    List<Slice> slices = result.slices();
    if (slices.isEmpty()) {
      return response.end();
    }
    return AsyncLoop.forEach(slices, this::copy)
        .compose(all -> response.end())
        .onFailure(this::abort);
  }

  private Future<Void> copy(Slice slice) {
    return vertx
        .fileSystem()
        .open(slice.file().toString(), new OpenOptions().setWrite(false).setCreate(false))
        .compose(
            file -> {
              file.setReadPos(slice.offset())
                  .setReadLength(slice.length())
                  .setReadBufferSize(BUFFER_BYTES);
              return file.pipe().endOnComplete(false).to(response).eventually(file::close);
            });
  }

  /** Closes the connection, so the client does not take a truncated body for a complete one. */
  private void abort(Throwable failure) {
    LOG.debug("S3 request={} failed while the body was sent", requestId, failure);
    http.connection().close();
  }
}
