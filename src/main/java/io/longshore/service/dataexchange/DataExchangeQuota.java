package io.longshore.service.dataexchange;

/**
 * A quota.
 *
 * @param name one of the model's LimitName
 */
public record DataExchangeQuota(String name, int value) {}
