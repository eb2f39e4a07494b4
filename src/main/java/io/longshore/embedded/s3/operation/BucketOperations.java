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

/** Calls about buckets themselves. */
public final class BucketOperations {

  private static final String HOME = "us-east-1";

  /** What is asked about a bucket and never set: the answer, or its error, is always the same. */
  private static final Map<String, String> NEVER_SET =
      Map.of(
          "lifecycle", "NoSuchLifecycleConfiguration",
          "website", "NoSuchWebsiteConfiguration",
          "replication", "ReplicationConfigurationNotFoundError",
          "object-lock", "ObjectLockConfigurationNotFoundError");

  private static final Map<String, String> EMPTY =
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
    return buckets.of(request.bucket(), request.visitor());
  }

  public S3Response list(S3Request request) {
    int most = request.number("max-buckets", 1, 10_000, 10_000);
    String prefix = request.parameter("prefix").orElse("");
    String after = request.parameter("continuation-token").orElse("");
    List<BucketProperties> all =
        buckets.of(request.visitor()).stream()
            .filter(bucket -> bucket.name().startsWith(prefix))
            .filter(bucket -> bucket.name().compareTo(after) > 0)
            .limit(most + 1L)
            .toList();
    List<BucketProperties> page = all.subList(0, Math.min(most, all.size()));
    XmlWriter xml =
        XmlWriter.of("ListAllMyBucketsResult")
            .owner("Owner", request.visitor().account())
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
    ObjectHeaders.refusePublicAcl(request);
    if (request.header("x-amz-bucket-object-lock-enabled").filter("true"::equals).isPresent()) {
      throw S3ErrorCode.NOT_IMPLEMENTED.error("The embedded S3 locks no objects.");
    }
    Optional<String> constraint =
        body.length() == 0
            ? Optional.empty()
            : XmlElement.read(body, "CreateBucketConfiguration").value("LocationConstraint");
    String region = constraint.filter(name -> !name.isBlank()).orElse(HOME);
    buckets.create(request.bucket(), request.visitor().account(), region);
    return S3Response.of(200).with("Location", "/" + request.bucket());
  }

  public S3Response head(S3Request request) {
    return S3Response.of(200).with("x-amz-bucket-region", bucket(request).facts().region());
  }

  public S3Response delete(S3Request request) {
    buckets.delete(bucket(request));
    return S3Response.of(204);
  }

  /** GET of one of the bucket's own parameters; empty where it is none. */
  public Optional<S3Response> facts(S3Request request) {
    Bucket bucket = bucket(request);
    for (Map.Entry<String, String> each : NEVER_SET.entrySet()) {
      if (request.asks(each.getKey())) {
        throw new S3Error(404, each.getValue(), "The bucket has no such configuration.");
      }
    }
    for (Map.Entry<String, String> each : EMPTY.entrySet()) {
      if (request.asks(each.getKey())) {
        return Optional.of(S3Response.of(XmlWriter.of(each.getValue())));
      }
    }
    if (request.asks("location")) {
      String region = bucket.facts().region();
      XmlWriter xml = XmlWriter.of("LocationConstraint");
      return Optional.of(S3Response.of(region.equals(HOME) ? xml : xml.inside(region)));
    }
    if (request.asks("requestPayment")) {
      XmlWriter xml = XmlWriter.of("RequestPaymentConfiguration").text("Payer", "BucketOwner");
      return Optional.of(S3Response.of(xml));
    }
    if (request.asks("policyStatus")) {
      return Optional.of(S3Response.of(XmlWriter.of("PolicyStatus").text("IsPublic", false)));
    }
    return request.asks("acl") ? Optional.of(acl(bucket)) : Optional.empty();
  }

  /** Of a bucket, or of an object in it: its owner may do all, and nobody else anything. */
  public static S3Response acl(Bucket bucket) {
    XmlWriter xml = XmlWriter.of("AccessControlPolicy").owner("Owner", bucket.facts().owner());
    xml.open("AccessControlList").open("Grant").grantee(bucket.facts().owner());
    return S3Response.of(xml.text("Permission", "FULL_CONTROL"));
  }

  /** PUT of a canned ACL, or of one in XML. */
  public S3Response putAcl(S3Request request, Buffer body) {
    Bucket bucket = bucket(request);
    ObjectHeaders.refusePublicAcl(request);
    if (body.length() > 0) {
      boolean only =
          XmlElement.read(body, "AccessControlPolicy").all("AccessControlList").stream()
              .flatMap(list -> list.all("Grant").stream())
              .allMatch(grant -> grant.value("Permission").orElse("").equals("FULL_CONTROL"));
      if (!only) {
        throw S3ErrorCode.ACL_NOT_SUPPORTED.error();
      }
    }
    if (!request.key().isEmpty()) {
      bucket.object(request.key());
    }
    return S3Response.of(200);
  }

  /** PUT ?versioning: what it is already. */
  public S3Response putVersioning(S3Request request, Buffer body) {
    bucket(request);
    if (XmlElement.read(body, "VersioningConfiguration")
        .value("Status")
        .orElse("")
        .equals("Enabled")) {
      throw S3ErrorCode.NOT_IMPLEMENTED.error("The embedded S3 keeps one version of each object.");
    }
    return S3Response.of(200);
  }
}
