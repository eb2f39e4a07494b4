package io.longshore.identity.key;

import io.longshore.config.AuthConfig;
import io.longshore.identity.audit.OperatorAudit;
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
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The access keys of the database, for whoever operates them. Needs {@code auth.masterKey}. */
public final class AccessKeyAdmin {

  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int LETTERS_OF_ID = 16;
  private static final int SECRET_BYTES = 30;
  private static final int TOKEN_BYTES = 96;

  private final Postgres postgres;
  private final AccessKeyStore store;
  private final SecretEnvelope vault;
  private final SecureRandom random;
  private final OperatorAudit ledger;

  /**
   * @param ledger where changes are written down
   */
  public AccessKeyAdmin(
      Postgres postgres, AuthConfig config, SecureRandom random, OperatorAudit ledger) {
    this.postgres = postgres;
    this.ledger = ledger;
    this.store = new AccessKeyStore(postgres);
    this.vault = DatabaseKeySource.vault(config, random);
    this.random = random;
  }

  /**
   * A key that was just made; the only moment at which its secret can be read.
   *
   * @param token the session token, for a temporary key
   */
  public record Issued(String id, String secret, Optional<String> token) {
    @Override
    public String toString() {
      return "Issued[id=" + id + "]"; // never the secret
    }
  }

  /**
   * A key as a person may see it.
   *
   * @param state {@code enabled}, {@code disabled} or {@code unreadable}: sealed under a master key
   *     that is not configured
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
   * Makes a key of that account.
   *
   * @param policy what {@link Policy#parse} reads; empty for all that the account may
   */
  public Future<Issued> create(String account, Optional<String> policy, Optional<Instant> expires) {
    Issued made = new Issued("AKIA" + letters(), base64(SECRET_BYTES), Optional.empty());
    return insert(made, account, policy, expires);
  }

  /** Makes a key that counts only with a session token, until then. */
  public Future<Issued> createTemporary(String account, Optional<String> policy, Instant expires) {
    String id = "ASIA" + letters();
    Issued made = new Issued(id, base64(SECRET_BYTES), Optional.of(base64(TOKEN_BYTES)));
    return insert(made, account, policy, Optional.of(expires));
  }

  private Future<Issued> insert(
      Issued made, String account, Optional<String> policy, Optional<Instant> expires) {
    Optional<String> tokenHash =
        made.token()
            .map(token -> SigningKeyCache.sha256(token.getBytes(StandardCharsets.UTF_8)))
            .map(HexFormat.of()::formatHex);
    SecretEnvelope.Sealed sealed = vault.seal(made.secret(), made.id());
    return postgres.transact(
        tx ->
            new AccessKeyStore(tx)
                .insert(made.id(), account, sealed, tokenHash, policy, expires)
                .compose(done -> ledger.write(tx, account, "keys.Create", made.id()))
                .map(made));
  }

  /** The keys of that account, or all. */
  public Future<List<View>> list(Optional<String> account) {
    return store.all(account).map(rows -> rows.stream().map(this::view).toList());
  }

  /**
   * What that key's policy says to a question; empty when there is no such key. One without a
   * policy may do all.
   */
  public Future<Optional<Decision>> explain(String id, AuthorizationRequest question) {
    return store
        .find(id)
        .map(
            found ->
                found.map(
                    row ->
                        row.policy()
                            .map(text -> Policy.parse(text).decide(question))
                            .orElse(new Decision(true, "A key without a policy"))));
  }

  /** False when there is no such key, or it was disabled before. */
  public Future<Boolean> disable(String id) {
    return postgres.transact(
        tx -> written(tx, id, "keys.Disable", id, new AccessKeyStore(tx).disable(id)));
  }

  /**
   * Makes a key that stands for an old one, which ends after {@code keep}; empty when there is no
   * such key that works.
   */
  public Future<Optional<Issued>> rotate(String old, Duration keep) {
    String id = "AKIA" + letters();
    String secret = base64(SECRET_BYTES);
    SecretEnvelope.Sealed sealed = vault.seal(secret, id);
    return postgres
        .transact(
            tx -> {
              Future<Boolean> done = new AccessKeyStore(tx).replace(old, id, sealed, keep);
              return written(tx, old, "keys.Rotate", old + " " + id, done);
            })
        .map(done -> Optional.of(new Issued(id, secret, Optional.empty())).filter(any -> done));
  }

  /** Writes down what was done to that key, if it was. */
  private Future<Boolean> written(
      Transaction tx, String id, String operation, String resource, Future<Boolean> change) {
    return change.compose(
        done ->
            done
                ? new AccessKeyStore(tx)
                    .find(id)
                    .compose(
                        row -> ledger.write(tx, row.orElseThrow().account(), operation, resource))
                    .map(true)
                : Future.succeededFuture(false));
  }

  /**
   * Wraps what a former master key had wrapped under the one that is configured; returns how many
   * keys that were. Those that no configured master key opens stay as they are.
   */
  public Future<Integer> rewrap() {
    return store
        .all(Optional.empty())
        .compose(
            rows ->
                Future.all(
                    rows.stream()
                        .filter(row -> !row.secret().master().equals(vault.master()))
                        .map(this::rewrapRow)
                        .toList()))
        .map(done -> (int) done.<Boolean>list().stream().filter(changed -> changed).count());
  }

  private Future<Boolean> rewrapRow(AccessKeyRow row) {
    return vault
        .rewrap(row.secret(), row.id())
        .map(
            anew ->
                postgres.transact(
                    tx -> {
                      Future<Boolean> done = new AccessKeyStore(tx).rewrap(row, anew);
                      return written(tx, row.id(), "keys.Rewrap", row.id(), done);
                    }))
        .orElse(Future.succeededFuture(false));
  }

  private View view(AccessKeyRow row) {
    boolean readable = vault.open(row.secret(), row.id()).isPresent();
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

  private String letters() {
    StringBuilder text = new StringBuilder(LETTERS_OF_ID);
    random.ints(LETTERS_OF_ID, 0, LETTERS.length()).forEach(i -> text.append(LETTERS.charAt(i)));
    return text.toString();
  }

  private String base64(int bytes) {
    byte[] some = new byte[bytes];
    random.nextBytes(some);
    return Base64.getEncoder().encodeToString(some);
  }
}
