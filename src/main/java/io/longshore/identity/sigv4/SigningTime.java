package io.longshore.identity.sigv4;

import static io.longshore.api.CommonError.INCOMPLETE_SIGNATURE;

import io.longshore.api.ApiError;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;

/**
 * The time at which a request was signed, as the request states it.
 *
 * @param header the header that states it, in lower case; null for a query parameter
 */
record SigningTime(Instant at, String header) {

  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
  private static final DateTimeFormatter IMF =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** From the header X-Amz-Date, or Date when that is absent. */
  static SigningTime ofHeaders(SignedRequest request) {
    List<String> amzDate = request.values("x-amz-date");
    if (!amzDate.isEmpty()) {
      return new SigningTime(parse(amzDate.get(0), BASIC), "x-amz-date");
    }
    List<String> date = request.values("date");
    if (date.isEmpty()) {
      throw new ApiError(
          INCOMPLETE_SIGNATURE,
          "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    }
    boolean basic = date.get(0).endsWith("Z");
    return new SigningTime(parse(date.get(0), basic ? BASIC : IMF), "date");
  }

  /** From the query parameter X-Amz-Date. */
  static SigningTime ofQuery(String amzDate) {
    return new SigningTime(parse(amzDate, BASIC), null);
  }

  /** Formats an instant such as {@code 20261121T195433Z}. */
  static String basic(Instant instant) {
    return BASIC.format(instant.atOffset(ZoneOffset.UTC));
  }

  String day() {
    return basic(at).substring(0, 8);
  }

  private static Instant parse(String text, DateTimeFormatter format) {
    try {
      boolean wrongLength = format == BASIC && text.length() != 16; // a longer year would parse too
      if (wrongLength) {
        throw new DateTimeException("length");
      }
      return LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException malformed) {
      throw new ApiError(
          INCOMPLETE_SIGNATURE,
          "Date must be in ISO-8601 'basic format', as X-Amz-Date: 20150830T123600Z.");
    }
  }
}
