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

/** Bucket configurations that are stored and returned unchanged, but have no effect. */
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

  private static final int MAX_BYTES = 256 * 1024;

  private final String parameter;
  private final String notFoundCode;
  private final String notFoundMessage;
  private final int putStatus;

  BucketSetting(String parameter, String notFoundCode, String notFoundMessage, int putStatus) {
    this.parameter = parameter;
    this.notFoundCode = notFoundCode;
    this.notFoundMessage = notFoundMessage;
    this.putStatus = putStatus;
  }

  public static Optional<BucketSetting> of(S3Request request) {
    return Stream.of(values())
        .filter(setting -> request.hasParameter(setting.parameter))
        .findFirst();
  }

  public S3Response get(Bucket bucket) {
    String value =
        bucket
            .properties()
            .setting(parameter)
            .orElseThrow(() -> new S3Error(404, notFoundCode, notFoundMessage));
    String type = this == POLICY ? "application/json" : "application/xml";
    return S3Response.of(Buffer.buffer(value), type);
  }

  public S3Response put(Bucket bucket, Buffer body) {
    if (body.length() > MAX_BYTES) {
      throw S3ErrorCode.ENTITY_TOO_LARGE.error();
    }
    validate(body);
    bucket.properties().putSetting(parameter, body.toString());
    return S3Response.of(putStatus);
  }

  private void validate(Buffer body) {
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
          throw S3ErrorCode.NOT_IMPLEMENTED.error("The embedded S3 does not support KMS keys.");
        }
      }
    }
  }

  public S3Response delete(Bucket bucket) {
    bucket.properties().removeSetting(parameter);
    return S3Response.of(204);
  }
}
