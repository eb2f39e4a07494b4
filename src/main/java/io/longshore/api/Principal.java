package io.longshore.api;

/**
 * Who calls. Only the signature verifier makes one.
 *
 * @param account the 12-digit account that everything the call touches belongs to
 * @param region the region of the verified credential scope
 * @param accessKey the access key id, for logs; never the secret
 */
public record Principal(String account, String region, String accessKey) {}
