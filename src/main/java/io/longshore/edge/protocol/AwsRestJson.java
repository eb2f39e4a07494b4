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
 * How the REST-JSON services say no: the shape in a header, the message in the body.
 *
 * @param shapeMember the member that carries the shape too, or null for none
 * @param messageMembers the members that carry the message
 * @param requestIdMember the member that carries the request id, or null for none
 * @param errors the codes of the edge's own refusals
 */
public record AwsRestJson(
    String shapeMember, List<String> messageMembers, String requestIdMember, EdgeErrors errors)
    implements WireProtocol {

  public static final String CONTENT_TYPE = "application/json";

  /** For a request that names no service of ours: its sender may read any spelling. */
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
