package io.longshore.service.personalize.record;

import io.longshore.service.personalize.schema.RecordSchema;
import io.longshore.store.HashBucket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A record of a dataset.
 *
 * @param key the user, item or action that it is of
 * @param line the CSV row that leaves
 */
public record DataRecord(String key, String line) {

  /**
   * SQL of an id: equal in this are equal rows, and the newest of them comes last. An id ends in a
   * U+0001 and a number of 16 + 16 hexadecimal digits.
   */
  public static final String EQUAL = "left(id, -33)";

  private static final int DIGEST_BYTES = 16;
  private static final char SEPARATOR = 1; // below all that a key may hold
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  public static DataRecord of(RecordSchema schema, Map<String, String> cells) {
    return of(schema, schema.fields().stream().map(field -> cells.get(field.name())).toList());
  }

  /**
   * @param values one for each field, in the schema's order; may be kept by nobody
   */
  static DataRecord of(RecordSchema schema, List<String> values) {
    return new DataRecord(values.get(schema.keyColumn()), CsvValues.line(values));
  }

  public short bucket() {
    return HashBucket.of(key);
  }

  /** What its id begins with: the key and a digest of the line, each with a separator after it. */
  public String prefix() {
    byte[] digest = sha256().digest(line.getBytes(StandardCharsets.UTF_8));
    return key + SEPARATOR + TEXT.encodeToString(Arrays.copyOf(digest, DIGEST_BYTES)) + SEPARATOR;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has SHA-256", impossible);
    }
  }
}
