package io.longshore.edge;

import io.longshore.api.ApiError;
import io.longshore.api.CallControls;
import io.longshore.api.CallControls.ApiCall;
import io.longshore.api.Principal;
import io.longshore.identity.sigv4.UnverifiedCredential;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;

/** What the journal of test controls will have of one request; where they are off, nothing. */
final class JournalEntry {

  static final JournalEntry NONE = new JournalEntry(CallControls.NONE, null, null, null, "");

  private static final String NO_ACCOUNT = "000000000000";
  private static final double NANOS_PER_MILLI = 1e6;

  private final CallControls controls;
  private final Instant at;
  private final HttpServerRequest request;
  private final String requestId;
  private final String service;
  private final long start = System.nanoTime();
  private Principal caller;
  private ApiError error;
  private boolean injected;

  /**
   * @param service the name of the service that the request claims to be for; may be empty
   */
  JournalEntry(
      CallControls controls,
      Instant at,
      HttpServerRequest request,
      String requestId,
      String service) {
    this.controls = controls;
    this.at = at;
    this.request = request;
    this.requestId = requestId;
    this.service = service;
  }

  void caller(Principal verified) {
    caller = verified;
  }

  void refused(ApiError refusal) {
    error = refusal;
  }

  void injected() {
    injected = true;
  }

  /** Records the call; a refused signature is recorded for the account whose key it names. */
  void answered(int status, String operationId) {
    if (controls == CallControls.NONE
        || CallControls.OWN_AGENT.equals(request.getHeader(HttpHeaders.USER_AGENT))) {
      return;
    }
    String key = caller == null ? claimedKey() : caller.accessKey();
    controls.record(
        new ApiCall(
            requestId,
            at,
            service,
            operationId,
            caller == null ? accountOf(key) : caller.account(),
            key,
            caller == null ? "" : caller.region(),
            request.method().name(),
            request.path(),
            status,
            error,
            (System.nanoTime() - start) / NANOS_PER_MILLI,
            injected));
  }

  private String claimedKey() {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    return UnverifiedCredential.accessKey(authorization, request.uri()).orElse("");
  }

  /** The test key of an account is the account. */
  private static String accountOf(String key) {
    return key.matches("[0-9]{12}") ? key : NO_ACCOUNT;
  }
}
