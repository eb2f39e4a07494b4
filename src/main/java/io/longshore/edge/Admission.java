package io.longshore.edge;

/**
 * How many calls are let in.
 *
 * @param callsInFlight of one service, under way at once
 * @param rates of one account, in a second
 * @param meters count what was not
 */
public record Admission(int callsInFlight, Rates rates, Meters meters) {}
