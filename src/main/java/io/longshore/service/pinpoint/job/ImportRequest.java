package io.longshore.service.pinpoint.job;

import io.longshore.job.S3Place;
import io.longshore.service.pinpoint.PinpointError;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A valid ImportJobRequest.
 *
 * @param place an object, a folder, or a prefix of keys
 * @param define whether the import defines a segment, or a new version of one
 * @param register whether the endpoints become endpoints of the app, which is the default
 * @param definition the known members of the request, as sent
 */
public record ImportRequest(
    String roleArn,
    S3Place place,
    boolean csv,
    boolean define,
    boolean register,
    Optional<String> segmentId,
    Optional<String> segmentName,
    JsonObject definition) {

  private static final int LONGEST_NAME = 256;

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

  /** Refuses a request that would change nothing. */
  void requireEffect() {
    if (!register && !define) {
      throw PinpointError.BAD_REQUEST.because(
          "RegisterEndpoints is false and DefineSegment is not true, so the import would change "
              + "nothing: leave RegisterEndpoints out, or define a segment");
    }
  }

  public static ImportRequest of(JsonObject body) {
    String roleArn = body.getString("RoleArn");
    RoleArn.check(roleArn);
    boolean define = body.getBoolean("DefineSegment", false);
    Optional<String> segmentId = Optional.ofNullable(body.getString("SegmentId"));
    Optional<String> name = Optional.ofNullable(body.getString("SegmentName"));
    if (segmentId.isPresent() && !define) {
      throw PinpointError.BAD_REQUEST.because("SegmentId needs DefineSegment to be true");
    }
    if (name.isPresent() && name.get().length() > LONGEST_NAME) {
      throw PinpointError.BAD_REQUEST.because("SegmentName must have at most 256 characters");
    }
    String url = body.getString("S3Url");
    JsonObject definition = new JsonObject();
    MEMBERS.stream()
        .filter(body::containsKey)
        .forEach(member -> definition.put(member, body.getValue(member)));
    definition.put("DefineSegment", define);
    return new ImportRequest(
        roleArn,
        S3Place.parse(url, why -> ExportRequest.refused("S3Url", why, url)),
        body.getString("Format").equals("CSV"),
        define,
        body.getBoolean("RegisterEndpoints", true),
        segmentId,
        name,
        definition);
  }
}
