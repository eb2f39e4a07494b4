package io.longshore.service.dataexchange;

/**
 * A quota.
 *
 * @param name one of the model's LimitName
 */
record Limit(String name, int value) {}
