package io.longshore.identity.key;

import io.longshore.async.AsyncLoop;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The keys of several sources; a key is taken from the first source that has it. */
public final class CompositeKeySource implements KeySource {

  private final List<KeySource> sources = new CopyOnWriteArrayList<>();

  public void add(KeySource source) {
    sources.add(source);
  }

  @Override
  public Future<Optional<AccessKey>> find(String accessKey) {
    return AsyncLoop.reduce(
        sources,
        Optional.empty(),
        (found, source) ->
            found.isPresent() ? Future.succeededFuture(found) : source.find(accessKey));
  }

  @Override
  public void used(AccessKey key) {
    sources.forEach(source -> source.used(key));
  }

  @Override
  public boolean toleratesTokens() {
    return !sources.isEmpty() && sources.stream().allMatch(KeySource::toleratesTokens);
  }
}
