package io.longshore.identity.key;

import io.vertx.core.Future;
import java.util.Optional;

final class EmbeddedKeySource implements KeySource {

  private static final String SECRET = "test";

  @Override
  public Future<Optional<AccessKey>> find(String accessKey) {
    return Future.succeededFuture(
        account(accessKey).map(a -> new AccessKey(accessKey, SECRET, a, true)));
  }

  @Override
  public boolean toleratesTokens() {
    return true;
  }

  private static Optional<String> account(String accessKey) {
    if (accessKey.equals("test")) {
      return Optional.of("000000000000");
    }
    boolean digits = accessKey.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && accessKey.length() == 12 ? Optional.of(accessKey) : Optional.empty();
  }
}
