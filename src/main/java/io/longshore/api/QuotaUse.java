package io.longshore.api;

/**
 * How near a quota is to being used up by the account that uses most of it.
 *
 * @param service the service's name
 * @param quota what is counted, in words with dashes
 * @param used by the account, or the part of it that the quota is of, that has most
 * @param limit how much one may have
 */
public record QuotaUse(String service, String quota, long used, long limit) {}
