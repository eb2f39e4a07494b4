package io.longshore.embedded.s3;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.stream.Stream;

/** What may be put on a bucket and is shown again as it came; nothing here acts on it. */
enum Setting {
  POLICY("policy", "NoSuchBucketPolicy", "The bucket policy does not exist", 204),
  TAGGING("tagging", "NoSuchTagSet", "The TagSet does not exist", 204),
  CORS("cors", "NoSuchCORSConfiguration", "The CORS configuration does not exist", 200),
  ENCRYPTION(
      "encryption",
      "ServerSideEncryptionConfigurationNotFoundError",
      "The server side encryption configuration was not found",
      200),
  PUBLIC_ACCESS(
      "publicAccessBlock",
      "NoSuchPublicAccessBlockConfiguration",
      "The public access block configuration was not found",
      200),
  OWNERSHIP(
      "ownershipControls",
      "OwnershipControlsNotFoundError",
      "The bucket ownership controls were not found",
      200);

  private static final int LARGEST = 256 * 1024;

  private final String parameter;
  private final String missing;
  private final String message;
  private final int put;

  Setting(String parameter, String missing, String message, int put) {
    this.parameter = parameter;
    this.missing = missing;
    this.message = message;
    this.put = put;
  }

  static Optional<Setting> of(S3Request request) {
    return Stream.of(values()).filter(each -> request.asks(each.parameter)).findFirst();
  }

  S3Answer get(Bucket bucket) {
    String value =
        bucket.facts().setting(parameter).orElseThrow(() -> new S3Error(404, missing, message));
    String type = this == POLICY ? "application/json" : "application/xml";
    return S3Answer.of(Buffer.buffer(value), type);
  }

  S3Answer put(Bucket bucket, Buffer body) {
    if (body.length() > LARGEST) {
      throw Code.ENTITY_TOO_LARGE.error();
    }
    check(body);
    bucket.facts().set(parameter, body.toString());
    return S3Answer.of(put);
  }

  private void check(Buffer body) {
    switch (this) {
      case POLICY -> {
        try {
          new JsonObject(body);
        } catch (DecodeException malformed) {
          throw Code.MALFORMED_POLICY.error();
        }
      }
      case TAGGING -> Elements.read(body, "Tagging");
      case CORS -> Elements.read(body, "CORSConfiguration");
      case PUBLIC_ACCESS -> Elements.read(body, "PublicAccessBlockConfiguration");
      case OWNERSHIP -> Elements.read(body, "OwnershipControls");
      case ENCRYPTION -> {
        Elements.read(body, "ServerSideEncryptionConfiguration");
        if (body.toString().contains("aws:kms")) {
          throw Code.NOT_IMPLEMENTED.error("The embedded S3 has no keys of KMS.");
        }
      }
    }
  }

  S3Answer delete(Bucket bucket) {
    bucket.facts().unset(parameter);
    return S3Answer.of(204);
  }
}
