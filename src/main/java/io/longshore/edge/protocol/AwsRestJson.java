package io.longshore.edge.protocol;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.api.ErrorCode;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The AWS REST-JSON protocol: an error's shape is in a header, its message in the body.
 *
 * @param shapeMember the member that repeats the shape, or null for none
 * @param messageMembers the members of the message
 * @param requestIdMember the member of the request id, or null for none
 * @param errors the service's error codes for refusals by the edge
 */
public record AwsRestJson(
    String shapeMember, List<String> messageMembers, String requestIdMember, EdgeErrors errors)
    implements WireProtocol {

  public static final String CONTENT_TYPE = "application/json";

  /** For requests that name no known service: clients may expect any of the spellings. */
  public static final AwsRestJson ANY =
      new AwsRestJson(
          "__type",
          List.of("message", "Message"),
          null,
          new EdgeErrors(
              CommonError.SERIALIZATION,
              CommonError.REQUEST_ENTITY_TOO_LARGE,
              CommonError.SERVICE_UNAVAILABLE,
              CommonError.METHOD_NOT_ALLOWED,
              CommonError.UNRECOGNIZED_CLIENT,
              CommonError.INTERNAL_FAILURE));

  static AwsRestJson of(ServiceProfile profile) {
    return new AwsRestJson(
        null, List.of(profile.messageMember()), profile.requestIdMember(), profile.errors());
  }

  @Override
  public String contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public int status(ErrorCode code) {
    return code.status();
  }

  @Override
  public boolean shapeInHeader() {
    return true;
  }

  @Override
  public Buffer body(ApiError error, String requestId) {
    JsonObject body = new JsonObject();
    error.members().forEach(body::put);
    if (shapeMember != null) {
      body.put(shapeMember, error.code().shape());
    }
    messageMembers.forEach(member -> body.put(member, error.getMessage()));
    if (requestIdMember != null) {
      body.put(requestIdMember, requestId);
    }
    return body.toBuffer();
  }
}
