package io.longshore.transfer.copy;

import io.longshore.job.Outputs.Content;
import io.longshore.objectstore.ObjectStore.Digest;
import io.longshore.transfer.copy.ObjectCopy.From;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * What an object's ETag tells of its content. That of an object that came in parts is compared by
 * making the same parts again, if they were of one size and S3 tells which.
 */
final class ETagDigest {

  private ETagDigest() {}

  static Future<Optional<Content>> of(From from) {
    Optional<Digest> digest = from.found().digest();
    if (digest.isEmpty() || digest.get().parts() == 0) {
      return Future.succeededFuture(
          digest.map(whole -> new Content(whole.md5(), 0, from.found().size())));
    }
    return from.store()
        .firstPart(from.bucket(), from.key(), from.found())
        .map(told -> told.filter(bytes -> fit(digest.get(), from.found().size(), bytes)))
        .map(
            told ->
                told.map(bytes -> new Content(digest.get().md5(), digest.get().parts(), bytes)));
  }

  /** Whether as many parts, all but the last of that size, make the whole. */
  private static boolean fit(Digest digest, long size, long partBytes) {
    return partBytes * (digest.parts() - 1L) < size && size <= partBytes * digest.parts();
  }
}
