package io.longshore.identity.key;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Values by name, a bounded number of them. Those that nobody asks for go first: what was asked for
 * since about half as many others came stays.
 */
final class BoundedCache<T> {

  private record Halves<T>(Map<String, T> young, Map<String, T> old) {}

  private final int half;
  private final AtomicReference<Halves<T>> halves =
      new AtomicReference<>(new Halves<>(new ConcurrentHashMap<>(), new ConcurrentHashMap<>()));

  /**
   * @param most at most so many are kept, but for a few while several threads put at once
   */
  BoundedCache(int most) {
    this.half = most / 2;
  }

  Optional<T> get(String name) {
    Halves<T> now = halves.get();
    T young = now.young().get(name);
    if (young != null) {
      return Optional.of(young);
    }
    T old = now.old().get(name);
    if (old != null) {
      room(name).putIfAbsent(name, old);
    }
    return Optional.ofNullable(old);
  }

  void put(String name, T value) {
    room(name).put(name, value);
  }

  void remove(String name) {
    Halves<T> now = halves.get();
    now.young().remove(name);
    now.old().remove(name);
  }

  private Map<String, T> room(String name) {
    Halves<T> now = halves.get();
    if (now.young().size() >= half && !now.young().containsKey(name)) {
      halves.compareAndSet(now, new Halves<>(new ConcurrentHashMap<>(), now.young()));
    }
    return halves.get().young();
  }
}
