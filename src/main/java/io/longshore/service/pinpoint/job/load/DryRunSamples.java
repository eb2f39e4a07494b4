package io.longshore.service.pinpoint.job.load;

import io.longshore.service.pinpoint.endpoint.EndpointRow;
import io.longshore.transfer.dryrun.DryRunSample;
import io.longshore.transfer.dryrun.DryRunSample.Action;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an import would make of single rows. Of an endpoint that exists a sample has the changed
 * members only, because who may import need not be allowed to read.
 */
final class DryRunSamples {

  private final EndpointImportStore store;
  private final String container;
  private final boolean register;

  DryRunSamples(EndpointImportStore store, String container, boolean register) {
    this.store = store;
    this.container = container;
    this.register = register;
  }

  Future<List<DryRunSample>> of(List<StagedRow> rows) {
    List<StagedRow> named = rows.stream().filter(row -> row.key().isPresent()).toList();
    Future<Set<String>> existing =
        named.isEmpty()
            ? Future.succeededFuture(Set.of())
            : store.existing(container, named).map(there -> there.keySet());
    return existing.map(there -> rows.stream().map(row -> sample(row, there)).toList());
  }

  private DryRunSample sample(StagedRow row, Set<String> existing) {
    Action action = action(row, existing);
    Optional<String> line =
        action == Action.CREATE ? row.whole().map(EndpointRow::line) : Optional.empty();
    return new DryRunSample(row.line(), action, line.orElseGet(() -> row.sent().encode()));
  }

  private Action action(StagedRow row, Set<String> existing) {
    if (!register || row.onlyNames()) {
      return Action.MEMBER;
    }
    return existing.contains(row.key().orElseThrow()) ? Action.UPDATE : Action.CREATE;
  }
}
