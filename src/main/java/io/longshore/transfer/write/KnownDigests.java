package io.longshore.transfer.write;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The SHA-256 of the last contents that have a name, see {@link RowSource#contentId}. Thread-safe.
 */
final class KnownDigests {

  private static final int MOST = 10_000;

  private final Map<String, String> digests = Collections.synchronizedMap(new Latest());

  private static final class Latest extends LinkedHashMap<String, String> {
    private static final long serialVersionUID = 1L;

    Latest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
      return size() > MOST;
    }
  }

  Optional<String> find(String contentId) {
    return Optional.ofNullable(digests.get(contentId));
  }

  void put(String contentId, String digest) {
    digests.put(contentId, digest);
  }
}
