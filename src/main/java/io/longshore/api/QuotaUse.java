package io.longshore.api;

/**
 * The highest use of a quota by any account.
 *
 * @param service the service's name
 * @param quota the quota's name, in words with dashes
 * @param used the use by the account, or by its resource that the quota applies to, with the
 *     highest use
 * @param limit the quota
 */
public record QuotaUse(String service, String quota, long used, long limit) {}
