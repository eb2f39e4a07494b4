package io.longshore.service.pinpoint.job;

import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.Manifest;
import io.longshore.job.Output;
import io.longshore.service.pinpoint.job.increment.Increment;
import io.longshore.transfer.mask.MaskingSpec;
import io.longshore.transfer.write.ExportFormat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The manifest of a job's objects, by which readers know that they have all of them. */
public final class JobManifest {

  private static final int FORMAT_VERSION = 1;

  private JobManifest() {}

  /** The manifest of an export. */
  public static Manifest ofExport(Job job, List<Output> outputs) {
    JsonObject manifest = head(job);
    job.subject()
        .ifPresent(
            segment ->
                manifest
                    .put("SegmentId", segment)
                    .put("SegmentVersion", job.spec().getInteger("SegmentVersion")));
    MaskingSpec.kept(job.spec()).ifPresent(masked -> manifest.put("Masking", capitalized(masked)));
    ExportFormat.describe(outputs, "MediaType", manifest);
    String prefix = job.spec().getString("Prefix");
    String deletions = ExportRequest.deletionsPrefix(prefix, job.id());
    List<Output> rows =
        outputs.stream()
            .filter(output -> !output.destination().key().startsWith(deletions))
            .toList();
    increment(job, outputs, deletions).ifPresent(found -> manifest.put("Increment", found));
    return of(job, manifest, rows, job.spec().getString("Bucket"), prefix);
  }

  private static Optional<JsonObject> increment(Job job, List<Output> outputs, String deletions) {
    JsonArray deleted = new JsonArray();
    outputs.stream()
        .filter(output -> output.destination().key().startsWith(deletions))
        .forEach(output -> deleted.add(object(output)));
    return Increment.described(job)
        .map(found -> deleted.isEmpty() ? found : found.put("Deletions", deleted));
  }

  /**
   * The manifest of an import: the objects with rejected rows.
   *
   * @param folder the prefix of the keys of the job's objects
   */
  public static Manifest ofImport(Job job, List<Output> outputs, String bucket, String folder) {
    return of(job, head(job).put("Content", "REJECTED_ROWS"), outputs, bucket, folder);
  }

  /** The names of Pinpoint's members begin with a capital. */
  private static JsonObject capitalized(JsonObject members) {
    JsonObject capitalized = new JsonObject();
    for (Map.Entry<String, Object> member : members) {
      String name = member.getKey();
      capitalized.put(
          name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1), member.getValue());
    }
    return capitalized;
  }

  private static JsonObject head(Job job) {
    return new JsonObject()
        .put("FormatVersion", FORMAT_VERSION)
        .put("JobId", job.id().toString())
        .put("ApplicationId", job.container());
  }

  private static Manifest of(
      Job job, JsonObject manifest, List<Output> outputs, String bucket, String prefix) {
    JsonArray objects = new JsonArray();
    outputs.forEach(output -> objects.add(object(output)));
    manifest
        .put("Objects", objects)
        .put("TotalObjects", outputs.size())
        .put("TotalRows", outputs.stream().mapToLong(Output::rows).sum())
        .put("TotalBytes", outputs.stream().mapToLong(Output::bytes).sum())
        .put("entries", Manifest.entries(outputs));
    Destination destination =
        new Destination(
            job.spec().getJsonObject("Definition").getString("RoleArn"),
            bucket,
            prefix + "_" + job.id() + "-manifest.json",
            "application/json");
    return new Manifest(destination, manifest.toBuffer().appendString("\n"));
  }

  /** The bytes are those of the stored object; the digest is of its content before gzip. */
  private static JsonObject object(Output output) {
    return new JsonObject()
        .put("Key", output.destination().key())
        .put("Rows", output.rows())
        .put("Bytes", output.bytes())
        .put("Sha256", output.sha256());
  }
}
