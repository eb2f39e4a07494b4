package io.longshore.api;

/**
 * The authenticated caller. Only the verifiers of signatures and of session tokens create it.
 *
 * @param account the 12-digit account
 * @param region the region of the verified credential scope
 * @param accessKey the access key id
 */
public record Principal(String account, String region, String accessKey) {}
