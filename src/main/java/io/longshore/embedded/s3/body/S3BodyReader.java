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

/** Reads a request's body, into memory or into a file. The request is paused until then. */
public final class S3BodyReader {

  private static final int MOST_IN_MEMORY = 4 * 1024 * 1024;
  private static final long MOST_IN_FILE = 5L << 30;

  private final Vertx vertx;

  public S3BodyReader(Vertx vertx) {
    this.vertx = vertx;
  }

  public Future<ReceivedBody> intoMemory(HttpServerRequest http, S3Request request) {
    Buffer whole = Buffer.buffer();
    PayloadReader payload =
        new PayloadReader(
            request,
            null,
            data -> {
              if (whole.length() + data.length() > MOST_IN_MEMORY) {
                throw S3ErrorCode.ENTITY_TOO_LARGE.error();
              }
              whole.appendBuffer(data);
            });
    return read(http, payload::add)
        .map(
            ended -> {
              payload.end("");
              return ReceivedBody.of(whole);
            });
  }

  /**
   * @param otherwise the checksum that is wanted where the request names none; may be null
   */
  public Future<ReceivedBody> intoFile(
      HttpServerRequest http, S3Request request, BucketFiles data, ChecksumAlgorithm otherwise) {
    boolean large =
        request
            .header("content-length")
            .filter(length -> length.matches("[0-9]{10,18}"))
            .filter(length -> Long.parseLong(length) > MOST_IN_FILE + MOST_IN_MEMORY)
            .isPresent();
    if (large) {
      return Future.failedFuture(S3ErrorCode.ENTITY_TOO_LARGE.error("A PUT may have 5 GiB."));
    }
    return vertx
        .executeBlocking(data::name, false)
        .compose(
            name ->
                vertx
                    .fileSystem()
                    .open(
                        data.path(name).toString(),
                        new OpenOptions().setRead(false).setCreateNew(true))
                    .compose(file -> intoFile(http, request, otherwise, name, file))
                    .onFailure(failure -> vertx.executeBlocking(() -> delete(data, name), false)));
  }

  private static Void delete(BucketFiles data, String name) {
    data.delete(name);
    return null;
  }

  private Future<ReceivedBody> intoFile(
      HttpServerRequest http,
      S3Request request,
      ChecksumAlgorithm otherwise,
      String name,
      AsyncFile file) {
    file.setWriteQueueMaxSize(1 << 20);
    file.exceptionHandler(failure -> http.resume()); // the close will tell of it
    PayloadReader payload = new PayloadReader(request, otherwise, file::write);
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
            } catch (RuntimeException refused) {
              ended.tryFail(refused);
              http.resume(); // what is left of it is thrown away
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
