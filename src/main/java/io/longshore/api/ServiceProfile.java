package io.longshore.api;

/**
 * What the edge knows of a service: how to route to it and how to write its errors.
 *
 * @param name the service's name and the prefix of its operationIds, for example {@code pinpoint}
 * @param contract the class path resource of its OpenAPI document
 * @param signingName the service in the SigV4 credential scope, for example {@code mobiletargeting}
 * @param protocol the wire protocol
 * @param messageMember the error body's member of the message: {@code Message} or {@code message}
 * @param requestIdMember the error body's member of the request id, or null for none
 * @param bodyLimit the largest request body in bytes
 * @param errors the service's error codes for refusals by the edge
 */
public record ServiceProfile(
    String name,
    String contract,
    String signingName,
    Protocol protocol,
    String messageMember,
    String requestIdMember,
    int bodyLimit,
    EdgeErrors errors) {

  /** The supported wire protocols. */
  public enum Protocol {
    REST_JSON,
    AWS_JSON_1_1
  }

  /**
   * A service's error codes for refusals by the edge.
   *
   * @param invalid the request violates the contract
   * @param tooLarge the body is above the limit
   * @param throttled the call is above a rate or concurrency limit
   * @param methodNotAllowed the path does not have the method
   * @param forbidden the caller's policy does not allow the call
   * @param internal an unexpected failure
   */
  public record EdgeErrors(
      ErrorCode invalid,
      ErrorCode tooLarge,
      ErrorCode throttled,
      ErrorCode methodNotAllowed,
      ErrorCode forbidden,
      ErrorCode internal) {}
}
