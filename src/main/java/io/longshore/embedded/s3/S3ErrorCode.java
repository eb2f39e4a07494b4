package io.longshore.embedded.s3;

/** The S3 error codes in use. Source: "Error responses" in the S3 API reference. */
public enum S3ErrorCode {
  ACCESS_DENIED("AccessDenied", 403, "Access Denied"),
  ACL_NOT_SUPPORTED(
      "AccessControlListNotSupported", 400, "The bucket does not allow ACLs. Omit the ACL."),
  BAD_DIGEST("BadDigest", 400, "The digest of the body does not match the digest in the request."),
  BUCKET_EXISTS("BucketAlreadyExists", 409, "A bucket with this name belongs to another account."),
  BUCKET_OWNED("BucketAlreadyOwnedByYou", 409, "You already own a bucket with this name."),
  BUCKET_NOT_EMPTY("BucketNotEmpty", 409, "The bucket you tried to delete is not empty"),
  CONTENT_SHA256(
      "XAmzContentSHA256Mismatch",
      400,
      "The SHA-256 of the body does not match the signed x-amz-content-sha256."),
  DISK_FULL(
      "ServiceUnavailable",
      503,
      "The disk of the embedded S3 is full. Free disk space, then retry."),
  ENTITY_TOO_LARGE("EntityTooLarge", 400, "The body exceeds the maximum size."),
  ENTITY_TOO_SMALL("EntityTooSmall", 400, "A part other than the last is smaller than 5 MiB."),
  INCOMPLETE_BODY(
      "IncompleteBody", 400, "The length of the body differs from the declared length."),
  INTERNAL("InternalError", 500, "We encountered an internal error. Please try again."),
  INVALID_ARGUMENT("InvalidArgument", 400, "Invalid Argument"),
  INVALID_BUCKET("InvalidBucketName", 400, "The specified bucket is not valid."),
  INVALID_DIGEST(
      "InvalidDigest", 400, "The digest in the request is not base64 of the expected length."),
  INVALID_PART("InvalidPart", 400, "A listed part does not exist, or its ETag differs."),
  INVALID_PART_NUMBER("InvalidPartNumber", 416, "The object has no part with this number."),
  INVALID_PART_ORDER("InvalidPartOrder", 400, "The parts must be in ascending order."),
  INVALID_RANGE("InvalidRange", 416, "The requested range is not satisfiable"),
  INVALID_REQUEST("InvalidRequest", 400, "Invalid Request"),
  INVALID_TAG("InvalidTag", 400, "The tags are not valid."),
  INVALID_URI("InvalidURI", 400, "Couldn't parse the specified URI."),
  KEY_TOO_LONG("KeyTooLongError", 400, "Your key is too long. The limit is 1024 bytes."),
  MALFORMED_POLICY("MalformedPolicy", 400, "The policy is not a JSON object."),
  MALFORMED_XML(
      "MalformedXML", 400, "The XML is not well-formed or does not have the expected structure."),
  METADATA_TOO_LARGE("MetadataTooLarge", 400, "User metadata exceeds the limit of 2 KB."),
  METHOD_NOT_ALLOWED("MethodNotAllowed", 405, "The method is not allowed on this resource."),
  NO_SUCH_BUCKET("NoSuchBucket", 404, "The specified bucket does not exist"),
  NO_SUCH_KEY("NoSuchKey", 404, "The specified key does not exist."),
  NO_SUCH_UPLOAD("NoSuchUpload", 404, "The specified multipart upload does not exist."),
  NO_SUCH_VERSION("NoSuchVersion", 404, "The specified version does not exist."),
  NOT_IMPLEMENTED(
      "NotImplemented", 501, "The embedded S3 does not implement this operation. Another S3 may."),
  PRECONDITION_FAILED("PreconditionFailed", 412, "A precondition of the request does not hold.");

  private final String code;
  private final int status;
  private final String message;

  S3ErrorCode(String code, int status, String message) {
    this.code = code;
    this.status = status;
    this.message = message;
  }

  public S3Error error() {
    return error(message);
  }

  public S3Error error(String detail) {
    return new S3Error(status, code, detail);
  }
}
