package io.longshore.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No route of any contract can be called without a valid signature. */
class ForgedCallsTest extends EveryRoute {

  private static final AccessKey TEST = new AccessKey("test", "test", "000000000000", true);

  private static Map<String, Function<Route, SignedRequest>> forgeries() {
    String credential = "Credential=test/20261121/us-east-1/%s/aws4_request";
    String rest = ", SignedHeaders=host, Signature=" + "0".repeat(64);
    return Map.ofEntries(
        Map.entry("nothing", r -> unsigned(r, r.target())),
        Map.entry("Basic", r -> with(r, "Basic dGVzdDp0ZXN0")),
        Map.entry("Bearer", r -> with(r, "Bearer test")),
        Map.entry("Version 2", r -> with(r, "AWS test:c2lnbmF0dXJl")),
        Map.entry("Version 4a", r -> with(r, "AWS4-ECDSA-P256-SHA256 " + credential + rest)),
        Map.entry("lower case", r -> with(r, "aws4-hmac-sha256 " + credential + rest)),
        Map.entry("zeros", r -> with(r, "AWS4-HMAC-SHA256 " + credential + rest)),
        Map.entry("another secret", r -> signed(r, new AccessKey("test", "tess", "0", true))),
        Map.entry("another key", r -> signed(r, new AccessKey("nobody", "test", "0", true))),
        Map.entry("unsigned payload", r -> signed(r, TEST, "UNSIGNED-PAYLOAD")),
        Map.entry("streaming", r -> signed(r, TEST, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")),
        Map.entry("wrong hash", r -> signed(r, TEST, "0".repeat(64))),
        Map.entry("another service", r -> signedFor(r, "s" + r.profile().signingName(), TEST)),
        Map.entry("query of zeros", r -> unsigned(r, r.target() + query(r))),
        Map.entry("header and query", r -> signed(r, r.target() + query(r))),
        Map.entry("unsigned token", r -> plus(signed(r, TEST), "X-Amz-Security-Token", "t")),
        Map.entry("changed target", r -> plus(signed(r, TEST), "X-Amz-Target", "a.B")));
  }

  @Test
  void no_route_is_reached_without_a_valid_signature() {
    Set<String> wrong = new TreeSet<>();
    int before = REACHED.get();

    forgeries()
        .forEach(
            (name, forge) -> {
              List<CompletableFuture<Integer>> statuses =
                  ROUTES.stream().map(route -> sending(forge.apply(route))).toList();
              for (int i = 0; i < ROUTES.size(); i++) {
                int status = statuses.get(i).join();
                if (status < 400 || status > 403) {
                  wrong.add(name + " " + ROUTES.get(i).operation() + " " + status);
                }
              }
            });

    assertThat(wrong).isEmpty();
    assertThat(REACHED.get()).isEqualTo(before);
    assertThat(ROUTES).hasSizeGreaterThan(100);
  }

  /** Invalid authentications, whatever the payload's declared hash. */
  private static Map<String, Function<SignedRequest, SignedRequest>> authentications(Route route) {
    String rest = ", SignedHeaders=host, Signature=" + "0".repeat(64);
    String scope = "Credential=test/20261121/us-east-1/" + route.profile().signingName();
    String zeros = scope + "/aws4_request" + rest;
    return Map.of(
        "none", r -> r,
        "header", r -> plus(r, "Authorization", "AWS4-HMAC-SHA256 " + zeros),
        "query", r -> at(r, r.target() + query(route)),
        "both", r -> at(signed(route, r), r.target() + query(route)),
        "twice", r -> twice(signed(route, r)),
        "lower case", r -> plus(r, "Authorization", "aws4-hmac-sha256 " + zeros),
        "Version 2", r -> plus(r, "Authorization", "AWS test:c2lnbmF0dXJl"),
        "Version 4a", r -> plus(r, "Authorization", "AWS4-ECDSA-P256-SHA256 " + zeros),
        "Basic", r -> plus(r, "Authorization", "Basic dGVzdDp0ZXN0"));
  }

  /** Declarations of the payload's hash; with a valid signature the first and the last pass. */
  private static Map<String, UnaryOperator<SignedRequest>> payloads() {
    String header = "X-Amz-Content-Sha256";
    return Map.of(
        "its hash", r -> plus(r, header, sha256(r.body())),
        "another body's hash", r -> plus(r, header, "0".repeat(64)),
        "the hash of an empty body", r -> plus(with(r, "x"), header, sha256(new byte[0])),
        "unsigned", r -> plus(r, header, "UNSIGNED-PAYLOAD"),
        "streaming", r -> plus(r, header, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        "not declared", r -> r);
  }

  @Test
  void no_forged_claim_with_any_payload_reaches_a_route() {
    Set<String> wrong = new TreeSet<>();
    int before = REACHED.get();
    int sent = 0;
    for (Route route : ROUTES) {
      Map<String, CompletableFuture<Integer>> statuses = new TreeMap<>();
      forged(route).forEach((name, request) -> statuses.put(name, sending(request)));
      sent += statuses.size();
      statuses.forEach(
          (name, status) -> {
            if (status.join() < 400 || status.join() > 403) {
              wrong.add(name + " " + route.operation() + " " + status.join());
            }
          });
    }
    assertThat(wrong).isEmpty();
    assertThat(REACHED.get()).isEqualTo(before);
    assertThat(sent).isEqualTo(ROUTES.size() * (9 * 6 + 4));
  }

  private static Map<String, SignedRequest> forged(Route route) {
    Map<String, SignedRequest> forged = new TreeMap<>();
    payloads()
        .forEach(
            (payload, change) -> {
              SignedRequest declared = change.apply(unsigned(route, route.target()));
              authentications(route)
                  .forEach(
                      (name, authenticate) ->
                          forged.put(name + ", " + payload, authenticate.apply(declared)));
              if (!Set.of("its hash", "not declared").contains(payload)) {
                forged.put("valid, " + payload, signed(route, declared));
              }
            });
    return forged;
  }

  private static SignedRequest signed(Route route, SignedRequest request) {
    return new SigV4Signer(TEST, InstantSource.fixed(NOW))
        .sign(request, "us-east-1", route.profile().signingName());
  }

  private static SignedRequest signed(Route route, String target) {
    return new SigV4Signer(TEST, InstantSource.fixed(NOW))
        .sign(unsigned(route, target), "us-east-1", route.profile().signingName());
  }

  private static SignedRequest signed(Route route, AccessKey key) {
    return signedFor(route, route.profile().signingName(), key);
  }

  private static SignedRequest signed(Route route, AccessKey key, String payloadHash) {
    return new SigV4Signer(key, InstantSource.fixed(NOW))
        .sign(
            plus(unsigned(route, route.target()), "X-Amz-Content-Sha256", payloadHash),
            "us-east-1",
            route.profile().signingName());
  }

  private static SignedRequest at(SignedRequest request, String target) {
    return new SignedRequest(request.method(), target, request.headers(), request.body());
  }

  private static SignedRequest with(SignedRequest request, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new SignedRequest(request.method(), request.target(), request.headers(), bytes);
  }

  private static SignedRequest with(Route route, String authorization) {
    String declared = authorization.replace("%s", route.profile().signingName());
    return plus(unsigned(route, route.target()), "Authorization", declared);
  }

  private static SignedRequest twice(SignedRequest request) {
    String authorization =
        request.headers().stream()
            .filter(header -> header.getKey().equals("Authorization"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow();
    return plus(request, "Authorization", authorization);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Test
  void every_route_is_reached_with_a_valid_signature() {
    int before = REACHED.get();
    Set<String> refused =
        ROUTES.stream()
            .filter(route -> Set.of(401, 403, 404, 405).contains(send(signed(route, TEST))))
            .map(Route::operation)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(refused).isEmpty();
    assertThat(REACHED.get())
        .isGreaterThan(before + ROUTES.size() / 3); // others lack required members
  }

  private static String query(Route route) {
    return "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test%2F20261121%2Fus-east-1%2F"
        + route.profile().signingName()
        + "%2Faws4_request&X-Amz-Date=20261121T120000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
        + "&X-Amz-Signature="
        + "0".repeat(64);
  }

  private static SignedRequest unsigned(Route route, String target) {
    return new SignedRequest(route.method(), target, route.headers(host()), route.body());
  }

  private static SignedRequest plus(SignedRequest request, String name, String value) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(request.headers());
    headers.add(Map.entry(name, value));
    return new SignedRequest(request.method(), request.target(), headers, request.body());
  }

  private static SignedRequest signedFor(Route route, String service, AccessKey key) {
    return new SigV4Signer(key, InstantSource.fixed(NOW))
        .sign(unsigned(route, route.target()), "us-east-1", service);
  }
}
