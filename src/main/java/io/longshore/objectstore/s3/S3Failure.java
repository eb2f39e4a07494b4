package io.longshore.objectstore.s3;

import static io.longshore.objectstore.ObjectStoreError.Kind.PERMANENT;
import static io.longshore.objectstore.ObjectStoreError.Kind.THROTTLED;
import static io.longshore.objectstore.ObjectStoreError.Kind.TRANSIENT;
import static io.longshore.objectstore.ObjectStoreError.Kind.UPLOAD_GONE;

import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Classifies failures of calls by S3's error code and status, and makes messages for the job's
 * owner. For the codes see "Error responses" in the API reference of S3.
 */
final class S3Failure {

  private static final Set<String> GONE =
      Set.of("NoSuchUpload", "NoSuchKey", "InvalidPart", "InvalidPartOrder");

  private static final Set<String> SLOW_DOWN =
      Set.of(
          "SlowDown",
          "ServiceUnavailable",
          "Throttling",
          "ThrottlingException",
          "RequestLimitExceeded",
          "TooManyRequests");

  /** Codes of statuses below 500 that a retry may avoid. */
  private static final Set<String> RETRYABLE =
      Set.of(
          "RequestTimeout",
          "BadDigest",
          "InvalidDigest",
          "XAmzContentSHA256Mismatch",
          "IncompleteBody",
          "OperationAborted",
          "ConditionalRequestConflict",
          "ExpiredToken",
          "RequestTimeTooSkewed");

  private S3Failure() {}

  static ObjectStoreError of(S3Call call, Throwable thrown) {
    Throwable failure = unwrapped(thrown);
    if (failure instanceof ObjectStoreError known) {
      return known;
    }
    if (failure instanceof S3Exception refusal) {
      return refused(call, refusal);
    }
    if (failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException
        || failure instanceof TimeoutException) {
      return new ObjectStoreError(
          TRANSIENT, "Could not " + call.action() + " " + call.object() + " in time", failure);
    }
    // The SDK does not send calls with empty or invalid names, so a retry cannot succeed.
    boolean isInvalid = !call.isNamed() || failure instanceof IllegalArgumentException;
    return new ObjectStoreError(
        isInvalid ? PERMANENT : TRANSIENT, failed(call, reason(failure)), failure);
  }

  /** Whether S3 answered that the object or upload does not exist. */
  static boolean notFound(Throwable thrown) {
    return unwrapped(thrown) instanceof S3Exception refusal && refusal.statusCode() == 404;
  }

  private static ObjectStoreError refused(S3Call call, S3Exception refusal) {
    AwsErrorDetails details = refusal.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : details.errorCode();
    return new ObjectStoreError(
        kind(call, code, refusal.statusCode()), message(call, code, refusal), refusal);
  }

  private static Kind kind(S3Call call, String code, int status) {
    if (GONE.contains(code)) {
      return call.isRead() ? PERMANENT : UPLOAD_GONE;
    }
    if (SLOW_DOWN.contains(code) || status == 429 || status == 503) {
      return THROTTLED;
    }
    // An error in the body of a 200 is as unclear as a 500; a 501 is final.
    boolean unclear = status < 300 || (status >= 500 && status != 501);
    return unclear || status == 408 || RETRYABLE.contains(code) ? TRANSIENT : PERMANENT;
  }

  private static String message(S3Call call, String code, S3Exception refusal) {
    return switch (code) {
      case "NoSuchBucket" ->
          "The bucket %s does not exist at %s: create it or use another one"
              .formatted(call.bucket(), call.endpoint());
      case "AccessDenied", "AllAccessDisabled" ->
          "S3 at %s denies access to %s: permit the credentials of Longshore to %s it"
              .formatted(call.endpoint(), call.object(), call.isRead() ? "read" : "write");
      case "NoSuchKey" -> "There is no object %s at %s".formatted(call.object(), call.endpoint());
      case "PreconditionFailed" ->
          "%s was replaced: it does not have the expected version any more"
              .formatted(call.object());
      case "InvalidAccessKeyId", "SignatureDoesNotMatch" ->
          "S3 at %s does not accept Longshore's credentials (%s): check s3.accessKey and s3.secretKey"
              .formatted(call.endpoint(), code);
      case "PermanentRedirect", "AuthorizationHeaderMalformed" ->
          "The bucket %s is not in the region of s3.region: %s"
              .formatted(call.bucket(), response(code, refusal));
      default -> failed(call, response(code, refusal));
    };
  }

  private static String failed(S3Call call, String reason) {
    return "Could not %s %s at %s: %s"
        .formatted(call.action(), call.object(), call.endpoint(), reason);
  }

  private static String response(String code, S3Exception refusal) {
    AwsErrorDetails details = refusal.awsErrorDetails();
    String text = details == null ? null : details.errorMessage();
    String what = text == null || text.isBlank() ? "no message" : text;
    return "S3 responded %d %s, %s".formatted(refusal.statusCode(), code, what).replace(" ,", ",");
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private static Throwable unwrapped(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}
