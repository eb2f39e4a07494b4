package io.longshore.embedded.s3;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls about buckets themselves. */
final class BucketCalls {

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

  BucketCalls(Buckets buckets) {
    this.buckets = buckets;
  }

  private Bucket bucket(S3Request request) {
    return buckets.of(request.bucket(), request.visitor());
  }

  S3Answer list(S3Request request) {
    int most = request.number("max-buckets", 1, 10_000, 10_000);
    String prefix = request.parameter("prefix").orElse("");
    String after = request.parameter("continuation-token").orElse("");
    List<BucketFacts> all =
        buckets.of(request.visitor()).stream()
            .filter(bucket -> bucket.name().startsWith(prefix))
            .filter(bucket -> bucket.name().compareTo(after) > 0)
            .limit(most + 1L)
            .toList();
    List<BucketFacts> page = all.subList(0, Math.min(most, all.size()));
    Xml xml =
        Xml.of("ListAllMyBucketsResult")
            .owner("Owner", request.visitor().account())
            .open("Buckets");
    for (BucketFacts bucket : page) {
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
    return S3Answer.of(xml);
  }

  S3Answer create(S3Request request, Buffer body) {
    ObjectHeaders.refusePublicAcl(request);
    if (request.header("x-amz-bucket-object-lock-enabled").filter("true"::equals).isPresent()) {
      throw Code.NOT_IMPLEMENTED.error("The embedded S3 locks no objects.");
    }
    Optional<String> constraint =
        body.length() == 0
            ? Optional.empty()
            : Elements.read(body, "CreateBucketConfiguration").value("LocationConstraint");
    String region = constraint.filter(name -> !name.isBlank()).orElse(HOME);
    buckets.create(request.bucket(), request.visitor().account(), region);
    return S3Answer.of(200).with("Location", "/" + request.bucket());
  }

  S3Answer head(S3Request request) {
    return S3Answer.of(200).with("x-amz-bucket-region", bucket(request).facts().region());
  }

  S3Answer delete(S3Request request) {
    buckets.delete(bucket(request));
    return S3Answer.of(204);
  }

  /** GET of one of the bucket's own parameters; empty where it is none. */
  Optional<S3Answer> facts(S3Request request) {
    Bucket bucket = bucket(request);
    for (Map.Entry<String, String> each : NEVER_SET.entrySet()) {
      if (request.asks(each.getKey())) {
        throw new S3Error(404, each.getValue(), "The bucket has no such configuration.");
      }
    }
    for (Map.Entry<String, String> each : EMPTY.entrySet()) {
      if (request.asks(each.getKey())) {
        return Optional.of(S3Answer.of(Xml.of(each.getValue())));
      }
    }
    if (request.asks("location")) {
      String region = bucket.facts().region();
      Xml xml = Xml.of("LocationConstraint");
      return Optional.of(S3Answer.of(region.equals(HOME) ? xml : xml.inside(region)));
    }
    if (request.asks("requestPayment")) {
      Xml xml = Xml.of("RequestPaymentConfiguration").text("Payer", "BucketOwner");
      return Optional.of(S3Answer.of(xml));
    }
    if (request.asks("policyStatus")) {
      return Optional.of(S3Answer.of(Xml.of("PolicyStatus").text("IsPublic", false)));
    }
    return request.asks("acl") ? Optional.of(acl(bucket)) : Optional.empty();
  }

  /** Of a bucket, or of an object in it: its owner may do all, and nobody else anything. */
  static S3Answer acl(Bucket bucket) {
    Xml xml = Xml.of("AccessControlPolicy").owner("Owner", bucket.facts().owner());
    xml.open("AccessControlList").open("Grant").grantee(bucket.facts().owner());
    return S3Answer.of(xml.text("Permission", "FULL_CONTROL"));
  }

  /** PUT of a canned ACL, or of one in XML. */
  S3Answer putAcl(S3Request request, Buffer body) {
    Bucket bucket = bucket(request);
    ObjectHeaders.refusePublicAcl(request);
    if (body.length() > 0) {
      boolean only =
          Elements.read(body, "AccessControlPolicy").all("AccessControlList").stream()
              .flatMap(list -> list.all("Grant").stream())
              .allMatch(grant -> grant.value("Permission").orElse("").equals("FULL_CONTROL"));
      if (!only) {
        throw Code.ACL_NOT_SUPPORTED.error();
      }
    }
    if (!request.key().isEmpty()) {
      bucket.object(request.key());
    }
    return S3Answer.of(200);
  }

  /** PUT ?versioning: what it is already. */
  S3Answer putVersioning(S3Request request, Buffer body) {
    bucket(request);
    if (Elements.read(body, "VersioningConfiguration")
        .value("Status")
        .orElse("")
        .equals("Enabled")) {
      throw Code.NOT_IMPLEMENTED.error("The embedded S3 keeps one version of each object.");
    }
    return S3Answer.of(200);
  }
}
