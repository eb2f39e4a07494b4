package io.longshore.api;

import java.time.Instant;

/**
 * An event of the audit log: who did what, with which outcome.
 *
 * @param at the time of the response, to the millisecond
 * @param operation the contract's operationId
 * @param resource the ARNs of the accessed resources, separated by blanks
 * @param source the connection's remote address
 * @param outcome the HTTP status; then, after a space, the error code or the service's remark
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
