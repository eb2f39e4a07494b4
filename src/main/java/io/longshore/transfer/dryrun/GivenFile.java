package io.longshore.transfer.dryrun;

import io.longshore.objectstore.ObjectRead;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * A file whose content, or the beginning of it, came with the request.
 *
 * @param cut whether the file has more
 */
public record GivenFile(String name, byte[] content, boolean cut) {

  /** The content goes on, but nobody has the rest. */
  static final class RestMissing extends RuntimeException {
    private static final long serialVersionUID = 1;

    RestMissing() {
      super("The rest of the file is not in the request", null, false, false);
    }
  }

  /** Reads the content. If it is cut, the read fails where the rest should be. */
  public ObjectRead open() {
    return new ContentRead(content, cut);
  }

  private static final class ContentRead implements ObjectRead {

    private final byte[] content;
    private final boolean cut;
    private boolean read;

    ContentRead(byte[] content, boolean cut) {
      this.content = content;
      this.cut = cut;
      this.read = content.length == 0;
    }

    @Override
    public long size() {
      return content.length;
    }

    @Override
    public String etag() {
      return "";
    }

    @Override
    public Future<Optional<Buffer>> next() {
      if (!read) {
        read = true;
        return Future.succeededFuture(Optional.of(Buffer.buffer(content)));
      }
      return cut
          ? Future.failedFuture(new RestMissing())
          : Future.succeededFuture(Optional.empty());
    }

    @Override
    public void close() {
      read = true;
    }
  }
}
