package io.longshore.embedded.s3.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of an object. Its files are deleted when the object is replaced or deleted and the
 * last reader has closed it.
 */
public final class ObjectContent {

  /** A range of bytes in a file. */
  public record Slice(Path file, long offset, long length) {}

  private final BucketFiles data;
  private final List<ContentFile> files;
  private final long size;
  private int readers;
  private boolean replaced;

  public ObjectContent(BucketFiles data, List<ContentFile> files) {
    this.data = data;
    this.files = List.copyOf(files);
    this.size = files.stream().mapToLong(ContentFile::size).sum();
  }

  public List<ContentFile> files() {
    return files;
  }

  long size() {
    return size;
  }

  /** The slices of the files that contain a range of the content. */
  public List<Slice> slices(long offset, long length) {
    List<Slice> slices = new ArrayList<>();
    long begin = 0;
    for (ContentFile file : files) {
      long first = Math.max(offset, begin);
      long end = Math.min(offset + length, begin + file.size());
      if (first < end) {
        slices.add(new Slice(data.path(file.name()), first - begin, end - first));
      }
      begin += file.size();
    }
    return slices;
  }

  /** Opens the content for reading. Returns false if the object has been replaced. */
  public synchronized boolean open() {
    if (replaced) {
      return false;
    }
    readers++;
    return true;
  }

  public synchronized void close() {
    readers--;
    deleteIfUnused();
  }

  /** Marks the content as replaced. */
  synchronized void markReplaced() {
    replaced = true;
    deleteIfUnused();
  }

  private void deleteIfUnused() {
    if (replaced && readers == 0) {
      files.forEach(file -> data.delete(file.name()));
    }
  }
}
