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
 * Sorts what went wrong into the four kinds, by S3's error code and the status, and words it for
 * the job's owner. Codes: the S3 API reference, "Error responses".
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

  /** Refusals below 500 that the next try need not meet. */
  private static final Set<String> PASSING =
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
          TRANSIENT, "Could not " + call.verb() + " " + call.object() + " in time", failure);
    }
    // What no S3 was asked, because the names are none, no other try will be asked either.
    boolean unaskable = !call.named() || failure instanceof IllegalArgumentException;
    return new ObjectStoreError(
        unaskable ? PERMANENT : TRANSIENT, failed(call, reason(failure)), failure);
  }

  /** True when S3 answered that there is no such thing. */
  static boolean notFound(Throwable thrown) {
    return unwrapped(thrown) instanceof S3Exception refusal && refusal.statusCode() == 404;
  }

  private static ObjectStoreError refused(S3Call call, S3Exception refusal) {
    AwsErrorDetails details = refusal.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : details.errorCode();
    return new ObjectStoreError(
        kind(call, code, refusal.statusCode()), sentence(call, code, refusal), refusal);
  }

  private static Kind kind(S3Call call, String code, int status) {
    if (GONE.contains(code)) {
      return call.isRead() ? PERMANENT : UPLOAD_GONE;
    }
    if (SLOW_DOWN.contains(code) || status == 429 || status == 503) {
      return THROTTLED;
    }
    // An error that hides behind 200 is as unclear as a 500; 501 will not change its mind.
    boolean unclear = status < 300 || (status >= 500 && status != 501);
    return unclear || status == 408 || PASSING.contains(code) ? TRANSIENT : PERMANENT;
  }

  private static String sentence(S3Call call, String code, S3Exception refusal) {
    return switch (code) {
      case "NoSuchBucket" ->
          "The bucket %s does not exist at %s: create it or name another one"
              .formatted(call.bucket(), call.endpoint());
      case "AccessDenied", "AllAccessDisabled" ->
          "S3 at %s denies access to %s: let the credentials of Longshore %s there"
              .formatted(call.endpoint(), call.object(), call.isRead() ? "read" : "write");
      case "NoSuchKey" -> "There is no object %s at %s".formatted(call.object(), call.endpoint());
      case "PreconditionFailed" ->
          "%s is not the version that was asked for: it was replaced meanwhile"
              .formatted(call.object());
      case "InvalidAccessKeyId", "SignatureDoesNotMatch" ->
          "S3 at %s does not accept Longshore's credentials (%s): check s3.accessKey and s3.secretKey"
              .formatted(call.endpoint(), code);
      case "PermanentRedirect", "AuthorizationHeaderMalformed" ->
          "The bucket %s is in another region than s3.region says: %s"
              .formatted(call.bucket(), said(code, refusal));
      default -> failed(call, said(code, refusal));
    };
  }

  private static String failed(S3Call call, String reason) {
    return "Could not %s %s at %s: %s"
        .formatted(call.verb(), call.object(), call.endpoint(), reason);
  }

  private static String said(String code, S3Exception refusal) {
    AwsErrorDetails details = refusal.awsErrorDetails();
    String text = details == null ? null : details.errorMessage();
    String what = text == null || text.isBlank() ? "no reason given" : text;
    return "S3 said %d %s, %s".formatted(refusal.statusCode(), code, what).replace(" ,", ",");
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
