package io.longshore.service.pinpoint;

import java.util.regex.Pattern;

/**
 * A bucket and what keys begin with, as a request named them in {@code s3://bucket/prefix}.
 *
 * @param key verbatim; may be empty
 */
record S3Place(String bucket, String key) {

  private static final Pattern ROLE =
      Pattern.compile("arn:aws:iam::[0-9]{12}:role/[\\w+=,.@/-]{1,512}");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final Pattern DOTS = Pattern.compile("(.*/)?\\.\\.?/.*", Pattern.DOTALL);
  private static final String SCHEME = "s3://";

  /**
   * @param member the request's member that it stands in, for messages
   */
  static S3Place of(String member, String url) {
    if (!url.startsWith(SCHEME)) {
      throw PinpointError.BAD_REQUEST.because(
          member + " must be of the form s3://bucket/prefix, was '" + url + "'");
    }
    String[] parts = url.substring(SCHEME.length()).split("/", 2);
    String key = parts.length == 1 ? "" : parts[1];
    bucket(member, parts[0]);
    key(member, key);
    return new S3Place(parts[0], key);
  }

  /** Refuses what is not the ARN of a role. */
  static void role(String arn) {
    if (!ROLE.matcher(arn).matches()) {
      throw PinpointError.BAD_REQUEST.because(
          "RoleArn must be the ARN of an IAM role, arn:aws:iam::<12 digits>:role/<name>, was '"
              + arn
              + "'");
    }
  }

  /** Source: "General purpose bucket naming rules" of the S3 user guide. */
  private static void bucket(String member, String bucket) {
    boolean named = BUCKET.matcher(bucket).matches() && !bucket.contains("..");
    if (!named || ADDRESS.matcher(bucket).matches()) {
      throw PinpointError.BAD_REQUEST.because(
          member
              + " must name a bucket of 3 to 63 lower-case letters, digits, dots and dashes, was '"
              + bucket
              + "'");
    }
  }

  private static void key(String member, String key) {
    if (key.chars().anyMatch(Character::isISOControl)) {
      throw PinpointError.BAD_REQUEST.because(member + " must not have control characters");
    }
    if (DOTS.matcher(key).matches()) {
      throw PinpointError.BAD_REQUEST.because(
          member + " must not have '.' or '..' between slashes, was '" + key + "'");
    }
  }
}
