package io.longshore.service.personalize.deletion;

import io.longshore.job.PermanentFailure;
import io.longshore.service.personalize.record.CsvValues;
import io.longshore.service.personalize.schema.Field;
import io.longshore.service.personalize.schema.FieldType;
import io.longshore.store.CopyTextBuffer;
import io.longshore.store.HashBucket;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.Importer;
import io.longshore.transfer.read.ReadRow;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;

/** Encodes a file's users for COPY into the table of deleted users. */
public final class UserIdRows implements Importer.RowEncoder<CsvRow> {

  public static final String COPY =
      "COPY personalize_deleted_user (container, bucket, id, load) FROM STDIN";

  private static final Field USER_ID = new Field("USER_ID", FieldType.STRING, false, false, false);
  private static final char SEPARATOR = 1; // sorts before all characters of an id

  private final String deletion;
  private final UUID load;
  private final CopyTextBuffer rows = new CopyTextBuffer();

  public UserIdRows(String deletion, UUID load) {
    this.deletion = deletion;
    this.load = load;
  }

  @Override
  public void add(ReadRow<CsvRow> row) {
    List<String> header = row.value().header();
    if (header.size() != 1 || !header.get(0).equalsIgnoreCase(USER_ID.name())) {
      throw new PermanentFailure("Input CSV must have the one column USER_ID, and has " + header);
    }
    String user = row.value().values().get(0);
    CsvValues.fault(USER_ID, user)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault);
            });
    rows.add(deletion)
        .add(HashBucket.of(user))
        .add(user + SEPARATOR + "%.8s%08x".formatted(load, row.line()))
        .add(load.toString())
        .end();
  }

  @Override
  public Buffer take() {
    return rows.take();
  }
}
