package io.longshore.objectstore;

import java.util.Optional;

/**
 * A call of an object store before it is sent.
 *
 * @param key of the object, or the prefix of a list; empty for the bucket itself
 * @param source the object that is copied; empty for other calls
 */
public record StoreCall(
    Method method, String bucket, String key, Optional<ObjectStore.Source> source) {

  /** The methods of {@link ObjectStore} that return a future. */
  public enum Method {
    CREATE_UPLOAD("CreateMultipartUpload"),
    UPLOAD_PART("UploadPart"),
    COMPLETE_UPLOAD("CompleteMultipartUpload"),
    ABORT_UPLOAD("AbortMultipartUpload"),
    UPLOAD_EXISTS("ListMultipartUploads"),
    HAS_PARTS("ListParts"),
    UPLOADS_UNDER("ListMultipartUploads"),
    OPEN_UPLOADS("ListMultipartUploads"),
    HEAD("HeadObject"),
    FIRST_PART("HeadObject"),
    DELETE("DeleteObject"),
    CHECK_BUCKET("HeadBucket"),
    READ("GetObject"),
    LIST("ListObjectsV2"),
    COPY_PART("UploadPartCopy"),
    PRESIGN_GET("GetObject"),
    PRESIGN_PUT("PutObject");

    private final String operation;

    Method(String operation) {
      this.operation = operation;
    }

    /** The operation of S3 by its name, such as {@code UploadPart}. */
    public String operation() {
      return operation;
    }

    /** Whether the call only makes a URL, without a request to S3. */
    public boolean isLocal() {
      return this == PRESIGN_GET || this == PRESIGN_PUT;
    }
  }

  static StoreCall of(Method method, String bucket, String key) {
    return new StoreCall(method, bucket, key, Optional.empty());
  }

  static StoreCall of(Method method, ObjectStore.Upload upload) {
    return of(method, upload.bucket(), upload.key());
  }
}
