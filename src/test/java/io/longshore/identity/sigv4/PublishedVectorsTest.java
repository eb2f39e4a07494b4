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
 * The test vectors that AWS publishes for Signature Version 4 (aws-c-auth, 38 cases in the header
 * and in the query), in a file of our own format.
 */
class PublishedVectorsTest {

  private static final Instant AT = Instant.parse("2015-08-30T12:36:00Z");
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  private record PublishedVector(JsonNode node) {

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

  static List<PublishedVector> vectors() throws IOException {
    JsonNode all =
        new ObjectMapper()
            .readTree(
                PublishedVectorsTest.class.getResource("/identity/aws-published-vectors.json"));
    return StreamSupport.stream(all.spliterator(), false).map(PublishedVector::new).toList();
  }

  @Test
  void there_are_76_of_them() throws IOException {
    assertThat(vectors()).hasSize(76);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void every_published_request_is_accepted(PublishedVector vector) {
    Future<AuthenticatedCaller> verified = vector.sigv4().verify(vector.request());

    assertThat(verified.cause()).isNull();
    assertThat(verified.result().principal().account()).isEqualTo("111122223333");
  }

  /** Normalized paths and folded headers have several equivalent forms. */
  static List<PublishedVector> unambiguous() throws IOException {
    return vectors().stream()
        .filter(vector -> !vector.toString().matches("get-(relative|slash).*-normalized.*"))
        .filter(vector -> !vector.toString().startsWith("get-header-value-multiline"))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unambiguous")
  void no_published_request_with_one_changed_bit_is_accepted(PublishedVector vector) {
    SigV4Verifier sigv4 = vector.sigv4();

    for (SignedRequest mutant : Mutants.of(vector.request())) {
      boolean accepted = sigv4.verify(mutant).succeeded();
      assertThat(accepted).as("%s %s", mutant.target(), mutant.headers()).isFalse();
    }
  }

  @Test
  void there_are_more_than_five_thousand_changes() throws IOException {
    long mutants = 0;
    for (PublishedVector vector : unambiguous()) {
      mutants += Mutants.of(vector.request()).size();
    }
    assertThat(mutants).isGreaterThan(5_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void the_canonical_request_is_as_published(PublishedVector vector) {
    SignedRequest request = vector.request();
    SignatureParameters parameters =
        SignatureParameters.of(request, vector.rules().unsignedToken());
    String hash = HexFormat.of().formatHex(SigningKeyCache.sha256(request.body()));
    Set<String> leftOut =
        vector.rules().unsignedToken()
            ? Set.of(PresignedQuery.SIGNATURE, PresignedQuery.TOKEN)
            : Set.of(PresignedQuery.SIGNATURE);

    String canonical =
        CanonicalRequest.of(
            request,
            parameters.authorization().signedHeaders(),
            leftOut,
            vector.rules().normalizedPath(),
            hash);

    byte[] digest = SigningKeyCache.sha256(canonical.getBytes(StandardCharsets.UTF_8));
    assertThat(HexFormat.of().formatHex(digest))
        .as(canonical)
        .isEqualTo(vector.node().get("canonicalSha256").asText());
  }
}
