package io.longshore.service.cleanroomsml.training;

import io.longshore.transfer.read.CsvRow;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns whose values are in the names of a file's folders, as Hive writes them: {@code
 * dt=2026-11-30/}. A column of the file itself goes before one of the same name here.
 */
public record PartitionValues(Map<String, String> values) {

  public static final PartitionValues NONE = new PartitionValues(Map.of());

  /** The folder of rows whose value is absent. */
  private static final String ABSENT = "__HIVE_DEFAULT_PARTITION__";

  /** The values in a key. */
  static PartitionValues of(String key) {
    Map<String, String> values = new LinkedHashMap<>();
    String[] parts = key.split("/");
    for (int i = 0; i < parts.length - 1; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0) {
        String value = decoded(parts[i].substring(equals + 1));
        values.put(decoded(parts[i].substring(0, equals)), value.equals(ABSENT) ? "" : value);
      }
    }
    return values.isEmpty() ? NONE : new PartitionValues(values);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException plain) {
      return text;
    }
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** The header with these columns behind those of the file. */
  List<String> header(List<String> columns) {
    List<String> all = new ArrayList<>(columns);
    all.addAll(values.keySet());
    return List.copyOf(all);
  }

  /** The row with these values behind those of the file. */
  CsvRow row(List<String> header, CsvRow row) {
    List<String> all = new ArrayList<>(row.values());
    all.addAll(values.values());
    return new CsvRow(header, all);
  }

  /** Adds the values whose members the row does not have. */
  JsonObject row(JsonObject row) {
    values.forEach(
        (name, value) -> {
          if (row.fieldNames().stream().noneMatch(name::equalsIgnoreCase)) {
            row.put(name, value);
          }
        });
    return row;
  }
}
