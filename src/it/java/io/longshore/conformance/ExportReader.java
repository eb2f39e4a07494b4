package io.longshore.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Gzip;
import io.longshore.fixture.ManifestSchema;
import io.longshore.fixture.S3Objects;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What a reader has who applies each export of endpoints to the ones before. */
final class ExportReader {

  /** The lines by the id of their endpoint. */
  final Map<String, String> lines = new TreeMap<>();

  private final S3Objects objects;
  private final String bucket;

  ExportReader(S3Objects objects, String bucket) {
    this.objects = objects;
    this.bucket = bucket;
  }

  /** Applies an export and returns what its manifest says of the increment. */
  JsonObject apply(String prefix, String job) {
    byte[] manifest = objects.bytes(bucket, prefix + "_" + job + "-manifest.json");
    ManifestSchema.check(manifest, bucket);
    JsonObject content = new JsonObject(new String(manifest, UTF_8));
    JsonObject increment = content.getJsonObject("Increment", new JsonObject());
    if (!increment.getString("Kind", "FULL").equals("CHANGES")) {
      lines.clear();
    }
    each(increment.getJsonArray("Deletions", new JsonArray()), (id, line) -> lines.remove(id));
    long rows = each(content.getJsonArray("Objects"), lines::put);
    assertThat(content.getLong("TotalRows")).isEqualTo(rows);
    return increment;
  }

  private long each(JsonArray listed, BiConsumer<String, String> row) {
    long rows = 0;
    for (Object one : listed) {
      String key = ((JsonObject) one).getString("Key");
      for (String line : new String(Gzip.plain(objects.bytes(bucket, key)), UTF_8).split("\n")) {
        if (!line.isEmpty()) {
          row.accept(new JsonObject(line).getString("Id"), line);
          rows++;
        }
      }
    }
    return rows;
  }
}
