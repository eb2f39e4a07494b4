package io.longshore.events.relay;

import io.longshore.events.outbox.ServiceEvent;
import java.time.Instant;
import java.util.UUID;

/**
 * A row of the outbox.
 *
 * @param xid the transaction that wrote it
 */
record OutboxEvent(UUID id, long xid, Instant at, ServiceEvent event) {}
