package io.longshore.junit.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Calls that are signed with the test key of an account. They block.
 *
 * @param endpoint the address of the services
 * @param account 12 digits, which are the access key too; its secret is {@code test}
 */
public record TestKeyCalls(URI endpoint, String account) {

  public static final String REGION = "us-east-1";
  public static final String SECRET = "test";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int FIRST_ERROR = 400;
  private static final String OPERATOR_API = "/_longshore/v1/";

  /** Reads from the operator API. The path begins below the version. */
  public JsonReply get(String path, Map<String, String> query) {
    return operator(new SignedHttpCall("longshore", REGION, "GET", OPERATOR_API + path, query), "");
  }

  /**
   * Changes something by the operator API. The path begins below the version. Without members no
   * body is sent.
   */
  public JsonReply send(String method, String path, Map<String, Object> body) {
    return operator(
        new SignedHttpCall("longshore", REGION, method, OPERATOR_API + path, Map.of()),
        body.isEmpty() ? "" : JsonValues.write(body));
  }

  /** The bytes that a body has when it is sent. */
  public static int length(Map<String, Object> body) {
    return JsonValues.write(body).getBytes(StandardCharsets.UTF_8).length;
  }

  /** Creates a bucket. */
  public void createBucket(String name) {
    exchange(new SignedHttpCall("s3", REGION, "PUT", "/" + name, Map.of()), "");
  }

  /** The content of a presigned URL, to be closed. */
  public static byte[] download(String url) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(LONGEST).build();
    HttpResponse<byte[]> response = exchange(request, BodyHandlers.ofByteArray());
    if (response.statusCode() >= FIRST_ERROR) {
      throw new IllegalStateException("%s answers %d".formatted(url, response.statusCode()));
    }
    return response.body();
  }

  /** A segment of a path. */
  public static String segment(String text) {
    return SignedHttpCall.encode(text);
  }

  private JsonReply operator(SignedHttpCall request, String body) {
    return members(exchange(request, body));
  }

  @SuppressWarnings("unchecked") // responses are objects
  private static JsonReply members(String text) {
    return new JsonReply((Map<String, Object>) JsonValues.parse(text));
  }

  private String exchange(SignedHttpCall signed, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(signed.uri(endpoint))
            .timeout(LONGEST)
            .method(
                signed.method(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (body.length > 0) {
      request.header("Content-Type", "application/json");
    }
    signed.headers(endpoint, account, SECRET, body, Instant.now()).forEach(request::header);
    HttpResponse<String> response = exchange(request.build(), BodyHandlers.ofString());
    if (response.statusCode() >= FIRST_ERROR) {
      throw new IllegalStateException(
          "%s %s answers %d%s"
              .formatted(
                  signed.method(), signed.path(), response.statusCode(), reason(response.body())));
    }
    return response.body();
  }

  private static String reason(String body) {
    try {
      JsonReply error = members(body);
      return error.text("Message").or(() -> error.text("message")).map(m -> ": " + m).orElse("");
    } catch (IllegalArgumentException | ClassCastException noJson) {
      return Optional.of(body).filter(text -> !text.isBlank()).map(m -> ": " + m).orElse("");
    }
  }

  private static <T> HttpResponse<T> exchange(
      HttpRequest request, HttpResponse.BodyHandler<T> body) {
    try {
      return CLIENT.send(request, body);
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "Longshore at %s does not answer".formatted(request.uri()), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", interrupted);
    }
  }
}
