package io.longshore.service.pinpoint.user;

import io.longshore.service.pinpoint.endpoint.EndpointSearchTerms;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The users of a file whose rows have different user attributes. Needs at most 12 MiB. Not
 * thread-safe.
 *
 * <p>A hash table has a digest of the attributes in each user's first row. Users whose hashes are
 * equal share an entry, so a user may be among those found although its rows are equal, but no user
 * whose rows differ is missing.
 */
public final class DifferingUsers {

  private static final int FIRST_BITS = 10;
  private static final int MOST_BITS = 20;

  /** Above this the publication compares the endpoints of all users. */
  private static final int MOST_FOUND = 5_000;

  /** The digest of no attributes. */
  private static final long NONE = 1;

  private final int mostBits;
  private final MessageDigest sha256;
  private final Set<String> found = new LinkedHashSet<>();
  private int bits = FIRST_BITS;
  private int[] hashes = new int[1 << bits];
  private long[] digests = new long[1 << bits]; // 0 where there is no entry
  private int entries;
  private boolean anyAttributes;
  private boolean tooMany;

  public DifferingUsers() {
    this(MOST_BITS);
  }

  /**
   * @param mostBits the binary logarithm of the number of slots, of which three quarters are used
   */
  DifferingUsers(int mostBits) {
    this.mostBits = mostBits;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** Adds a row. */
  public void add(String user, JsonObject attributes) {
    anyAttributes |= !attributes.isEmpty();
    if (tooMany) {
      return;
    }
    long hash = EndpointSearchTerms.hash(user);
    int key = (int) (hash ^ hash >>> 32) * 0x9E3779B1; // the product's upper bits choose the slot
    long digest = attributes.isEmpty() ? NONE : digest(attributes);
    int slot = slot(key);
    if (digests[slot] == 0) {
      put(slot, key, digest);
    } else if (digests[slot] != digest) {
      found.add(user);
    }
    if (found.size() > MOST_FOUND || entries > (1 << bits) / 4 * 3) {
      grow();
    }
  }

  /** Those found; empty when there were too many users to find all. */
  public Optional<List<String>> found() {
    if (!anyAttributes) {
      return Optional.of(List.of());
    }
    return tooMany ? Optional.empty() : Optional.of(List.copyOf(found));
  }

  private void grow() {
    int[] oldHashes = hashes;
    long[] oldDigests = digests;
    tooMany = found.size() > MOST_FOUND || bits >= mostBits;
    bits = tooMany ? 0 : bits + 1;
    hashes = new int[1 << bits];
    digests = new long[1 << bits];
    entries = 0;
    for (int i = 0; i < oldHashes.length && !tooMany; i++) {
      if (oldDigests[i] != 0) {
        put(slot(oldHashes[i]), oldHashes[i], oldDigests[i]);
      }
    }
  }

  /** The slot of the hash, or a free one for it. */
  private int slot(int hash) {
    int slot = hash >>> Integer.SIZE - bits;
    while (digests[slot] != 0 && hashes[slot] != hash) {
      slot = slot + 1 & (1 << bits) - 1;
    }
    return slot;
  }

  private void put(int slot, int hash, long digest) {
    hashes[slot] = hash;
    digests[slot] = digest;
    entries++;
  }

  /** Attributes in another order have another digest, so their user is found. */
  private long digest(JsonObject attributes) {
    byte[] digest = sha256.digest(attributes.encode().getBytes(StandardCharsets.UTF_8));
    long first = ByteBuffer.wrap(digest).getLong();
    return first == 0 || first == NONE ? 2 : first;
  }
}
