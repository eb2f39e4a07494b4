package io.longshore.service.pinpoint;

import io.longshore.job.Destination;
import io.longshore.job.JobId;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An ExportJobRequest that was found to be right.
 *
 * @param prefix what the keys begin with, verbatim; may be empty
 * @param definition the request's members that Pinpoint has, as sent
 */
record ExportRequest(
    String roleArn,
    String bucket,
    String prefix,
    Optional<String> segmentId,
    Optional<Integer> segmentVersion,
    JsonObject definition) {

  private static final Pattern ROLE =
      Pattern.compile("arn:aws:iam::[0-9]{12}:role/[\\w+=,.@/-]{1,512}");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final Pattern DOTS = Pattern.compile("(.*/)?\\.\\.?/.*", Pattern.DOTALL);
  private static final String SCHEME = "s3://";
  private static final int LONGEST_KEY = 1024;
  private static final int LONGEST_SUFFIX = "_-manifest.json".length() + 32;

  static ExportRequest of(JsonObject body) {
    String roleArn = body.getString("RoleArn");
    String url = body.getString("S3UrlPrefix");
    Optional<String> segmentId = Optional.ofNullable(body.getString("SegmentId"));
    Optional<Integer> version = Optional.ofNullable(body.getInteger("SegmentVersion"));
    role(roleArn);
    if (!url.startsWith(SCHEME)) {
      throw PinpointError.BAD_REQUEST.because(
          "S3UrlPrefix must be of the form s3://bucket/prefix, was '" + url + "'");
    }
    String[] parts = url.substring(SCHEME.length()).split("/", 2);
    String prefix = parts.length == 1 ? "" : parts[1];
    bucket(parts[0]);
    prefix(prefix);
    if (version.isPresent() && segmentId.isEmpty()) {
      throw PinpointError.BAD_REQUEST.because("SegmentVersion needs a SegmentId");
    }
    JsonObject definition = new JsonObject().put("RoleArn", roleArn).put("S3UrlPrefix", url);
    segmentId.ifPresent(id -> definition.put("SegmentId", id));
    version.ifPresent(number -> definition.put("SegmentVersion", number));
    return new ExportRequest(roleArn, parts[0], prefix, segmentId, version, definition);
  }

  /** Where the object of that piece goes. */
  Destination part(JobId job, int piece) {
    String key = "%s%s-part-%05d.gz".formatted(prefix, job, piece);
    return new Destination(roleArn, bucket, key, "application/gzip");
  }

  private static void role(String arn) {
    if (!ROLE.matcher(arn).matches()) {
      throw PinpointError.BAD_REQUEST.because(
          "RoleArn must be the ARN of an IAM role, arn:aws:iam::<12 digits>:role/<name>, was '"
              + arn
              + "'");
    }
  }

  /** Source: "General purpose bucket naming rules" of the S3 user guide. */
  private static void bucket(String bucket) {
    boolean named = BUCKET.matcher(bucket).matches() && !bucket.contains("..");
    if (!named || ADDRESS.matcher(bucket).matches()) {
      throw PinpointError.BAD_REQUEST.because(
          "S3UrlPrefix must name a bucket of 3 to 63 lower-case letters, digits, dots and dashes, "
              + "was '"
              + bucket
              + "'");
    }
  }

  private static void prefix(String prefix) {
    if (prefix.chars().anyMatch(Character::isISOControl)) {
      throw PinpointError.BAD_REQUEST.because("S3UrlPrefix must not have control characters");
    }
    if (DOTS.matcher(prefix).matches()) {
      throw PinpointError.BAD_REQUEST.because(
          "S3UrlPrefix must not have '.' or '..' between slashes, was '" + prefix + "'");
    }
    int bytes = prefix.getBytes(StandardCharsets.UTF_8).length;
    if (bytes + LONGEST_SUFFIX > LONGEST_KEY) {
      throw PinpointError.BAD_REQUEST.because(
          "The prefix of S3UrlPrefix has "
              + bytes
              + " bytes, the limit is "
              + (LONGEST_KEY - LONGEST_SUFFIX));
    }
  }
}
