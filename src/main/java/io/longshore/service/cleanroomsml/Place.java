package io.longshore.service.cleanroomsml;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Where in S3 something lies, as a request may say it. */
final class Place {

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final Pattern DOTS =
      Pattern.compile("(.*/)?\\.\\.?(/.*)?|.*[\\x00-\\x1F\\x7F].*", Pattern.DOTALL);
  private static final String SCHEME = "s3://";
  private static final int LONGEST_KEY = 900; // the rest of 1,024 is for what is put behind it

  private Place() {}

  /**
   * That URL, when it names a bucket and a possible key.
   *
   * @param member the request's, for the message
   */
  static String checked(String url, String member) {
    if (!url.startsWith(SCHEME)) {
      throw invalid(member, "must be of the form s3://bucket/prefix");
    }
    String[] parts = url.substring(SCHEME.length()).split("/", 2);
    String key = parts.length == 1 ? "" : parts[1];
    boolean named = BUCKET.matcher(parts[0]).matches() && !parts[0].contains("..");
    if (!named || ADDRESS.matcher(parts[0]).matches()) {
      throw invalid(
          member, "must name a bucket of 3 to 63 lower-case letters, digits, dots and dashes");
    }
    boolean whole = !key.startsWith("/") && !key.contains("//") && !DOTS.matcher(key).matches();
    if (!whole || key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
      throw invalid(
          member,
          "must have a key of at most 900 bytes without empty segments, dots and control characters");
    }
    return url;
  }

  private static RuntimeException invalid(String member, String why) {
    return CleanRoomsMlError.VALIDATION.because(member + " " + why);
  }
}
