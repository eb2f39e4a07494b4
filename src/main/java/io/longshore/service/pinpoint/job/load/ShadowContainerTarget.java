package io.longshore.service.pinpoint.job.load;

import io.longshore.service.pinpoint.endpoint.EndpointSearchTerms;
import io.longshore.service.pinpoint.user.DifferingUsers;
import io.longshore.service.pinpoint.user.UserAttributes;
import io.longshore.service.pinpoint.user.UserEndpointLimit;
import io.longshore.store.CopyTextBuffer;
import io.longshore.transfer.read.MalformedRow;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Loads rows directly into the table of endpoints, in a container that is not yet an app's: half
 * the work of staging, but only for rows that need not be compared with others.
 */
final class ShadowContainerTarget implements ImportTarget {

  /** Users may share a counter, but so few do that hardly any file is staged without need. */
  private static final int COUNTERS = 1 << 20;

  private final String container;
  private final RandomGenerator random;
  private final Function<List<String>, Future<Void>> keep;
  private final DifferingUsers differing = new DifferingUsers();
  private final byte[] ofUsers = new byte[COUNTERS];
  private boolean crowded;

  /**
   * @param keep stores the users whose rows have different attributes; called when all are known
   */
  ShadowContainerTarget(
      String container, RandomGenerator random, Function<List<String>, Future<Void>> keep) {
    this.container = container;
    this.random = random;
    this.keep = keep;
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
    row.userId()
        .ifPresent(
            user -> {
              count(user);
              differing.add(user, UserAttributes.of(row.whole().orElseThrow().endpoint()));
            });
  }

  /** Counts an endpoint of the user; the memory is bounded. */
  private void count(String user) {
    long hash = EndpointSearchTerms.hash(user);
    int counter = (int) (hash ^ hash >>> 32) & COUNTERS - 1;
    ofUsers[counter] = (byte) Math.min(ofUsers[counter] + 1, UserEndpointLimit.MOST + 1);
    crowded |= ofUsers[counter] > UserEndpointLimit.MOST;
  }

  @Override
  public boolean isOrdered() {
    return true;
  }

  @Override
  public Future<Void> end() {
    if (crowded) {
      return Future.failedFuture(new NotAlone());
    }
    return differing.found().map(keep).orElse(Future.succeededFuture());
  }
}
