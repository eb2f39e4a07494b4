package io.longshore.identity.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A signed call as botocore sends it, and variations of it. */
class SignedCalls {

  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  static final Set<String> SERVICES =
      Set.of("mobiletargeting", "personalize", "dataexchange", "cleanrooms-ml", "longshore");

  static final SignedRequest CALL =
      new SigV4Signer(new AccessKey("test", "test", "000000000000", true), InstantSource.fixed(NOW))
          .sign(
              new SignedRequest(
                  "POST",
                  "/v1/apps?page-size=5",
                  List.of(
                      Map.entry("Host", "localhost:4566"),
                      Map.entry("Content-Type", "application/json")),
                  "{\"Name\":\"x\"}".getBytes(StandardCharsets.UTF_8)),
              "us-east-1",
              "mobiletargeting");

  static SigV4Verifier sigv4(Instant now) {
    return sigv4(AuthConfig.defaults(), now);
  }

  static SigV4Verifier sigv4(AuthConfig config, Instant now) {
    return new SigV4Verifier(KeySource.embedded(), config, SERVICES, InstantSource.fixed(now));
  }

  static void refused(Future<AuthenticatedCaller> result, String shape, String message) {
    refused(result, shape);
    assertThat(result.cause()).hasMessage(message);
  }

  static void refused(Future<AuthenticatedCaller> result, String shape) {
    assertThat(result.failed()).isTrue();
    assertThat(((ApiError) result.cause()).code().shape()).isEqualTo(shape);
  }

  static SignedRequest signature(UnaryOperator<String> change) {
    return with(
        CALL,
        "Authorization",
        v -> {
          int at = v.indexOf("Signature=") + 10;
          return v.substring(0, at) + change.apply(v.substring(at));
        });
  }

  static SignedRequest with(SignedRequest request, String name, UnaryOperator<String> change) {
    return request.with(
        request.headers().stream()
            .map(
                h ->
                    h.getKey().equals(name) ? Map.entry(h.getKey(), change.apply(h.getValue())) : h)
            .toList());
  }

  static SignedRequest without(SignedRequest request, String name) {
    return request.with(request.headers().stream().filter(h -> !h.getKey().equals(name)).toList());
  }

  static SignedRequest plus(SignedRequest request, String name, String value) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(request.headers());
    headers.add(Map.entry(name, value));
    return request.with(headers);
  }
}
