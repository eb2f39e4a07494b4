package io.longshore.job;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The object that is written last and lists the objects of a job. */
public record Manifest(Destination destination, Buffer content) {

  /**
   * Makes a JSON manifest that lists the outputs.
   *
   * @param head the members before {@code objects}, {@code totalRows} and {@code entries}
   */
  public static Manifest listing(JsonObject head, List<Output> outputs, Destination destination) {
    JsonArray objects = new JsonArray();
    outputs.forEach(output -> objects.add(listed(output)));
    JsonObject content =
        head.copy()
            .put("objects", objects)
            .put("totalRows", outputs.stream().mapToLong(Output::rows).sum())
            .put("entries", entries(outputs));
    return new Manifest(destination, content.toBuffer().appendString("\n"));
  }

  /** The outputs as a manifest of Amazon Redshift lists them, which other warehouses read too. */
  public static JsonArray entries(List<Output> outputs) {
    JsonArray entries = new JsonArray();
    for (Output output : outputs) {
      entries.add(
          new JsonObject()
              .put("url", output.destination().toString())
              .put("mandatory", true)
              .put("meta", new JsonObject().put("content_length", output.bytes())));
    }
    return entries;
  }

  private static JsonObject listed(Output output) {
    return new JsonObject()
        .put("key", output.destination().key())
        .put("rows", output.rows())
        .put("bytes", output.bytes())
        .put("sha256", output.sha256());
  }
}
