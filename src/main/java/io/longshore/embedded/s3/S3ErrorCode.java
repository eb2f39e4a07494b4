package io.longshore.embedded.s3;

/** The errors that are answered. Source: "Error responses" of the S3 API reference. */
public enum S3ErrorCode {
  ACCESS_DENIED("AccessDenied", 403, "Access Denied"),
  ACL_NOT_SUPPORTED(
      "AccessControlListNotSupported", 400, "The bucket does not allow ACLs: use none."),
  BAD_DIGEST("BadDigest", 400, "The body is not the one whose digest was sent."),
  BUCKET_EXISTS("BucketAlreadyExists", 409, "The bucket of that name is another account's."),
  BUCKET_OWNED("BucketAlreadyOwnedByYou", 409, "You have that bucket already."),
  BUCKET_NOT_EMPTY("BucketNotEmpty", 409, "The bucket you tried to delete is not empty"),
  CONTENT_SHA256("XAmzContentSHA256Mismatch", 400, "The body is not the one that was signed."),
  DISK_FULL(
      "ServiceUnavailable",
      503,
      "The disk of the embedded S3 is full: free some space, then try again."),
  ENTITY_TOO_LARGE("EntityTooLarge", 400, "The body is larger than is allowed."),
  ENTITY_TOO_SMALL("EntityTooSmall", 400, "A part that is not the last is below 5 MiB."),
  INCOMPLETE_BODY("IncompleteBody", 400, "The body is shorter or longer than was said."),
  INTERNAL("InternalError", 500, "We encountered an internal error. Please try again."),
  INVALID_ARGUMENT("InvalidArgument", 400, "Invalid Argument"),
  INVALID_BUCKET("InvalidBucketName", 400, "The specified bucket is not valid."),
  INVALID_DIGEST("InvalidDigest", 400, "The digest that was sent is none."),
  INVALID_PART("InvalidPart", 400, "One of the parts is not there, or has another ETag."),
  INVALID_PART_NUMBER("InvalidPartNumber", 416, "The object has no such part."),
  INVALID_PART_ORDER("InvalidPartOrder", 400, "The parts must be in ascending order."),
  INVALID_RANGE("InvalidRange", 416, "The requested range is not satisfiable"),
  INVALID_REQUEST("InvalidRequest", 400, "Invalid Request"),
  INVALID_TAG("InvalidTag", 400, "The tags are not valid."),
  INVALID_URI("InvalidURI", 400, "Couldn't parse the specified URI."),
  KEY_TOO_LONG("KeyTooLongError", 400, "Your key is too long: at most 1024 bytes."),
  MALFORMED_POLICY("MalformedPolicy", 400, "The policy is no JSON object."),
  MALFORMED_XML("MalformedXML", 400, "The XML is not well-formed or not what was expected."),
  METADATA_TOO_LARGE("MetadataTooLarge", 400, "User metadata may have at most 2 KB."),
  METHOD_NOT_ALLOWED("MethodNotAllowed", 405, "The method is not allowed on this resource."),
  NO_SUCH_BUCKET("NoSuchBucket", 404, "The specified bucket does not exist"),
  NO_SUCH_KEY("NoSuchKey", 404, "The specified key does not exist."),
  NO_SUCH_UPLOAD("NoSuchUpload", 404, "The specified multipart upload does not exist."),
  NO_SUCH_VERSION("NoSuchVersion", 404, "The specified version does not exist."),
  NOT_IMPLEMENTED("NotImplemented", 501, "The embedded S3 does not do that; a real one may."),
  PRECONDITION_FAILED("PreconditionFailed", 412, "A precondition does not hold.");

  private final String shape;
  private final int status;
  private final String message;

  S3ErrorCode(String shape, int status, String message) {
    this.shape = shape;
    this.status = status;
    this.message = message;
  }

  public S3Error error() {
    return error(message);
  }

  public S3Error error(String said) {
    return new S3Error(status, shape, said);
  }
}
