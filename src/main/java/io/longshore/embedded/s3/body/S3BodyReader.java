package io.longshore.embedded.s3.body;

import io.longshore.embedded.s3.S3ErrorCode;
import io.longshore.embedded.s3.S3Request;
import io.longshore.embedded.s3.checksum.ChecksumAlgorithm;
import io.longshore.embedded.s3.data.BucketFiles;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.function.Consumer;

/** Reads the body of a paused request into memory or into a file. */
public final class S3BodyReader {

  private static final int MAX_IN_MEMORY = 4 * 1024 * 1024;
  private static final long MAX_IN_FILE = 5L << 30;

  private final Vertx vertx;

  public S3BodyReader(Vertx vertx) {
    this.vertx = vertx;
  }

  public Future<ReceivedBody> readIntoMemory(HttpServerRequest http, S3Request request) {
    Buffer content = Buffer.buffer();
    PayloadReader payload =
        new PayloadReader(
            request,
            null,
            data -> {
              if (content.length() + data.length() > MAX_IN_MEMORY) {
                throw S3ErrorCode.ENTITY_TOO_LARGE.error();
              }
              content.appendBuffer(data);
            });
    return read(http, payload::add)
        .map(
            ended -> {
              payload.end("");
              return ReceivedBody.of(content);
            });
  }

  /**
   * Reads a body into a new file of the bucket. Deletes the file on failure.
   *
   * @param defaultAlgorithm the checksum algorithm if the request names none; may be null
   */
  public Future<ReceivedBody> readIntoFile(
      HttpServerRequest http,
      S3Request request,
      BucketFiles data,
      ChecksumAlgorithm defaultAlgorithm) {
    boolean tooLarge =
        request
            .header("content-length")
            .filter(length -> length.matches("[0-9]{10,18}"))
            .filter(length -> Long.parseLong(length) > MAX_IN_FILE + MAX_IN_MEMORY)
            .isPresent();
    if (tooLarge) {
      return Future.failedFuture(
          S3ErrorCode.ENTITY_TOO_LARGE.error("The body of a PUT must not exceed 5 GiB."));
    }
    return vertx
        .executeBlocking(data::newName, false)
        .compose(
            name ->
                vertx
                    .fileSystem()
                    .open(
                        data.path(name).toString(),
                        new OpenOptions().setRead(false).setCreateNew(true))
                    .compose(file -> writeTo(http, request, defaultAlgorithm, name, file))
                    .onFailure(failure -> vertx.executeBlocking(() -> delete(data, name), false)));
  }

  private static Void delete(BucketFiles data, String name) {
    data.delete(name);
    return null;
  }

  private Future<ReceivedBody> writeTo(
      HttpServerRequest http,
      S3Request request,
      ChecksumAlgorithm defaultAlgorithm,
      String name,
      AsyncFile file) {
    file.setWriteQueueMaxSize(1 << 20);
    file.exceptionHandler(failure -> http.resume()); // close reports the failure
    PayloadReader payload = new PayloadReader(request, defaultAlgorithm, file::write);
    return read(
            http,
            buffer -> {
              payload.add(buffer);
              if (file.writeQueueFull()) {
                http.pause();
                file.drainHandler(drained -> http.resume());
              }
            })
        .eventually(file::close)
        .map(ended -> new ReceivedBody(Buffer.buffer(), payload.end(name), payload.algorithm()));
  }

  private static Future<Void> read(HttpServerRequest http, Consumer<Buffer> data) {
    Promise<Void> ended = Promise.promise();
    http.handler(
        buffer -> {
          if (!ended.future().isComplete()) {
            try {
              data.accept(buffer);
            } catch (RuntimeException rejection) {
              ended.tryFail(rejection);
              http.resume(); // discard the rest of the body
            }
          }
        });
    http.endHandler(end -> ended.tryComplete());
    http.exceptionHandler(
        failure ->
            ended.tryFail(
                failure instanceof ClosedChannelException || failure instanceof IOException
                    ? S3ErrorCode.INCOMPLETE_BODY.error()
                    : failure));
    http.resume();
    return ended.future();
  }
}
