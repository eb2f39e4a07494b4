package io.longshore.engine.commit;

import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.output.FencedOutputs;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Lease;
import io.longshore.job.Manifest;
import io.longshore.job.Outputs;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Writes the manifest of a job as the output of its COMMIT, sealed and not yet visible. */
final class ManifestWriter {

  private final WorkerContext context;
  private final ClaimedTask claim;
  private final Lease lease;
  private final LeaseKeeper keeper;

  ManifestWriter(WorkerContext context, ClaimedTask claim, LeaseKeeper keeper) {
    this.context = context;
    this.claim = claim;
    this.lease = claim.task().lease();
    this.keeper = keeper;
  }

  Future<Void> write(Manifest manifest) {
    FencedOutputs outputs =
        new FencedOutputs(context, claim, keeper, Optional.of(manifest.destination()));
    return outputs
        .takeOver()
        .compose(clean -> context.stores().outputs().address(lease, manifest.destination()))
        .compose(keeper::requireWritten)
        .compose(addressed -> outputs.open())
        .compose(sink -> seal(sink, manifest.content()))
        .recover(failure -> outputs.abandon().transform(aborted -> Future.failedFuture(failure)));
  }

  private static Future<Void> seal(Outputs.Sink sink, Buffer content) {
    return sink.write(content).compose(written -> sink.seal(0, sha256(content)));
  }

  private static String sha256(Buffer content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(content.getBytes()));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has SHA-256", impossible);
    }
  }
}
