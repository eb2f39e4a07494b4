package io.longshore.identity.sigv4;

import io.longshore.api.ApiError;
import io.longshore.config.AuthConfig;
import io.longshore.identity.AuthenticatedCaller;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.key.KeySource;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fuzzes signature verification with requests given as lines: method, target, headers, an empty
 * line, the body. They are verified or rejected, and normalizing a path is idempotent.
 */
public final class SignatureFuzz {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final SigV4Verifier VERIFIER =
      new SigV4Verifier(KeySource.embedded(), AuthConfig.defaults(), Set.of("service"), CLOCK);

  private SignatureFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    SignedRequest request = request(new String(data, StandardCharsets.ISO_8859_1));
    Future<AuthenticatedCaller> result = VERIFIER.verify(request);
    if (!result.isComplete()) {
      throw new AssertionError("The verifier did not complete immediately");
    }
    if (result.failed()) {
      if (!(result.cause() instanceof ApiError refused)) {
        throw new AssertionError("Not rejected with an error", result.cause());
      }
      AuthorizationHeaderFuzz.requireRefusal(refused);
    }
    String normal = CanonicalRequest.normalize(request.path());
    if (!CanonicalRequest.normalize(normal).equals(normal)) {
      throw new AssertionError("Not normalized: " + normal);
    }
    String canonical =
        CanonicalRequest.of(request, List.of("host"), Set.of("X-Amz-Signature"), true, "hash");
    long lines = canonical.lines().count();
    if (!request.method().contains("\r") && lines != 7) {
      throw new AssertionError("It has " + lines + " lines: " + canonical);
    }
  }

  private static SignedRequest request(String text) {
    int blank = text.indexOf("\n\n");
    String[] lines = (blank < 0 ? text : text.substring(0, blank)).split("\n");
    String body = blank < 0 ? "" : text.substring(blank + 2);
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    Arrays.stream(lines)
        .skip(2)
        .filter(line -> line.indexOf(':') > 0)
        .forEach(
            line ->
                headers.add(
                    Map.entry(
                        line.substring(0, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1))));
    String target = lines.length > 1 ? lines[1] : "/";
    return new SignedRequest(
        lines.length > 0 ? lines[0] : "GET",
        target,
        headers,
        body.getBytes(StandardCharsets.ISO_8859_1));
  }

  public static List<byte[]> seeds() {
    return List.of(
        signed("GET", "/", "Host:h"),
        signed("POST", "/v1/apps/a%2Fb/c?token=x%20y&a=1&a=2", "Host:h:4566", "Content-Type:a/b"),
        signed("GET", "/a//b/../c/./?X-Amz-Date=20261122T120000Z", "Host:h"),
        ("GET\n/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test%2F20261122%2Fus-east-1"
                + "%2Fservice%2Faws4_request&X-Amz-Date=20261122T120000Z&X-Amz-Expires=60"
                + "&X-Amz-SignedHeaders=host&X-Amz-Signature="
                + "0".repeat(64)
                + "\nHost:h\n\n")
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] signed(String method, String target, String... headers) {
    List<Map.Entry<String, String>> lines =
        Arrays.stream(headers)
            .map(line -> line.split(":", 2))
            .map(parts -> Map.entry(parts[0], parts[1]))
            .toList();
    SignedRequest signed =
        new SigV4Signer(new AccessKey("test", "test", "000000000000", true), CLOCK)
            .sign(new SignedRequest(method, target, lines, new byte[0]), "us-east-1", "service");
    StringBuilder text = new StringBuilder(method + "\n" + target + "\n");
    signed.headers().forEach(h -> text.append(h.getKey() + ":" + h.getValue() + "\n"));
    return text.append("\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
