package io.longshore.api;

/**
 * What the edge must know of a service to route to it and to refuse in its words.
 *
 * @param name the service, and the prefix of its operationIds, for example {@code pinpoint}
 * @param contract the class path resource of its OpenAPI document
 * @param signingName the service in the SigV4 credential scope, for example {@code mobiletargeting}
 * @param protocol how bodies and errors are written
 * @param messageMember the error body's member that carries the message: {@code Message} or {@code
 *     message}
 * @param requestIdMember the error body's member that carries the request id, or null for none
 * @param bodyLimit the largest request body in bytes
 * @param errors the service's own codes for what the edge refuses
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

  /** The wire protocols of AWS's models that Longshore speaks. */
  public enum Protocol {
    REST_JSON,
    AWS_JSON_1_1
  }

  /**
   * A service's codes for refusals that are decided before it is asked.
   *
   * @param invalid a request that the contract does not allow
   * @param tooLarge a body over the limit
   * @param throttled more calls in flight than the edge lets in
   * @param methodNotAllowed a known path with a method that it does not have
   * @param forbidden a verified caller who may not
   * @param internal a failure that the house did not foresee
   */
  public record EdgeErrors(
      ErrorCode invalid,
      ErrorCode tooLarge,
      ErrorCode throttled,
      ErrorCode methodNotAllowed,
      ErrorCode forbidden,
      ErrorCode internal) {}
}
