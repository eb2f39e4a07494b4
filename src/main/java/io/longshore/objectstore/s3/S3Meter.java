package io.longshore.objectstore.s3;

/** Counts calls of S3. */
public interface S3Meter {

  /** Counts nothing. */
  S3Meter NONE =
      new S3Meter() {
        @Override
        public void answered(String operation, String outcome, long nanos) {}

        @Override
        public void read(long bytes) {}
      };

  /**
   * Counts a call that ended.
   *
   * @param operation S3's name, for example {@code UploadPart}
   * @param outcome {@code ok}, {@code not_found} if that is no failure, or the kind of the {@code
   *     ObjectStoreError} in lower case
   * @param nanos until the head of the response
   */
  void answered(String operation, String outcome, long nanos);

  /** Counts the bytes of an object, or of a range, that starts to arrive. */
  void read(long bytes);
}
