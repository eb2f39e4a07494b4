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
 * @param key the id of its user, item or action
 * @param line the CSV row that exports write
 */
public record DataRecord(String key, String line) {

  /**
   * SQL of the part of an id that is the same for equal rows; the newest of them sorts last. An id
   * ends in U+0001 and a number of 16 + 16 hexadecimal digits.
   */
  public static final String EQUAL = "left(id, -33)";

  private static final int DIGEST_BYTES = 16;
  private static final char SEPARATOR = 1; // sorts before all characters of a key
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  public static DataRecord of(RecordSchema schema, Map<String, String> cells) {
    return of(schema, schema.fields().stream().map(field -> cells.get(field.name())).toList());
  }

  /**
   * @param values one for each field, in the schema's order; not kept
   */
  static DataRecord of(RecordSchema schema, List<String> values) {
    return new DataRecord(values.get(schema.keyColumn()), CsvValues.line(values));
  }

  public short bucket() {
    return HashBucket.of(key);
  }

  /** The prefix of its id: the key and a digest of the line, each with a separator behind it. */
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
