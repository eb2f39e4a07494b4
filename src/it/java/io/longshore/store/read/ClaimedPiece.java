package io.longshore.store.read;

import static io.longshore.fixture.Waiting.await;

import io.longshore.store.Postgres;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** Creates pieces that have just been claimed. */
final class ClaimedPiece {

  private static final String JOB =
      """
      insert into job (id, account, region, type, container, spec, word, pieces, held)
      values ($1, '000000000000', 'us-east-1', 'test', 'test', '{}', 'CREATED', 1, false)""";

  private static final String TASK =
      """
      insert into task (job, seq, kind, type, account, state, spec, max_attempts, attempts,
                        lease_id, lease_owner, lease_until)
      values ($1, 0, 'PIECE', 'test', '000000000000', 'RUNNING', '{}', 5, 1,
              $2, 'test', now() + interval '1 hour')""";

  private ClaimedPiece() {}

  /** The first claim of a piece, committed on the primary. */
  static ClaimPosition on(Postgres primary) {
    UUID job = UUID.randomUUID();
    UUID lease = UUID.randomUUID();
    await(primary.request(JOB, Tuple.of(job)));
    await(primary.request(TASK, Tuple.of(job, lease)));
    return new ClaimPosition(job, 0, lease, true);
  }
}
