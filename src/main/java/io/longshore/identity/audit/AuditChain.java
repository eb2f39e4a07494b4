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
 * A chain of audit events as far as it is written. Hashes are keyed, so nobody who only has the
 * database can make others.
 *
 * @param previous the chain that was opened last before this one, by whichever process
 * @param length how many rows it has, numbered from 1
 * @param last the hash of the last row, or the one that stands for none
 */
record AuditChain(
    UUID id,
    Optional<UUID> previous,
    Instant openedAt,
    Instant touchedAt,
    boolean closed,
    long length,
    byte[] last) {

  /** A row of the chain. */
  record Link(long seq, AuditEvent event, byte[] hash) {}

  static AuditChain opened(byte[] key, UUID id, Optional<UUID> previous, Instant at) {
    byte[] none = ServerKeys.mac(key, bytes("chain", id.toString()));
    return new AuditChain(id, previous, at, at, false, 0, none);
  }

  /** What the events become at the end of this chain. */
  List<Link> links(byte[] key, List<AuditEvent> events) {
    List<Link> links = new ArrayList<>();
    byte[] before = last;
    for (AuditEvent event : events) {
      long seq = length + links.size() + 1;
      before = hash(key, before, seq, event);
      links.add(new Link(seq, event, before));
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

  static byte[] hash(byte[] key, byte[] before, long seq, AuditEvent event) {
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
        key, ByteBuffer.allocate(before.length + text.length).put(before).put(text).array());
  }

  /** The seal over what this chain says of itself. */
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

  /** Each part with its length, so that no two lists make the same bytes. */
  private static byte[] bytes(String... parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      text.append(part.length()).append(':').append(part);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
