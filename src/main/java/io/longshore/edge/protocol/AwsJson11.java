package io.longshore.edge.protocol;

import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * The AWS JSON 1.1 protocol: an error's shape and message are in the body, and the status of nearly
 * every client error is 400.
 *
 * @param messageMember the member of the message
 * @param errors the service's error codes for refusals by the edge
 */
public record AwsJson11(String messageMember, EdgeErrors errors) implements WireProtocol {

  public static final String CONTENT_TYPE = "application/x-amz-json-1.1";

  /** Statuses of HTTP itself, which the protocol keeps. */
  private static final Set<Integer> HTTP_STATUSES = Set.of(405, 413, 414, 431);

  static AwsJson11 of(ServiceProfile profile) {
    return new AwsJson11(profile.messageMember(), profile.errors());
  }

  @Override
  public String contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public int status(ErrorCode code) {
    return code.status() >= 500 || HTTP_STATUSES.contains(code.status()) ? code.status() : 400;
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
