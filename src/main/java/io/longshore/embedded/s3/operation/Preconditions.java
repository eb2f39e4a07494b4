package io.longshore.embedded.s3.operation;

import io.longshore.embedded.s3.S3ErrorCode;
import io.longshore.embedded.s3.S3Request;
import io.longshore.embedded.s3.data.StoredObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Conditional requests. Source: RFC 9110, section 13. */
public final class Preconditions {

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Preconditions() {}

  public static String httpDate(Instant at) {
    return HTTP_DATE.format(at);
  }

  /** Evaluates the conditions of a GET or HEAD. True means 304; a 412 is thrown. */
  static boolean isNotModified(S3Request request, StoredObject object) {
    return evaluate(request, "", object);
  }

  /** Evaluates the conditions on the source of a copy. Each failed condition is a 412. */
  static void ofSource(S3Request request, StoredObject object) {
    if (evaluate(request, "x-amz-copy-source-", object)) {
      throw S3ErrorCode.PRECONDITION_FAILED.error();
    }
  }

  /** Whether the client's copy of the object is current. */
  private static boolean evaluate(S3Request request, String prefix, StoredObject object) {
    Optional<Boolean> ifMatch =
        request.header(prefix + "if-match").map(list -> matches(list, object));
    Optional<Boolean> ifNoneMatch =
        request.header(prefix + "if-none-match").map(list -> matches(list, object));
    Optional<Instant> modifiedSince =
        request.header(prefix + "if-modified-since").flatMap(Preconditions::parseDate);
    Optional<Instant> unmodifiedSince =
        request.header(prefix + "if-unmodified-since").flatMap(Preconditions::parseDate);
    if (ifMatch.isPresent() && !ifMatch.get()) {
      throw S3ErrorCode.PRECONDITION_FAILED.error();
    }
    if (ifMatch.isEmpty()
        && unmodifiedSince.filter(at -> object.modified().isAfter(at)).isPresent()) {
      throw S3ErrorCode.PRECONDITION_FAILED.error();
    }
    return ifNoneMatch.orElseGet(
        () -> modifiedSince.filter(at -> !object.modified().isAfter(at)).isPresent());
  }

  /** The conditions of a write. The bucket evaluates them in the same atomic step as the write. */
  static Consumer<Optional<StoredObject>> ofWrite(S3Request request) {
    Optional<String> ifMatch = request.header("if-match");
    Optional<String> ifNoneMatch = request.header("if-none-match");
    if (ifNoneMatch.filter(value -> !value.equals("*")).isPresent()) {
      throw S3ErrorCode.NOT_IMPLEMENTED.error("If-None-Match of a write must be *.");
    }
    return existing -> {
      if (ifNoneMatch.isPresent() && existing.isPresent()) {
        throw S3ErrorCode.PRECONDITION_FAILED.error();
      }
      if (ifMatch.isPresent()) {
        StoredObject object = existing.orElseThrow(S3ErrorCode.NO_SUCH_KEY::error);
        if (!matches(ifMatch.get(), object)) {
          throw S3ErrorCode.PRECONDITION_FAILED.error();
        }
      }
    };
  }

  private static boolean matches(String list, StoredObject object) {
    return Stream.of(list.split(","))
        .map(tag -> tag.strip().replaceFirst("^W/", "").replace("\"", ""))
        .anyMatch(tag -> tag.equals("*") || tag.equals(object.etag()));
  }

  private static Optional<Instant> parseDate(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }
}
