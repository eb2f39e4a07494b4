package io.longshore.events.delivery;

import io.longshore.events.target.OutgoingEvent;
import java.util.UUID;

/**
 * A delivery that this replica tries.
 *
 * @param lease fences the result: it is recorded only while no other replica has the delivery
 */
record ClaimedDelivery(String target, UUID lease, OutgoingEvent event) {}
