package io.longshore.service.pinpoint.job.load;

import io.longshore.service.pinpoint.endpoint.EndpointSearchTerms;
import io.longshore.service.pinpoint.user.UserEndpointLimit;
import io.longshore.store.CopyTextBuffer;
import io.longshore.transfer.read.MalformedRow;
import io.vertx.core.Future;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Right to where endpoints are, in a container that is no app's yet: half the work of staging, but
 * for rows only that need not be compared with any other.
 */
final class ShadowContainerTarget implements ImportTarget {

  /** Some users share a counter, so few that hardly a file is taken for one that it is not. */
  private static final int COUNTERS = 1 << 20;

  private final String container;
  private final RandomGenerator random;
  private final byte[] ofUsers = new byte[COUNTERS];
  private boolean crowded;

  ShadowContainerTarget(String container, RandomGenerator random) {
    this.container = container;
    this.random = random;
  }

  @Override
  public String copy() {
    return ShadowContainerStore.COPY;
  }

  @Override
  public Future<List<MalformedRow>> refused(List<StagedRow> rows) {
    return rows.stream().allMatch(StagedRow::standsAlone)
        ? Future.succeededFuture(List.of())
        : Future.failedFuture(new NotAlone());
  }

  @Override
  public void write(CopyTextBuffer rows, StagedRow row) {
    row.write(rows, container, random.nextLong(1L << ShadowContainerStore.PLACE_SHIFT));
    row.userId().ifPresent(this::count);
  }

  /** Whether a user may have too many endpoints, within memory that does not grow. */
  private void count(String user) {
    long hash = EndpointSearchTerms.hash(user);
    int counter = (int) (hash ^ hash >>> 32) & COUNTERS - 1;
    ofUsers[counter] = (byte) Math.min(ofUsers[counter] + 1, UserEndpointLimit.MOST + 1);
    crowded |= ofUsers[counter] > UserEndpointLimit.MOST;
  }

  @Override
  public Future<Void> end() {
    return crowded ? Future.failedFuture(new NotAlone()) : Future.succeededFuture();
  }
}
