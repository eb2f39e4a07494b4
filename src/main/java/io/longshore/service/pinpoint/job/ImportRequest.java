package io.longshore.service.pinpoint.job;

import io.longshore.job.S3Place;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A valid ImportJobRequest.
 *
 * @param place an object, a folder, or a prefix of keys
 * @param definition the known members of the request, as sent
 */
public record ImportRequest(
    String roleArn, S3Place place, ImportOptions options, JsonObject definition) {

  private static final List<String> MEMBERS =
      List.of(
          "DefineSegment",
          "ExternalId",
          "Format",
          "RegisterEndpoints",
          "RoleArn",
          "S3Url",
          "SegmentId",
          "SegmentName");

  /** The prefix of the import's manifest and list of rejected rows, which are beside its files. */
  public String folder() {
    return place.key().substring(0, place.key().lastIndexOf('/') + 1);
  }

  public boolean csv() {
    return options.csv();
  }

  public boolean define() {
    return options.define();
  }

  public boolean register() {
    return options.register();
  }

  public Optional<String> segmentId() {
    return options.segmentId();
  }

  public Optional<String> segmentName() {
    return options.segmentName();
  }

  public static ImportRequest of(JsonObject body) {
    String roleArn = body.getString("RoleArn");
    RoleArn.check(roleArn);
    ImportOptions options = ImportOptions.of(body);
    String url = body.getString("S3Url");
    JsonObject definition = new JsonObject();
    MEMBERS.stream()
        .filter(body::containsKey)
        .forEach(member -> definition.put(member, body.getValue(member)));
    definition.put("DefineSegment", options.define());
    return new ImportRequest(
        roleArn,
        S3Place.parse(url, why -> ExportRequest.refused("S3Url", why, url)),
        options,
        definition);
  }
}
