package io.longshore.identity.session;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.api.Principal;
import io.longshore.identity.AuthenticatedCaller;
import io.longshore.identity.PageTokenCipher;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.key.KeySource;
import io.longshore.identity.key.ServerKeys;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionVerifierTest {

  private static final Principal CALLER =
      new Principal("111122223333", "eu-west-1", "AKIAAAAAAAAAAAAAAAAA");
  private static final ServerKeys KEYS = ServerKeys.of(new byte[32]);
  private static final AccessKey KEY =
      new AccessKey(CALLER.accessKey(), "secret", CALLER.account(), true);

  private Instant now = Instant.parse("2026-11-30T10:00:00Z");
  private final InstantSource clock = () -> now;
  private final SessionTokens tokens = new SessionTokens(KEYS, clock, new SecureRandom());
  private Optional<AccessKey> stored = Optional.of(KEY);

  @Test
  void a_session_is_its_keys_account_in_the_region_of_its_creation_on_every_replica() {
    String token = token(Duration.ofHours(1));
    SessionTokens otherReplica = new SessionTokens(KEYS, clock, new SecureRandom());

    AuthenticatedCaller caller =
        await(
            new SessionVerifier(otherReplica, source(), clock)
                .verify(List.of("Bearer " + token), "personalize"));

    assertThat(caller.principal()).isEqualTo(CALLER);
    assertThat(caller.inSession()).isTrue();
    assertThat(caller.signed().service()).isEqualTo("personalize");
  }

  @Test
  void a_session_ends_after_its_validity_and_after_8_hours_at_most() {
    String hour = token(Duration.ofHours(1));
    String days = token(Duration.ofDays(3));

    now = now.plus(Duration.ofHours(1)).minusSeconds(1);
    assertThat(await(verify(hour)).principal()).isEqualTo(CALLER);
    now = now.plusSeconds(1);
    assertThat(code(hour)).isEqualTo(CommonError.EXPIRED_TOKEN);
    now = now.plus(Duration.ofHours(7));
    assertThat(code(days)).isEqualTo(CommonError.EXPIRED_TOKEN);
  }

  @Test
  void every_changed_character_makes_a_token_invalid() {
    String token = token(Duration.ofHours(1));
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      // The last character holds bits that base64 ignores.
      if (i < token.length() - 1) {
        String changed = token.substring(0, i) + other + token.substring(i + 1);
        assertThat(code(changed)).isEqualTo(CommonError.UNRECOGNIZED_CLIENT);
      }
    }
    assertThat(code(token.substring(0, token.length() - 2)))
        .isEqualTo(CommonError.UNRECOGNIZED_CLIENT);
    assertThat(code("")).isEqualTo(CommonError.UNRECOGNIZED_CLIENT);
  }

  @Test
  void a_page_token_is_no_session() {
    PageTokenCipher pages = new PageTokenCipher(KEYS, clock, new SecureRandom());
    String page = pages.encrypt(CALLER, "session tokens", "position");

    assertThat(code(page)).isEqualTo(CommonError.UNRECOGNIZED_CLIENT);
    assertThat(code("lss_" + page)).isEqualTo(CommonError.UNRECOGNIZED_CLIENT);
  }

  @Test
  void a_token_of_another_installation_is_invalid() {
    byte[] other = new byte[32];
    other[0] = 1;
    SessionTokens theirs = new SessionTokens(ServerKeys.of(other), clock, new SecureRandom());

    assertThat(code(theirs.token(theirs.begin(CALLER, Duration.ofHours(1)))))
        .isEqualTo(CommonError.UNRECOGNIZED_CLIENT);
  }

  @Test
  void a_session_ends_with_its_key() {
    String token = token(Duration.ofHours(1));

    stored = Optional.empty();
    assertThat(code(token)).isEqualTo(CommonError.UNRECOGNIZED_CLIENT);
    stored = Optional.of(new AccessKey(KEY.id(), "secret", KEY.account(), false));
    assertThat(code(token)).isEqualTo(CommonError.UNRECOGNIZED_CLIENT);
    stored = Optional.of(new AccessKey(KEY.id(), "secret", "999988887777", true));
    assertThat(code(token)).isEqualTo(CommonError.UNRECOGNIZED_CLIENT);
    stored =
        Optional.of(
            new AccessKey(
                KEY.id(),
                "secret",
                KEY.account(),
                true,
                Optional.of(now),
                Optional.empty(),
                Optional.empty()));
    assertThat(code(token)).isEqualTo(CommonError.EXPIRED_TOKEN);
  }

  @Test
  void a_request_with_two_authorization_headers_is_refused() {
    String header = "Bearer " + token(Duration.ofHours(1));

    assertThat(
            failure(
                new SessionVerifier(tokens, source(), clock)
                    .verify(List.of(header, header), "longshore")))
        .isInstanceOf(ApiError.class);
  }

  private String token(Duration validity) {
    return tokens.token(tokens.begin(CALLER, validity));
  }

  private Object code(String token) {
    return ((ApiError) failure(verify(token))).code();
  }

  private Future<AuthenticatedCaller> verify(String token) {
    return new SessionVerifier(tokens, source(), clock)
        .verify(List.of("Bearer " + token), "longshore");
  }

  private KeySource source() {
    return id -> Future.succeededFuture(stored.filter(key -> key.id().equals(id)));
  }
}
