package io.longshore.edge.protocol;

import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.vertx.core.buffer.Buffer;

/** How a protocol writes bodies and says no. */
public sealed interface WireProtocol permits AwsRestJson, AwsJson11 {

  static WireProtocol of(ServiceProfile profile) {
    return switch (profile.protocol()) {
      case REST_JSON -> AwsRestJson.of(profile);
      case AWS_JSON_1_1 -> AwsJson11.of(profile);
    };
  }

  /** The codes of the edge's own refusals. */
  EdgeErrors errors();

  /** The Content-Type of every body. */
  String contentType();

  /** The HTTP status under which an error goes out. */
  int status(ErrorCode code);

  /** Whether the error's shape stands in the header {@code x-amzn-ErrorType}. */
  boolean shapeInHeader();

  /** The body of a refusal. */
  Buffer body(ApiError error, String requestId);
}
