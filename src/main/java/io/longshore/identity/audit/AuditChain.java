package io.longshore.identity.audit;

import io.longshore.api.AuditEvent;
import io.longshore.identity.key.ServerKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The state of a chain of audit events. Each event's hash covers the previous one. The hashes are
 * keyed, so they cannot be forged with access to the database alone.
 *
 * @param previous the chain that was opened last before this one, by any process
 * @param touchedAt when it was last appended to
 * @param length the number of its events, numbered from 1
 * @param last the hash of the last event, or the initial hash
 */
record AuditChain(
    UUID id,
    Optional<UUID> previous,
    Instant openedAt,
    Instant touchedAt,
    boolean closed,
    long length,
    byte[] last) {

  /** An event of the chain. */
  record Link(long seq, AuditEvent event, byte[] hash) {}

  static AuditChain opened(byte[] key, UUID id, Optional<UUID> previous, Instant at) {
    byte[] initial = ServerKeys.mac(key, bytes("chain", id.toString()));
    return new AuditChain(id, previous, at, at, false, 0, initial);
  }

  /** Links events to the end of this chain. */
  List<Link> links(byte[] key, List<AuditEvent> events) {
    List<Link> links = new ArrayList<>();
    byte[] previousHash = last;
    for (AuditEvent event : events) {
      long seq = length + links.size() + 1;
      previousHash = hash(key, previousHash, seq, event);
      links.add(new Link(seq, event, previousHash));
    }
    return links;
  }

  AuditChain with(List<Link> links, Instant at) {
    byte[] end = links.isEmpty() ? last : links.get(links.size() - 1).hash();
    return new AuditChain(id, previous, openedAt, at, closed, length + links.size(), end);
  }

  AuditChain closed(Instant at) {
    return new AuditChain(id, previous, openedAt, at, true, length, last);
  }

  static byte[] hash(byte[] key, byte[] previousHash, long seq, AuditEvent event) {
    byte[] text =
        bytes(
            Long.toString(seq),
            Long.toString(event.at().toEpochMilli()),
            event.account(),
            event.accessKey(),
            event.operation(),
            event.resource(),
            event.source(),
            event.outcome(),
            event.requestId());
    return ServerKeys.mac(
        key,
        ByteBuffer.allocate(previousHash.length + text.length).put(previousHash).put(text).array());
  }

  /** The keyed hash over this chain's state. */
  byte[] head(byte[] key) {
    byte[] text =
        bytes(
            "head",
            id.toString(),
            previous.map(UUID::toString).orElse(""),
            Long.toString(openedAt.toEpochMilli()),
            Long.toString(touchedAt.toEpochMilli()),
            Boolean.toString(closed),
            Long.toString(length));
    return ServerKeys.mac(
        key, ByteBuffer.allocate(last.length + text.length).put(text).put(last).array());
  }

  /** Prefixes each part with its length, so that different lists result in different bytes. */
  private static byte[] bytes(String... parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      text.append(part.length()).append(':').append(part);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
