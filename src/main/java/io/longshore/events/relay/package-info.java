/**
 * Turns what has happened into deliveries: reads the history of jobs and the outbox after the
 * position of each target, and writes a delivery for each event that the target's pattern matches.
 */
package io.longshore.events.relay;
