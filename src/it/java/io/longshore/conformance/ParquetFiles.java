package io.longshore.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.DuckDb;
import io.longshore.fixture.ManifestSchema;
import io.longshore.fixture.S3Objects;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Exported Parquet files, read by another implementation of the format. */
final class ParquetFiles {

  static final String TYPE = "application/vnd.apache.parquet";

  private final S3Objects objects;
  private final Path folder;

  ParquetFiles(S3Objects objects, Path folder) {
    this.objects = objects;
    this.folder = folder;
  }

  /** The keys of a folder's Parquet files. */
  List<String> of(String prefix) {
    return objects.keys(RolesFixture.BUCKET).stream()
        .filter(key -> key.startsWith(prefix) && key.endsWith(".parquet"))
        .sorted()
        .toList();
  }

  /** The table function that reads the files in the order of their names. */
  String table(List<String> keys) {
    return keys.stream()
        .map(key -> "'" + local(key) + "'")
        .collect(Collectors.joining(",", "read_parquet([", "])"));
  }

  Path local(String key) {
    try {
      return Files.write(
          folder.resolve(key.replace('/', '_')), objects.bytes(RolesFixture.BUCKET, key));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The rows as objects without their absent members. */
  List<JsonObject> objects(List<String> keys) throws SQLException {
    return DuckDb.rows("select to_json(t)::varchar from " + table(keys) + " t").stream()
        .map(row -> present(new JsonObject(row.get(0))))
        .toList();
  }

  private static JsonObject present(JsonObject read) {
    JsonObject present = new JsonObject();
    for (Map.Entry<String, Object> member : read) {
      if (member.getValue() instanceof JsonObject inner) {
        present.put(member.getKey(), present(inner));
      } else if (member.getValue() != null) {
        present.put(member.getKey(), member.getValue());
      }
    }
    return present;
  }

  /** The columns and their types, each as {@code name TYPE}. */
  List<String> types(List<String> keys) throws SQLException {
    return DuckDb.rows(
            "select column_name || ' ' || column_type from (describe select * from "
                + table(keys)
                + ")")
        .stream()
        .map(row -> row.get(0))
        .toList();
  }

  /** Requires that the manifest lists the files with their rows, bytes and digests. */
  void requireManifest(String key, List<String> keys) throws Exception {
    byte[] manifest = objects.bytes(RolesFixture.BUCKET, key);
    ManifestSchema.check(manifest, RolesFixture.BUCKET);
    JsonObject read = lowerCase(new JsonObject(new String(manifest, UTF_8)));
    assertThat(read.getString("mediatype")).isEqualTo(TYPE);
    JsonArray listed = read.getJsonArray("objects");
    assertThat(listed).hasSameSizeAs(keys);
    for (int file = 0; file < keys.size(); file++) {
      byte[] stored = objects.bytes(RolesFixture.BUCKET, keys.get(file));
      String rows =
          DuckDb.rows("select count(*) from " + table(List.of(keys.get(file)))).get(0).get(0);
      assertThat(lowerCase(listed.getJsonObject(file)))
          .isEqualTo(
              new JsonObject()
                  .put("key", keys.get(file))
                  .put("rows", Long.parseLong(rows))
                  .put("bytes", stored.length)
                  .put("sha256", sha256(stored)));
    }
  }

  private static JsonObject lowerCase(JsonObject members) {
    JsonObject all = new JsonObject();
    members.forEach(member -> all.put(member.getKey().toLowerCase(Locale.ROOT), member.getValue()));
    return all;
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
