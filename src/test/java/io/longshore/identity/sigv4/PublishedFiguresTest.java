package io.longshore.identity.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.config.AuthConfig;
import io.longshore.identity.AuthenticatedCaller;
import io.longshore.identity.key.AccessKey;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The figures that AWS publishes for Signature Version 4 (aws-c-auth, 38 cases in the header and in
 * the query), written down in a file of this house's own.
 */
class PublishedFiguresTest {

  private static final Instant AT = Instant.parse("2015-08-30T12:36:00Z");
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  private record Figure(JsonNode node) {

    SignedRequest request() {
      List<Map.Entry<String, String>> headers = new ArrayList<>();
      node.get("headers")
          .forEach(h -> headers.add(Map.entry(h.get(0).asText(), h.get(1).asText())));
      return new SignedRequest(
          node.get("method").asText(),
          node.get("target").asText(),
          headers,
          node.get("body").asText().getBytes(StandardCharsets.UTF_8));
    }

    SigV4Verifier.Rules rules() {
      return new SigV4Verifier.Rules(
          node.get("normalized").asBoolean(), node.get("tokenUnsigned").asBoolean());
    }

    Optional<String> tokenHash() {
      return Optional.ofNullable(node.get("token"))
          .map(token -> SigningKeyCache.sha256(token.asText().getBytes(StandardCharsets.UTF_8)))
          .map(HexFormat.of()::formatHex);
    }

    SigV4Verifier sigv4() {
      AccessKey key =
          new AccessKey(
              "AKIDEXAMPLE",
              SECRET,
              "111122223333",
              true,
              Optional.empty(),
              tokenHash(),
              Optional.empty());
      return new SigV4Verifier(
          id -> Future.succeededFuture(Optional.of(key).filter(k -> k.id().equals(id))),
          AuthConfig.defaults(),
          Set.of("service"),
          InstantSource.fixed(AT),
          rules());
    }

    @Override
    public String toString() {
      return node.get("name").asText();
    }
  }

  static List<Figure> figures() throws IOException {
    JsonNode all =
        new ObjectMapper()
            .readTree(
                PublishedFiguresTest.class.getResource("/identity/aws-published-figures.json"));
    return StreamSupport.stream(all.spliterator(), false).map(Figure::new).toList();
  }

  @Test
  void there_are_76_of_them() throws IOException {
    assertThat(figures()).hasSize(76);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("figures")
  void each_is_accepted(Figure figure) {
    Future<AuthenticatedCaller> verified = figure.sigv4().verify(figure.request());

    assertThat(verified.cause()).isNull();
    assertThat(verified.result().principal().account()).isEqualTo("111122223333");
  }

  /** Paths that are normalised and folded headers say the same in several ways. */
  static List<Figure> unambiguous() throws IOException {
    return figures().stream()
        .filter(figure -> !figure.toString().matches("get-(relative|slash).*-normalized.*"))
        .filter(figure -> !figure.toString().startsWith("get-header-value-multiline"))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unambiguous")
  void none_is_accepted_with_one_signed_bit_changed(Figure figure) {
    SigV4Verifier sigv4 = figure.sigv4();

    for (SignedRequest mutant : Mutants.of(figure.request())) {
      boolean accepted = sigv4.verify(mutant).succeeded();
      assertThat(accepted).as("%s %s", mutant.target(), mutant.headers()).isFalse();
    }
  }

  @Test
  void these_are_more_than_five_thousand_changes() throws IOException {
    long mutants = 0;
    for (Figure figure : unambiguous()) {
      mutants += Mutants.of(figure.request()).size();
    }
    assertThat(mutants).isGreaterThan(5_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("figures")
  void its_canonical_request_is_as_published(Figure figure) {
    SignedRequest request = figure.request();
    SignatureParameters claim = SignatureParameters.of(request, figure.rules().unsignedToken());
    String hash = HexFormat.of().formatHex(SigningKeyCache.sha256(request.body()));
    Set<String> leftOut =
        figure.rules().unsignedToken()
            ? Set.of(PresignedQuery.SIGNATURE, PresignedQuery.TOKEN)
            : Set.of(PresignedQuery.SIGNATURE);

    String canonical =
        CanonicalRequest.of(
            request,
            claim.authorization().signedHeaders(),
            leftOut,
            figure.rules().normalizedPath(),
            hash);

    byte[] digest = SigningKeyCache.sha256(canonical.getBytes(StandardCharsets.UTF_8));
    assertThat(HexFormat.of().formatHex(digest))
        .as(canonical)
        .isEqualTo(figure.node().get("canonicalSha256").asText());
  }
}
