package io.longshore.service.cleanroomsml.resource;

import io.longshore.api.Principal;
import io.longshore.engine.store.JobStore;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/**
 * How many jobs of a type an account may have unfinished in a region. Source: "Quotas for AWS Clean
 * Rooms ML" of its user guide.
 */
public final class CleanRoomsMlQuotaStore {

  public static final int AUDIENCE_MODELS = 2;
  public static final int GENERATION_JOBS = 10;
  public static final int EXPORT_JOBS = 20;

  /** Whoever counts waits until others of the account have inserted what they counted for. */
  private static final String TAKE_TURN =
      """
      insert into cleanroomsml_turn (account, region) values ($1, $2)
      on conflict (account, region) do update set region = excluded.region""";

  private final JobStore jobs;

  CleanRoomsMlQuotaStore(JobStore jobs) {
    this.jobs = jobs;
  }

  /** Fails when the caller has so many unfinished jobs of that type; exact until the end of tx. */
  public Future<Void> require(
      Transaction tx, Principal caller, String type, String name, int most) {
    return tx.connection()
        .preparedQuery(TAKE_TURN)
        .execute(Tuple.of(caller.account(), caller.region()))
        .compose(
            turn -> jobs.unfinished(tx, caller.account(), caller.region(), Optional.empty(), type))
        .map(
            unfinished -> {
              if (unfinished >= most) {
                throw CleanRoomsMlError.quota(name, most);
              }
              return null;
            });
  }
}
