package io.longshore.embedded.s3.operation;

import io.longshore.embedded.s3.S3Error;
import io.longshore.embedded.s3.S3ErrorCode;
import io.longshore.embedded.s3.S3Request;
import io.longshore.embedded.s3.S3Response;
import io.longshore.embedded.s3.body.XmlElement;
import io.longshore.embedded.s3.body.XmlWriter;
import io.longshore.embedded.s3.data.Bucket;
import io.longshore.embedded.s3.data.BucketProperties;
import io.longshore.embedded.s3.data.Buckets;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** ListBuckets, CreateBucket, HeadBucket, DeleteBucket, and ACLs and configurations of buckets. */
public final class BucketOperations {

  private static final String DEFAULT_REGION = "us-east-1";

  /** Configurations that cannot be set: query parameter to the error code of a GET. */
  private static final Map<String, String> NOT_FOUND_CODES =
      Map.of(
          "lifecycle", "NoSuchLifecycleConfiguration",
          "website", "NoSuchWebsiteConfiguration",
          "replication", "ReplicationConfigurationNotFoundError",
          "object-lock", "ObjectLockConfigurationNotFoundError");

  private static final Map<String, String> EMPTY_DOCUMENTS =
      Map.of(
          "versioning", "VersioningConfiguration",
          "logging", "BucketLoggingStatus",
          "notification", "NotificationConfiguration",
          "accelerate", "AccelerateConfiguration");

  private final Buckets buckets;

  public BucketOperations(Buckets buckets) {
    this.buckets = buckets;
  }

  private Bucket bucket(S3Request request) {
    return buckets.get(request.bucket(), request.caller());
  }

  public S3Response list(S3Request request) {
    int limit = request.integer("max-buckets", 1, 10_000, 10_000);
    String prefix = request.parameter("prefix").orElse("");
    String after = request.parameter("continuation-token").orElse("");
    List<BucketProperties> all =
        buckets.list(request.caller()).stream()
            .filter(bucket -> bucket.name().startsWith(prefix))
            .filter(bucket -> bucket.name().compareTo(after) > 0)
            .limit(limit + 1L)
            .toList();
    List<BucketProperties> page = all.subList(0, Math.min(limit, all.size()));
    XmlWriter xml =
        XmlWriter.of("ListAllMyBucketsResult")
            .owner("Owner", request.caller().account())
            .open("Buckets");
    for (BucketProperties bucket : page) {
      xml.open("Bucket")
          .text("Name", bucket.name())
          .text("CreationDate", bucket.created())
          .text("BucketRegion", bucket.region())
          .close();
    }
    xml.close();
    if (all.size() > page.size()) {
      xml.text("ContinuationToken", page.get(page.size() - 1).name());
    }
    return S3Response.of(xml);
  }

  public S3Response create(S3Request request, Buffer body) {
    ObjectHeaders.rejectPublicAcl(request);
    if (request.header("x-amz-bucket-object-lock-enabled").filter("true"::equals).isPresent()) {
      throw S3ErrorCode.NOT_IMPLEMENTED.error("The embedded S3 does not support Object Lock.");
    }
    Optional<String> constraint =
        body.length() == 0
            ? Optional.empty()
            : XmlElement.read(body, "CreateBucketConfiguration").value("LocationConstraint");
    String region = constraint.filter(name -> !name.isBlank()).orElse(DEFAULT_REGION);
    buckets.create(request.bucket(), request.caller().account(), region);
    return S3Response.of(200).with("Location", "/" + request.bucket());
  }

  public S3Response head(S3Request request) {
    return S3Response.of(200).with("x-amz-bucket-region", bucket(request).properties().region());
  }

  public S3Response delete(S3Request request) {
    buckets.delete(bucket(request));
    return S3Response.of(204);
  }

  /** The GET of a bucket configuration; empty if the query names none. */
  public Optional<S3Response> configuration(S3Request request) {
    Bucket bucket = bucket(request);
    for (Map.Entry<String, String> configuration : NOT_FOUND_CODES.entrySet()) {
      if (request.hasParameter(configuration.getKey())) {
        throw new S3Error(
            404, configuration.getValue(), "The bucket does not have this configuration.");
      }
    }
    for (Map.Entry<String, String> configuration : EMPTY_DOCUMENTS.entrySet()) {
      if (request.hasParameter(configuration.getKey())) {
        return Optional.of(S3Response.of(XmlWriter.of(configuration.getValue())));
      }
    }
    if (request.hasParameter("location")) {
      String region = bucket.properties().region();
      XmlWriter xml = XmlWriter.of("LocationConstraint");
      return Optional.of(S3Response.of(region.equals(DEFAULT_REGION) ? xml : xml.content(region)));
    }
    if (request.hasParameter("requestPayment")) {
      XmlWriter xml = XmlWriter.of("RequestPaymentConfiguration").text("Payer", "BucketOwner");
      return Optional.of(S3Response.of(xml));
    }
    if (request.hasParameter("policyStatus")) {
      return Optional.of(S3Response.of(XmlWriter.of("PolicyStatus").text("IsPublic", false)));
    }
    return request.hasParameter("acl") ? Optional.of(acl(bucket)) : Optional.empty();
  }

  /** The ACL of a bucket or of an object in it: the owner has full control. */
  public static S3Response acl(Bucket bucket) {
    XmlWriter xml = XmlWriter.of("AccessControlPolicy").owner("Owner", bucket.properties().owner());
    xml.open("AccessControlList").open("Grant").grantee(bucket.properties().owner());
    return S3Response.of(xml.text("Permission", "FULL_CONTROL"));
  }

  /** PutBucketAcl and PutObjectAcl. Accepts only ACLs that grant the owner full control. */
  public S3Response putAcl(S3Request request, Buffer body) {
    Bucket bucket = bucket(request);
    ObjectHeaders.rejectPublicAcl(request);
    if (body.length() > 0) {
      boolean fullControlOnly =
          XmlElement.read(body, "AccessControlPolicy").all("AccessControlList").stream()
              .flatMap(list -> list.all("Grant").stream())
              .allMatch(grant -> grant.value("Permission").orElse("").equals("FULL_CONTROL"));
      if (!fullControlOnly) {
        throw S3ErrorCode.ACL_NOT_SUPPORTED.error();
      }
    }
    if (!request.key().isEmpty()) {
      bucket.object(request.key());
    }
    return S3Response.of(200);
  }

  /** PutBucketVersioning. Versioning cannot be enabled. */
  public S3Response putVersioning(S3Request request, Buffer body) {
    bucket(request);
    if (XmlElement.read(body, "VersioningConfiguration")
        .value("Status")
        .orElse("")
        .equals("Enabled")) {
      throw S3ErrorCode.NOT_IMPLEMENTED.error("The embedded S3 does not support versioning.");
    }
    return S3Response.of(200);
  }
}
