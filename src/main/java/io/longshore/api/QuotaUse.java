package io.longshore.api;

import java.util.Optional;

/**
 * The highest use of a quota.
 *
 * @param service the service's name
 * @param quota the quota's name, in words with dashes
 * @param used the use by the account, or by its resource that the quota applies to, with the
 *     highest use
 * @param limit the quota
 * @param account that account; empty when nothing is used
 */
public record QuotaUse(
    String service, String quota, long used, long limit, Optional<String> account) {}
