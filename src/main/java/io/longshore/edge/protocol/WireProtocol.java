package io.longshore.edge.protocol;

import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.vertx.core.buffer.Buffer;

/** A wire protocol of AWS: how bodies and errors are written. */
public sealed interface WireProtocol permits AwsRestJson, AwsJson11 {

  static WireProtocol of(ServiceProfile profile) {
    return switch (profile.protocol()) {
      case REST_JSON -> AwsRestJson.of(profile);
      case AWS_JSON_1_1 -> AwsJson11.of(profile);
    };
  }

  /** The service's error codes for refusals by the edge. */
  EdgeErrors errors();

  /** The Content-Type of every body. */
  String contentType();

  /** The HTTP status of an error. */
  int status(ErrorCode code);

  /** Whether the error's shape is sent in the header {@code x-amzn-ErrorType}. */
  boolean shapeInHeader();

  /** The body of an error. */
  Buffer body(ApiError error, String requestId);
}
