package io.longshore.service.pinpoint;

import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.Manifest;
import io.longshore.job.Output;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What an export wrote, for readers that want to be sure that they have all of it. */
final class ExportManifest {

  private static final int FORMAT_VERSION = 1;

  private ExportManifest() {}

  static Manifest of(Job job, List<Output> outputs) {
    JsonArray objects = new JsonArray();
    outputs.forEach(output -> objects.add(object(output)));
    JsonObject definition = job.spec().getJsonObject("Definition");
    JsonObject manifest =
        new JsonObject()
            .put("FormatVersion", FORMAT_VERSION)
            .put("JobId", job.id().toString())
            .put("ApplicationId", job.container());
    job.subject()
        .ifPresent(
            segment ->
                manifest
                    .put("SegmentId", segment)
                    .put("SegmentVersion", job.spec().getInteger("SegmentVersion")));
    manifest
        .put("Objects", objects)
        .put("TotalObjects", outputs.size())
        .put("TotalRows", outputs.stream().mapToLong(Output::rows).sum())
        .put("TotalBytes", outputs.stream().mapToLong(Output::bytes).sum());
    Destination destination =
        new Destination(
            definition.getString("RoleArn"),
            job.spec().getString("Bucket"),
            job.spec().getString("Prefix") + "_" + job.id() + "-manifest.json",
            "application/json");
    return new Manifest(destination, manifest.toBuffer().appendString("\n"));
  }

  /** Bytes are those of the object as stored; the digest is of its content before gzip. */
  private static JsonObject object(Output output) {
    return new JsonObject()
        .put("Key", output.destination().key())
        .put("Rows", output.rows())
        .put("Bytes", output.bytes())
        .put("Sha256", output.sha256());
  }
}
