package io.longshore.identity.sigv4;

import io.longshore.api.ApiError;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Fuzzes the Authorization header: it is rejected, or parsed such that the formatted result parses
 * to the same value.
 */
public final class AuthorizationHeaderFuzz {

  private AuthorizationHeaderFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    String header = new String(data, StandardCharsets.ISO_8859_1); // Netty's limit
    AuthorizationHeader taken;
    try {
      taken = AuthorizationHeader.parse(header);
    } catch (ApiError refused) {
      requireRefusal(refused);
      return;
    }
    String again =
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(
                taken.accessKey(),
                taken.scope(),
                String.join(";", taken.signedHeaders()),
                taken.signature());
    if (!AuthorizationHeader.parse(again).equals(taken)) {
      throw new AssertionError("The parsed value differs after formatting: " + header);
    }
  }

  static void requireRefusal(ApiError refused) {
    if (refused.code().status() < 400 || refused.code().status() > 499) {
      throw new AssertionError("Not rejected with an error: " + refused.code());
    }
  }

  public static List<byte[]> seeds() {
    String scope =
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/service/aws4_request";
    String signature = "Signature=" + "0123456789abcdef".repeat(4);
    return List.of(
            scope + ", SignedHeaders=host;x-amz-date, " + signature,
            scope + ",SignedHeaders=content-type;host;x-amz-date;x-amz-target," + signature,
            signature + ", SignedHeaders=host, " + scope,
            "AWS test:signature",
            "Bearer x")
        .stream()
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
        .toList();
  }
}
