package io.longshore.engine;

import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobType;
import io.longshore.job.Manifest;
import io.longshore.job.Outcome;
import io.longshore.job.Output;
import io.longshore.job.Outputs;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A minimal export: writes numbered lines. Its statuses are the names of the phases. */
public final class LinesExport implements JobType {

  private static final int LINES_AT_ONCE = 20_000;

  private final String name;

  public LinesExport(String name) {
    this.name = name;
  }

  public static Piece piece(JobId job, String role, String bucket, int seq, int lines) {
    Destination to = new Destination(role, bucket, key(job, seq), "text/plain");
    return new Piece(new JsonObject().put("seq", seq).put("lines", lines), Optional.of(to));
  }

  public static String key(JobId job, int seq) {
    return "out/" + job + "-part-" + seq;
  }

  public static String manifestKey(JobId job) {
    return "out/_" + job + "-manifest.json";
  }

  public static Buffer content(int seq, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int line = from; line < to; line++) {
      text.append("piece ").append(seq).append(" line ").append(line).append('\n');
    }
    return Buffer.buffer(text.toString());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String word(Phase phase) {
    return phase.name();
  }

  @Override
  public Future<List<Piece>> plan(Job job) {
    JsonObject spec = job.spec();
    return Future.succeededFuture(
        List.of(
            piece(job.id(), spec.getString("role"), spec.getString("bucket"), 0, 10),
            piece(job.id(), spec.getString("role"), spec.getString("bucket"), 1, 20)));
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    int seq = piece.spec().getInteger("seq");
    int lines = piece.spec().getInteger("lines");
    MessageDigest digest = sha256();
    return outputs
        .open()
        .compose(sink -> write(sink, outputs, digest, seq, 0, lines).map(sink))
        .compose(sink -> sink.seal(lines, HexFormat.of().formatHex(digest.digest())))
        .map(new Outcome.Done(lines));
  }

  private Future<Void> write(
      Outputs.Sink sink, Outputs outputs, MessageDigest digest, int seq, int from, int lines) {
    if (from >= lines) {
      return Future.succeededFuture();
    }
    int to = Math.min(from + LINES_AT_ONCE, lines);
    Buffer bytes = content(seq, from, to);
    digest.update(bytes.getBytes());
    return sink.write(bytes)
        .onSuccess(written -> outputs.report(to))
        .compose(written -> write(sink, outputs, digest, seq, to, lines));
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    JsonArray objects = new JsonArray();
    for (Output output : outputs) {
      objects.add(
          new JsonObject()
              .put("key", output.destination().key())
              .put("rows", output.rows())
              .put("bytes", output.bytes())
              .put("sha256", output.sha256()));
    }
    Destination first = outputs.get(0).destination();
    Destination to =
        new Destination(first.roleArn(), first.bucket(), manifestKey(job.id()), "application/json");
    byte[] content = objects.encode().getBytes(StandardCharsets.UTF_8);
    return Optional.of(new Manifest(to, Buffer.buffer(content)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
