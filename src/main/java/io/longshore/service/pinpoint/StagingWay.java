package io.longshore.service.pinpoint;

import io.longshore.store.CopyRows;
import io.longshore.transfer.BadRow;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Into pinpoint_import_row, where rows wait until they are merged into what is there. */
final class StagingWay implements LoadWay {

  /**
   * Whose rows they are.
   *
   * @param firstPlace where the file begins among the import's lines
   */
  record Target(String container, UUID job, UUID load, long firstPlace) {}

  private final StagedRow.File origin;
  private final Target target;
  private final ImportStore store;
  private final RandomGenerator random;

  StagingWay(StagedRow.File origin, Target target, ImportStore store, RandomGenerator random) {
    this.origin = origin;
    this.target = target;
    this.store = store;
    this.random = random;
  }

  @Override
  public String copy() {
    return ImportStore.COPY;
  }

  /** A row without address and channel changes an endpoint, and there may be none. */
  @Override
  public Future<List<BadRow>> refused(List<StagedRow> rows) {
    List<StagedRow> needing =
        rows.stream().filter(row -> origin.register() && row.needsEndpoint()).toList();
    if (needing.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    List<String> keys = needing.stream().map(row -> row.key().orElseThrow()).distinct().toList();
    return store.existing(target.container(), keys).map(there -> missing(needing, there));
  }

  private static List<BadRow> missing(List<StagedRow> needing, Set<String> there) {
    return needing.stream()
        .filter(row -> !there.contains(row.key().orElseThrow()))
        .map(row -> new BadRow(row.line(), row.missing()))
        .toList();
  }

  @Override
  public void write(CopyRows rows, StagedRow row) {
    long place = target.firstPlace() + row.line();
    long revision = random.nextLong(1, 1L << 62);
    row.write(rows, origin, target.job(), target.load(), place, revision);
  }
}
