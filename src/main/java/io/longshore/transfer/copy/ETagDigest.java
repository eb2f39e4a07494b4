package io.longshore.transfer.copy;

import io.longshore.job.Outputs.Content;
import io.longshore.objectstore.ObjectStore.Digest;
import io.longshore.transfer.copy.ObjectCopy.From;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Finds the digest in an object's ETag. If the object was uploaded in parts, the digest can be
 * compared only if all parts have the same size and S3 returns it.
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
        .map(answer -> answer.filter(bytes -> matches(digest.get(), from.found().size(), bytes)))
        .map(
            answer ->
                answer.map(bytes -> new Content(digest.get().md5(), digest.get().parts(), bytes)));
  }

  /** Whether that many parts of that size, the last one possibly smaller, make the whole. */
  private static boolean matches(Digest digest, long size, long partBytes) {
    return partBytes * (digest.parts() - 1L) < size && size <= partBytes * digest.parts();
  }
}
