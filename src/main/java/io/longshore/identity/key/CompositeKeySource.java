package io.longshore.identity.key;

import io.longshore.async.AsyncLoop;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The keys of several places; the first place that has a key decides about it. */
public final class CompositeKeySource implements KeySource {

  private final List<KeySource> places = new CopyOnWriteArrayList<>();

  public void add(KeySource place) {
    places.add(place);
  }

  @Override
  public Future<Optional<AccessKey>> find(String accessKey) {
    return AsyncLoop.reduce(
        places,
        Optional.empty(),
        (found, place) ->
            found.isPresent() ? Future.succeededFuture(found) : place.find(accessKey));
  }

  @Override
  public void used(AccessKey key) {
    places.forEach(place -> place.used(key));
  }

  @Override
  public boolean toleratesTokens() {
    return !places.isEmpty() && places.stream().allMatch(KeySource::toleratesTokens);
  }
}
