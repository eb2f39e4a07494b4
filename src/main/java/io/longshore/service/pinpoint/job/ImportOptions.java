package io.longshore.service.pinpoint.job;

import io.longshore.service.pinpoint.PinpointError;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What an ImportJobRequest asks for, apart from the place of its files and the role.
 *
 * @param define whether the import defines a segment, or a new version of one
 * @param register whether the endpoints become endpoints of the app, which is the default
 */
public record ImportOptions(
    boolean csv,
    boolean define,
    boolean register,
    Optional<String> segmentId,
    Optional<String> segmentName) {

  private static final int LONGEST_NAME = 256;

  public static ImportOptions of(JsonObject body) {
    boolean define = body.getBoolean("DefineSegment", false);
    Optional<String> segmentId = Optional.ofNullable(body.getString("SegmentId"));
    Optional<String> name = Optional.ofNullable(body.getString("SegmentName"));
    if (segmentId.isPresent() && !define) {
      throw PinpointError.BAD_REQUEST.because("SegmentId needs DefineSegment to be true");
    }
    if (name.isPresent() && name.get().length() > LONGEST_NAME) {
      throw PinpointError.BAD_REQUEST.because("SegmentName must have at most 256 characters");
    }
    return new ImportOptions(
        body.getString("Format").equals("CSV"),
        define,
        body.getBoolean("RegisterEndpoints", true),
        segmentId,
        name);
  }

  /** Refuses a request that would change nothing. */
  void requireEffect() {
    if (!register && !define) {
      throw PinpointError.BAD_REQUEST.because(
          "RegisterEndpoints is false and DefineSegment is not true, so the import would change "
              + "nothing: leave RegisterEndpoints out, or define a segment");
    }
  }
}
