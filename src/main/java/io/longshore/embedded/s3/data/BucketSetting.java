package io.longshore.embedded.s3.data;

import io.longshore.embedded.s3.S3Error;
import io.longshore.embedded.s3.S3ErrorCode;
import io.longshore.embedded.s3.S3Request;
import io.longshore.embedded.s3.S3Response;
import io.longshore.embedded.s3.body.XmlElement;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.stream.Stream;

/** What may be put on a bucket and is shown again as it came; nothing here acts on it. */
public enum BucketSetting {
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

  BucketSetting(String parameter, String missing, String message, int put) {
    this.parameter = parameter;
    this.missing = missing;
    this.message = message;
    this.put = put;
  }

  public static Optional<BucketSetting> of(S3Request request) {
    return Stream.of(values()).filter(each -> request.asks(each.parameter)).findFirst();
  }

  public S3Response get(Bucket bucket) {
    String value =
        bucket.facts().setting(parameter).orElseThrow(() -> new S3Error(404, missing, message));
    String type = this == POLICY ? "application/json" : "application/xml";
    return S3Response.of(Buffer.buffer(value), type);
  }

  public S3Response put(Bucket bucket, Buffer body) {
    if (body.length() > LARGEST) {
      throw S3ErrorCode.ENTITY_TOO_LARGE.error();
    }
    check(body);
    bucket.facts().set(parameter, body.toString());
    return S3Response.of(put);
  }

  private void check(Buffer body) {
    switch (this) {
      case POLICY -> {
        try {
          new JsonObject(body);
        } catch (DecodeException malformed) {
          throw S3ErrorCode.MALFORMED_POLICY.error();
        }
      }
      case TAGGING -> XmlElement.read(body, "Tagging");
      case CORS -> XmlElement.read(body, "CORSConfiguration");
      case PUBLIC_ACCESS -> XmlElement.read(body, "PublicAccessBlockConfiguration");
      case OWNERSHIP -> XmlElement.read(body, "OwnershipControls");
      case ENCRYPTION -> {
        XmlElement.read(body, "ServerSideEncryptionConfiguration");
        if (body.toString().contains("aws:kms")) {
          throw S3ErrorCode.NOT_IMPLEMENTED.error("The embedded S3 has no keys of KMS.");
        }
      }
    }
  }

  public S3Response delete(Bucket bucket) {
    bucket.facts().unset(parameter);
    return S3Response.of(204);
  }
}
