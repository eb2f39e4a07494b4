package io.longshore.identity.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.AuthConfig;
import io.vertx.core.Future;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.MacSpi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The work of a refusal does not reveal whether a key exists; counts keyed hashes, not time. */
class ConstantWorkTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final String KNOWN = "210987654321";
  private static final String DISABLED = "210987654322";

  /** Java's keyed hash, counted per thread. */
  public static final class CountedMac extends MacSpi {

    private static final ThreadLocal<AtomicInteger> COUNT =
        ThreadLocal.withInitial(AtomicInteger::new);

    private final Mac own;

    public CountedMac() throws NoSuchAlgorithmException {
      own = Mac.getInstance("HmacSHA256", Security.getProvider("SunJCE"));
    }

    @Override
    protected int engineGetMacLength() {
      return own.getMacLength();
    }

    @Override
    protected void engineInit(Key key, AlgorithmParameterSpec params)
        throws java.security.InvalidKeyException {
      own.init(key);
    }

    @Override
    protected void engineUpdate(byte input) {
      own.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      own.update(input, offset, length);
    }

    @Override
    protected byte[] engineDoFinal() {
      COUNT.get().incrementAndGet();
      return own.doFinal();
    }

    @Override
    protected void engineReset() {
      own.reset();
    }
  }

  private static final class Counting extends Provider {
    Counting() {
      super("Counting", "1", "counts keyed hashes");
      put("Mac.HmacSHA256", CountedMac.class.getName());
    }
  }

  @BeforeAll
  static void count() {
    Security.insertProviderAt(new Counting(), 1);
  }

  @AfterAll
  static void stop() {
    Security.removeProvider("Counting");
  }

  private static Future<Optional<io.longshore.identity.key.AccessKey>> find(String id) {
    boolean there = id.equals(KNOWN) || id.equals(DISABLED);
    return Future.succeededFuture(
        Optional.of(new io.longshore.identity.key.AccessKey(id, "secret", id, id.equals(KNOWN)))
            .filter(key -> there));
  }

  private static SignedRequest signed(String id, String secret, String... headers) {
    List<Map.Entry<String, String>> lines = new java.util.ArrayList<>();
    lines.add(Map.entry("Host", "h"));
    for (int i = 0; i < headers.length; i += 2) {
      lines.add(Map.entry(headers[i], headers[i + 1]));
    }
    return new SigV4Signer(new io.longshore.identity.key.AccessKey(id, secret, id, true), CLOCK)
        .sign(
            new SignedRequest("GET", "/v1/tags/arn:aws:x", lines, new byte[0]),
            "us-east-1",
            "mobiletargeting");
  }

  private static int hashes(SigV4Verifier sigv4, SignedRequest request, boolean opens) {
    CountedMac.COUNT.get().set(0);
    assertThat(sigv4.verify(request).succeeded()).isEqualTo(opens);
    return CountedMac.COUNT.get().get();
  }

  @Test
  void an_unknown_key_a_disabled_key_and_a_wrong_secret_cost_the_same() {
    SigV4Verifier sigv4 =
        new SigV4Verifier(
            ConstantWorkTest::find, AuthConfig.defaults(), Set.of("mobiletargeting"), CLOCK);
    for (String[] headers : new String[][] {{}, {"X-Forwarded-Host", "other"}}) {
      int unknown = hashes(sigv4, signed("nobody", "guess", headers), false);
      int cold = hashes(sigv4, signed(KNOWN, "guess", headers), false);
      assertThat(hashes(sigv4, signed(KNOWN, "secret", headers), true)).isPositive();
      int warm = hashes(sigv4, signed(KNOWN, "guess", headers), false);
      int disabled = hashes(sigv4, signed(DISABLED, "secret", headers), false);

      assertThat(unknown).isGreaterThanOrEqualTo(5);
      assertThat(List.of(cold, warm, disabled)).containsOnly(unknown);
      sigv4 =
          new SigV4Verifier(
              ConstantWorkTest::find, AuthConfig.defaults(), Set.of("mobiletargeting"), CLOCK);
    }
  }

  @Test
  void a_valid_signature_costs_one_hash_once_its_key_is_cached() {
    SigV4Verifier sigv4 =
        new SigV4Verifier(
            ConstantWorkTest::find, AuthConfig.defaults(), Set.of("mobiletargeting"), CLOCK);

    assertThat(hashes(sigv4, signed(KNOWN, "secret"), true)).isEqualTo(5);
    assertThat(hashes(sigv4, signed(KNOWN, "secret"), true)).isEqualTo(1);
  }
}
