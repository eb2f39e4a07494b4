package io.longshore.identity.idempotency;

import io.longshore.identity.AuthenticatedCaller.Signed;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.HexFormat;

/** The table of used signatures. */
final class UsedSignatureStore {

  private static final String USE =
      """
      INSERT INTO used_signature (signature, valid_until) VALUES ($1, $2)
      ON CONFLICT (signature) DO NOTHING""";

  private static final String RELEASE = "DELETE FROM used_signature WHERE signature = $1";

  /** An hour of margin: the clocks of the replicas and the database may differ. */
  private static final String SWEEP =
      "DELETE FROM used_signature WHERE valid_until < now() - interval '1 hour'";

  private final Postgres postgres;

  UsedSignatureStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Marks a signature as used; false when it was before. */
  Future<Boolean> use(Signed signed) {
    return postgres
        .requests()
        .preparedQuery(USE)
        .execute(bytes(signed).addOffsetDateTime(signed.until().atOffset(ZoneOffset.UTC)))
        .map(rows -> rows.rowCount() == 1);
  }

  Future<Void> release(Signed signed) {
    return postgres.requests().preparedQuery(RELEASE).execute(bytes(signed)).mapEmpty();
  }

  /** Deletes expired signatures. */
  Future<Void> sweep() {
    return postgres.requests().query(SWEEP).execute().mapEmpty();
  }

  private static Tuple bytes(Signed signed) {
    return Tuple.tuple().addBuffer(Buffer.buffer(HexFormat.of().parseHex(signed.signature())));
  }
}
