package io.longshore.edge.dispatch;

import io.longshore.edge.management.HttpMetrics;

/**
 * The limits on calls of one service.
 *
 * @param callsInFlight concurrent calls of the service, over all event loops
 * @param rates calls per second and account
 * @param metrics count the refused calls
 */
public record AdmissionLimits(int callsInFlight, RateLimiter rates, HttpMetrics metrics) {}
