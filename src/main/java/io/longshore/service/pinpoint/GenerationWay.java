package io.longshore.service.pinpoint;

import io.longshore.store.CopyRows;
import io.longshore.transfer.BadRow;
import io.vertx.core.Future;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Right to where endpoints are, in a container that is no app's yet: half the work of staging, but
 * for rows only that need not be compared with any other.
 */
final class GenerationWay implements LoadWay {

  private final String container;
  private final RandomGenerator random;

  GenerationWay(String container, RandomGenerator random) {
    this.container = container;
    this.random = random;
  }

  @Override
  public String copy() {
    return GenerationStore.COPY;
  }

  @Override
  public Future<List<BadRow>> refused(List<StagedRow> rows) {
    return rows.stream().allMatch(StagedRow::standsAlone)
        ? Future.succeededFuture(List.of())
        : Future.failedFuture(new NotAlone());
  }

  @Override
  public void write(CopyRows rows, StagedRow row) {
    row.write(rows, container, random.nextLong(2, 1L << 62));
  }
}
