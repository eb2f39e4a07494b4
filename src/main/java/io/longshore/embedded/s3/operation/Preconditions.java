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

/** Requests that are done only if the object is as the client thinks. Source: RFC 9110, 13. */
public final class Preconditions {

  private static final DateTimeFormatter HTTP =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Preconditions() {}

  public static String httpDate(Instant at) {
    return HTTP.format(at);
  }

  /** Of a GET or HEAD: true for 304; fails for 412. */
  static boolean isUnchanged(S3Request request, StoredObject object) {
    return check(request, "", object);
  }

  /** Of what is copied: 412 for each. */
  static void ofSource(S3Request request, StoredObject object) {
    if (check(request, "x-amz-copy-source-", object)) {
      throw S3ErrorCode.PRECONDITION_FAILED.error();
    }
  }

  /** Whether the client has the object as it is. */
  private static boolean check(S3Request request, String prefix, StoredObject object) {
    Optional<Boolean> match = request.header(prefix + "if-match").map(list -> has(list, object));
    Optional<Boolean> none =
        request.header(prefix + "if-none-match").map(list -> has(list, object));
    Optional<Instant> since =
        request.header(prefix + "if-modified-since").flatMap(Preconditions::date);
    Optional<Instant> until =
        request.header(prefix + "if-unmodified-since").flatMap(Preconditions::date);
    if (match.isPresent() && !match.get()) {
      throw S3ErrorCode.PRECONDITION_FAILED.error();
    }
    if (match.isEmpty() && until.filter(at -> object.modified().isAfter(at)).isPresent()) {
      throw S3ErrorCode.PRECONDITION_FAILED.error();
    }
    return none.orElseGet(() -> since.filter(at -> !object.modified().isAfter(at)).isPresent());
  }

  /** Of what is put in an object's place, to be asked when nothing can come between any more. */
  static Consumer<Optional<StoredObject>> ofWrite(S3Request request) {
    Optional<String> match = request.header("if-match");
    Optional<String> none = request.header("if-none-match");
    if (none.filter(value -> !value.equals("*")).isPresent()) {
      throw S3ErrorCode.NOT_IMPLEMENTED.error("If-None-Match of a write may be * only.");
    }
    return there -> {
      if (none.isPresent() && there.isPresent()) {
        throw S3ErrorCode.PRECONDITION_FAILED.error();
      }
      if (match.isPresent()) {
        StoredObject object = there.orElseThrow(S3ErrorCode.NO_SUCH_KEY::error);
        if (!has(match.get(), object)) {
          throw S3ErrorCode.PRECONDITION_FAILED.error();
        }
      }
    };
  }

  private static boolean has(String list, StoredObject object) {
    return Stream.of(list.split(","))
        .map(tag -> tag.strip().replaceFirst("^W/", "").replace("\"", ""))
        .anyMatch(tag -> tag.equals("*") || tag.equals(object.etag()));
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }
}
