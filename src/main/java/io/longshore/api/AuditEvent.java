package io.longshore.api;

import java.time.Instant;

/**
 * Who did what, and what came of it.
 *
 * @param at when it was answered, to the millisecond
 * @param operation the contract's operationId
 * @param resource what it was done to, as a policy names it; several are parted by blanks
 * @param source the address that the connection came from
 * @param outcome the HTTP status, and the error's name behind a blank
 */
public record AuditEvent(
    Instant at,
    String account,
    String accessKey,
    String operation,
    String resource,
    String source,
    String outcome,
    String requestId) {}
