package io.longshore.store.read;

import io.longshore.api.HealthCheck;
import io.longshore.async.AsyncLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The nodes of {@code database.readUrls}, which pieces of exports read from. A piece reads from the
 * primary if no node can be read from. Nothing is written to a node. Thread-safe.
 */
public final class ReadNodes {

  private final List<ReadNode> nodes;
  private final Pool primary;
  private final Pool scans;
  private final ReadMeter meter;
  private final Duration wait;

  private ReadNodes(
      List<ReadNode> nodes, Pool primary, Pool scans, ReadMeter meter, Duration wait) {
    this.nodes = nodes;
    this.primary = primary;
    this.scans = scans;
    this.meter = meter;
    this.wait = wait;
  }

  /** Reads from the primary only. */
  public static ReadNodes none(Pool primary, Pool scans, ReadMeter meter) {
    return new ReadNodes(List.of(), primary, scans, meter, Duration.ZERO);
  }

  /**
   * @param pools by host and port
   * @param scans of the primary
   * @param wait how long a piece waits for its rows
   */
  public static ReadNodes of(
      Vertx vertx,
      Map<String, Pool> pools,
      Pool primary,
      Pool scans,
      ReadMeter meter,
      Duration wait) {
    List<ReadNode> nodes =
        pools.entrySet().stream()
            .map(pool -> new ReadNode(vertx, pool.getKey(), pool.getValue(), primary, meter))
            .toList();
    return new ReadNodes(nodes, primary, scans, meter, wait);
  }

  /**
   * Where an attempt reads; to be closed. Waits at most {@code database.readWait} for a node that
   * has everything that was committed before the attempt's claim.
   *
   * @param position empty to read from the primary
   */
  public Future<PieceReader> open(Optional<ClaimPosition> position) {
    return position.isEmpty() || nodes.isEmpty()
        ? Future.succeededFuture(ofPrimary())
        : open(position.get());
  }

  private Future<PieceReader> open(ClaimPosition position) {
    long deadline = System.nanoTime() + wait.toNanos();
    Iterator<ReadNode> usable =
        nodes.stream()
            .filter(node -> !node.isResting())
            .sorted(Comparator.comparingInt(ReadNode::inUse))
            .toList()
            .iterator();
    return AsyncLoop.untilPresent(
        () ->
            usable.hasNext()
                ? open(usable.next(), position, deadline)
                : Future.succeededFuture(Optional.of(ofPrimary())));
  }

  private Future<Optional<PieceReader>> open(ReadNode node, ClaimPosition position, long deadline) {
    return node.open(position, deadline)
        .map(
            found ->
                found.map(
                    opened ->
                        PieceReader.ofNode(primary, scans, meter, node, opened, position.first())));
  }

  private PieceReader ofPrimary() {
    return PieceReader.ofPrimary(primary, scans, meter);
  }

  /** A check that all nodes can be read from; exports work without them. */
  public HealthCheck health() {
    return new HealthCheck() {
      @Override
      public String name() {
        return "readNodes";
      }

      @Override
      public boolean isRequired() {
        return false;
      }

      @Override
      public Future<Void> check() {
        List<Future<String>> wrong =
            nodes.stream()
                .map(node -> node.check().map("").otherwise(Throwable::getMessage))
                .toList();
        return Future.all(wrong).compose(all -> require(all.<String>list()));
      }
    };
  }

  private static Future<Void> require(List<String> wrong) {
    String all = wrong.stream().filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
    return all.isEmpty() ? Future.succeededFuture() : Future.failedFuture(all);
  }

  /** Whether there are nodes. */
  public boolean isUsed() {
    return !nodes.isEmpty();
  }

  public Future<Void> close() {
    return Future.join(nodes.stream().map(ReadNode::close).toList()).mapEmpty();
  }
}
