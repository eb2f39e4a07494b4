package io.longshore.identity.sigv4;

import io.longshore.identity.key.AccessKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Signs requests by Signature Version 4, as an SDK does. */
public final class SigV4Signer {

  private final AccessKey key;
  private final InstantSource clock;

  public SigV4Signer(AccessKey key, InstantSource clock) {
    this.key = key;
    this.clock = clock;
  }

  /**
   * Returns the request with {@code X-Amz-Date} and {@code Authorization} added. All its headers
   * are signed; {@code Host} must be among them. The path of a request to S3 is encoded once.
   */
  public SignedRequest sign(SignedRequest request, String region, String service) {
    String now = SigningTime.basic(clock.instant());
    List<Map.Entry<String, String>> headers = new ArrayList<>(request.headers());
    headers.add(Map.entry("X-Amz-Date", now));
    SignedRequest dated = request.with(headers);
    List<String> names = CanonicalRequest.names(headers.stream().map(Map.Entry::getKey).toList());
    CredentialScope scope = new CredentialScope(now.substring(0, 8), region, service);
    String hash = HexFormat.of().formatHex(SigningKeyCache.sha256(request.body()));
    byte[] signature =
        SigV4Verifier.signature(
            SigningKeyCache.derive(key.secret(), scope),
            SigningTime.ofHeaders(dated).at(),
            scope,
            canonical(dated, names, service, hash));
    headers.add(
        Map.entry(
            "Authorization",
            "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(
                    AuthorizationHeader.ALGORITHM,
                    key.id(),
                    scope,
                    String.join(";", names),
                    HexFormat.of().formatHex(signature))));
    return dated.with(headers);
  }

  private static String canonical(
      SignedRequest request, List<String> names, String service, String hash) {
    return service.equals(UnverifiedCredential.S3)
        ? CanonicalRequest.ofPath(
            request, names, Set.of(), CanonicalRequest.pathOnce(request.path()), hash)
        : CanonicalRequest.of(request, names, Set.of(), true, hash);
  }
}
