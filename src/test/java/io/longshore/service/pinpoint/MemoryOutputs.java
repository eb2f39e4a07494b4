package io.longshore.service.pinpoint;

import io.longshore.job.Outputs;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Keeps what a piece writes. */
final class MemoryOutputs implements Outputs, Outputs.Sink {

  final Buffer bytes = Buffer.buffer();
  final List<Long> reports = new ArrayList<>();
  long rows = -1;
  String sha256;

  @Override
  public Future<Sink> open() {
    return Future.succeededFuture(this);
  }

  @Override
  public java.util.UUID load() {
    return new java.util.UUID(0, 1);
  }

  @Override
  public Future<Void> stopped() {
    return io.vertx.core.Promise.<Void>promise().future();
  }

  @Override
  public void report(long sofar) {
    reports.add(sofar);
  }

  @Override
  public Future<Void> write(Buffer more) {
    bytes.appendBuffer(more);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> seal(long rowsInAll, String digest) {
    rows = rowsInAll;
    sha256 = digest;
    return Future.succeededFuture();
  }

  byte[] plain() {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes.getBytes()))) {
      return gzip.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  List<String> lines() {
    String text = new String(plain(), StandardCharsets.UTF_8);
    return text.isEmpty() ? List.of() : List.of(text.split("\n")); // lines() would split at \r too
  }
}
