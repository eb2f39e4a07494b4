package io.longshore.identity.key;

import io.longshore.config.AuthConfig;
import io.longshore.identity.audit.OperatorAudit;
import io.longshore.identity.audit.OperatorAudit.Actor;
import io.longshore.identity.policy.AuthorizationRequest;
import io.longshore.identity.policy.Decision;
import io.longshore.identity.policy.Policy;
import io.longshore.identity.sigv4.SigningKeyCache;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Administers the access keys in the database. Requires {@code auth.masterKey}. */
public final class AccessKeyAdmin {

  private static final String ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int ID_SUFFIX_LENGTH = 16;
  private static final int SECRET_BYTES = 30;
  private static final int TOKEN_BYTES = 96;

  private final Postgres postgres;
  private final Optional<Transaction> open;
  private final AccessKeyStore store;
  private final SecretEnvelope envelope;
  private final SecureRandom random;
  private final OperatorAudit audit;

  /**
   * @param audit records changes
   */
  public AccessKeyAdmin(
      Postgres postgres, AuthConfig config, SecureRandom random, OperatorAudit audit) {
    this(postgres, Optional.empty(), DatabaseKeySource.envelope(config, random), random, audit);
  }

  private AccessKeyAdmin(
      Postgres postgres,
      Optional<Transaction> open,
      SecretEnvelope envelope,
      SecureRandom random,
      OperatorAudit audit) {
    this.postgres = postgres;
    this.open = open;
    this.audit = audit;
    this.store = new AccessKeyStore(postgres);
    this.envelope = envelope;
    this.random = random;
  }

  /** The same admin, whose changes are part of a transaction. */
  public AccessKeyAdmin in(Transaction tx) {
    return new AccessKeyAdmin(postgres, Optional.of(tx), envelope, random, audit);
  }

  private <T> Future<T> transact(Function<Transaction, Future<T>> change) {
    return open.map(change).orElseGet(() -> postgres.transact(change));
  }

  /**
   * The admin whose changes are recorded as an actor's, unless the audit log is off.
   *
   * @param calls the setting {@code audit.calls}
   */
  public static Future<AccessKeyAdmin> of(
      Postgres postgres,
      AuthConfig config,
      String calls,
      SecureRandom random,
      InstantSource clock,
      Actor actor) {
    return (calls.equals("none")
            ? Future.succeededFuture(OperatorAudit.none())
            : ServerKeys.of(config, postgres, random)
                .map(keys -> OperatorAudit.of(keys, clock, actor)))
        .map(audit -> new AccessKeyAdmin(postgres, config, random, audit));
  }

  /**
   * A new key. Its secret cannot be read later.
   *
   * @param token the session token, for a temporary key
   */
  public record Issued(String id, String secret, Optional<String> token) {
    @Override
    public String toString() {
      return "Issued[id=" + id + "]"; // without the secret
    }
  }

  /**
   * A key without its secret.
   *
   * @param state {@code enabled}, {@code disabled}, or {@code unreadable} when it is encrypted
   *     under a master key that is not configured
   * @param lastUsed to the minute
   */
  public record View(
      String id,
      String account,
      String state,
      boolean temporary,
      boolean restricted,
      Optional<Instant> expires,
      Instant created,
      Optional<Instant> lastUsed) {}

  /**
   * Creates a permanent key.
   *
   * @param policy a document for {@link Policy#parse}; empty for all operations of the account
   */
  public Future<Issued> create(String account, Optional<String> policy, Optional<Instant> expires) {
    Issued issued = new Issued("AKIA" + randomId(), randomBase64(SECRET_BYTES), Optional.empty());
    return insert(issued, account, policy, expires);
  }

  /** Creates a temporary key, which needs its session token. */
  public Future<Issued> createTemporary(String account, Optional<String> policy, Instant expires) {
    String id = "ASIA" + randomId();
    Issued issued =
        new Issued(id, randomBase64(SECRET_BYTES), Optional.of(randomBase64(TOKEN_BYTES)));
    return insert(issued, account, policy, Optional.of(expires));
  }

  private Future<Issued> insert(
      Issued issued, String account, Optional<String> policy, Optional<Instant> expires) {
    Optional<String> tokenHash =
        issued
            .token()
            .map(token -> SigningKeyCache.sha256(token.getBytes(StandardCharsets.UTF_8)))
            .map(HexFormat.of()::formatHex);
    SecretEnvelope.EncryptedSecret encrypted = envelope.encrypt(issued.secret(), issued.id());
    return transact(
        tx ->
            new AccessKeyStore(tx)
                .insert(issued.id(), account, encrypted, tokenHash, policy, expires)
                .compose(done -> audit.record(tx, account, "keys.Create", issued.id()))
                .map(issued));
  }

  /** What a key may give to others; everything, if it is not in the database. */
  public Future<KeyLimits> limits(String id) {
    return limits(store, id);
  }

  /** The same, without the right to change keys and so without a master key. */
  public static Future<KeyLimits> limits(Postgres postgres, String id) {
    return limits(new AccessKeyStore(postgres), id);
  }

  private static Future<KeyLimits> limits(AccessKeyStore store, String id) {
    return store.find(id).map(found -> found.map(KeyLimits::of).orElse(KeyLimits.NONE));
  }

  /** A key; empty when there is none of that id. */
  public Future<Optional<View>> find(String id) {
    return store.find(id).map(found -> found.map(this::view));
  }

  /** The keys of an account, or of all accounts. */
  public Future<List<View>> list(Optional<String> account) {
    return store.all(account).map(rows -> rows.stream().map(this::view).toList());
  }

  /**
   * A page of the keys of an account, or of all accounts, by id.
   *
   * @param after the id that the page begins after
   */
  public Future<List<View>> page(Optional<String> account, Optional<String> after, int limit) {
    return store.page(account, after, limit).map(rows -> rows.stream().map(this::view).toList());
  }

  /** The decision of a key's policy on a request; empty when there is no such key. */
  public Future<Optional<Decision>> explain(String id, AuthorizationRequest request) {
    return store
        .find(id)
        .map(
            found ->
                found.map(
                    row ->
                        row.policy()
                            .map(text -> Policy.parse(text).decide(request))
                            .orElse(new Decision(true, "A key without a policy"))));
  }

  /** Disables a key; false when there is no such enabled key. */
  public Future<Boolean> disable(String id) {
    return transact(tx -> recorded(tx, id, "keys.Disable", id, new AccessKeyStore(tx).disable(id)));
  }

  /**
   * Creates a key that replaces an old one, which expires after {@code keep}; empty when there is
   * no such valid permanent key.
   */
  public Future<Optional<Issued>> rotate(String old, Duration keep) {
    return rotate(old, keep, Optional.empty());
  }

  /** The same; the new key expires then, if ever. */
  public Future<Optional<Issued>> rotate(String old, Duration keep, Optional<Instant> expires) {
    String id = "AKIA" + randomId();
    String secret = randomBase64(SECRET_BYTES);
    SecretEnvelope.EncryptedSecret encrypted = envelope.encrypt(secret, id);
    return transact(
            tx -> {
              Future<Boolean> done =
                  new AccessKeyStore(tx).replace(old, id, encrypted, keep, expires);
              return recorded(tx, old, "keys.Rotate", old + " " + id, done);
            })
        .map(done -> Optional.of(new Issued(id, secret, Optional.empty())).filter(any -> done));
  }

  /** Records a change of a key in the audit log, if there was one. */
  private Future<Boolean> recorded(
      Transaction tx, String id, String operation, String resource, Future<Boolean> change) {
    return change.compose(
        done ->
            done
                ? new AccessKeyStore(tx)
                    .find(id)
                    .compose(
                        row -> audit.record(tx, row.orElseThrow().account(), operation, resource))
                    .map(true)
                : Future.succeededFuture(false));
  }

  /**
   * Encrypts the keys that are encrypted under the former master key under the current one, and
   * returns their number. Keys of other master keys stay unchanged.
   */
  public Future<Integer> rewrap() {
    return store
        .all(Optional.empty())
        .compose(
            rows ->
                Future.all(
                    rows.stream()
                        .filter(row -> !row.secret().master().equals(envelope.master()))
                        .map(this::rewrapRow)
                        .toList()))
        .map(done -> (int) done.<Boolean>list().stream().filter(changed -> changed).count());
  }

  private Future<Boolean> rewrapRow(AccessKeyRow row) {
    return envelope
        .rewrap(row.secret(), row.id())
        .map(
            rewrapped ->
                transact(
                    tx -> {
                      Future<Boolean> done = new AccessKeyStore(tx).rewrap(row, rewrapped);
                      return recorded(tx, row.id(), "keys.Rewrap", row.id(), done);
                    }))
        .orElse(Future.succeededFuture(false));
  }

  private View view(AccessKeyRow row) {
    boolean readable = envelope.decrypt(row.secret(), row.id()).isPresent();
    String state = row.enabled() ? "enabled" : "disabled";
    return new View(
        row.id(),
        row.account(),
        readable ? state : "unreadable",
        row.tokenHash().isPresent(),
        row.policy().isPresent(),
        row.expires(),
        row.created(),
        row.lastUsed());
  }

  private String randomId() {
    StringBuilder text = new StringBuilder(ID_SUFFIX_LENGTH);
    random
        .ints(ID_SUFFIX_LENGTH, 0, ID_ALPHABET.length())
        .forEach(i -> text.append(ID_ALPHABET.charAt(i)));
    return text.toString();
  }

  private String randomBase64(int bytes) {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    return Base64.getEncoder().encodeToString(content);
  }
}
