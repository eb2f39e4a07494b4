package io.longshore.objectstore.s3;

/** Who counts what S3 is asked. */
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
   * A call ended.
   *
   * @param operation S3's name of it, for example {@code UploadPart}
   * @param outcome {@code ok}, {@code not_found} where that is an answer, or the kind of the {@code
   *     ObjectStoreError} in small letters
   * @param nanos until the head of the answer
   */
  void answered(String operation, String outcome, long nanos);

  /** An object, or a range of one, began to arrive: so many bytes. */
  void read(long bytes);
}
