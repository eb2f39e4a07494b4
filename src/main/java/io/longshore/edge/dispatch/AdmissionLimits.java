package io.longshore.edge.dispatch;

import io.longshore.edge.management.HttpMetrics;

/**
 * How many calls are let in.
 *
 * @param callsInFlight of one service, under way at once
 * @param rates of one account, in a second
 * @param meters count what was not
 */
public record AdmissionLimits(int callsInFlight, RateLimiter rates, HttpMetrics meters) {}
