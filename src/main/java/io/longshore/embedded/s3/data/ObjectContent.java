package io.longshore.embedded.s3.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of an object. Its files live until the object is replaced and nobody reads it any more.
 */
public final class ObjectContent {

  /** So many bytes of a file from there on. */
  public record Slice(Path file, long offset, long length) {}

  private final BucketFiles data;
  private final List<ContentFile> pieces;
  private final long size;
  private int readers;
  private boolean replaced;

  public ObjectContent(BucketFiles data, List<ContentFile> pieces) {
    this.data = data;
    this.pieces = List.copyOf(pieces);
    this.size = pieces.stream().mapToLong(ContentFile::size).sum();
  }

  public List<ContentFile> pieces() {
    return pieces;
  }

  long size() {
    return size;
  }

  /** Where its bytes are: so many from there on. */
  public List<Slice> slices(long from, long length) {
    List<Slice> slices = new ArrayList<>();
    long begin = 0;
    for (ContentFile piece : pieces) {
      long first = Math.max(from, begin);
      long end = Math.min(from + length, begin + piece.size());
      if (first < end) {
        slices.add(new Slice(data.path(piece.file()), first - begin, end - first));
      }
      begin += piece.size();
    }
    return slices;
  }

  /** Begins to read; false when it is gone already. */
  public synchronized boolean open() {
    if (replaced) {
      return false;
    }
    readers++;
    return true;
  }

  public synchronized void close() {
    readers--;
    deleteUnread();
  }

  /** No object has it any more. */
  synchronized void replace() {
    replaced = true;
    deleteUnread();
  }

  private void deleteUnread() {
    if (replaced && readers == 0) {
      pieces.forEach(piece -> data.delete(piece.file()));
    }
  }
}
