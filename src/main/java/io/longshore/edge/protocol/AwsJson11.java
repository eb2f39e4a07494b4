package io.longshore.edge.protocol;

import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * How services of the protocol JSON 1.1 say no: shape and message in the body, and 400 as the
 * status of nearly everything.
 *
 * @param messageMember the member that carries the message
 * @param errors the codes of the edge's own refusals
 */
public record AwsJson11(String messageMember, EdgeErrors errors) implements WireProtocol {

  public static final String CONTENT_TYPE = "application/x-amz-json-1.1";

  /** What is decided by HTTP and not by the protocol keeps HTTP's status. */
  private static final Set<Integer> OF_HTTP = Set.of(405, 413, 414, 431);

  static AwsJson11 of(ServiceProfile profile) {
    return new AwsJson11(profile.messageMember(), profile.errors());
  }

  @Override
  public String contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public int status(ErrorCode code) {
    return code.status() >= 500 || OF_HTTP.contains(code.status()) ? code.status() : 400;
  }

  @Override
  public boolean shapeInHeader() {
    return false;
  }

  @Override
  public Buffer body(ApiError error, String requestId) {
    JsonObject body = new JsonObject();
    error.members().forEach(body::put);
    return body.put("__type", error.code().shape())
        .put(messageMember, error.getMessage())
        .toBuffer();
  }
}
