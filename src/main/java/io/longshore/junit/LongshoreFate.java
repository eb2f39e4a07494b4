package io.longshore.junit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What happens to jobs on purpose: they stop, fail, wait, or their requests to S3 fail. A method
 * returns a new value. Unless {@link #times} says otherwise it happens to one job, or to one
 * request to S3. Without another point it happens when pieces begin.
 */
public final class LongshoreFate {

  private static final int SLOW_DOWN = 503;
  private static final int DENIED = 403;

  /** The phase of the engine that a job is about to enter. */
  public enum Phase {
    /** A worker begins to plan the job. */
    STARTING,
    /** The plan is made; pieces begin. */
    WORKING,
    /** All pieces are done; nothing of the result is visible yet. */
    COMMITTING,
    /** The result is visible. */
    SUCCEEDED
  }

  private final Map<String, Object> request;

  private LongshoreFate(Map<String, Object> request) {
    this.request = request;
  }

  /** Jobs of a type, for example {@code pinpoint.export}. */
  public static LongshoreFate of(String jobType) {
    return new LongshoreFate(Map.of()).with("Match", "Type", jobType);
  }

  /** Pinpoint's export jobs. */
  public static LongshoreFate pinpointExport() {
    return of("pinpoint.export");
  }

  /** Pinpoint's import jobs. */
  public static LongshoreFate pinpointImport() {
    return of("pinpoint.import");
  }

  /** Personalize's dataset export jobs. */
  public static LongshoreFate personalizeExport() {
    return of("personalize.export");
  }

  /** Personalize's dataset import jobs. */
  public static LongshoreFate personalizeImport() {
    return of("personalize.import");
  }

  /** Jobs of any type, for what S3 answers them. */
  public static LongshoreFate s3() {
    return new LongshoreFate(Map.of());
  }

  /** Only jobs with this name, or this id in the API of their service, or in this container. */
  public LongshoreFate named(String name) {
    return with("Match", "Name", name);
  }

  /** Stops the job until {@link PlacedFate#release}. */
  public LongshoreFate hold() {
    return with("Do", "HOLD");
  }

  /** Stops the job before it enters the phase. */
  public LongshoreFate holdAt(Phase phase) {
    return hold().at(phase);
  }

  /** Fails the job. The reason is what its service shows. */
  public LongshoreFate fail(String reason) {
    return with("Do", "FAIL").with("Reason", reason);
  }

  /** Fails the job before it enters the phase. */
  public LongshoreFate failAt(Phase phase, String reason) {
    return fail(reason).at(phase);
  }

  /** Fails the job when it has processed so many rows; see {@link #atRow}. */
  public LongshoreFate failAtRow(long row, String reason) {
    return fail(reason).atRow(row);
  }

  /** Lets the job wait. */
  public LongshoreFate slow(Duration delay) {
    return with("Do", "SLOW").with("DelayMillis", delay.toMillis());
  }

  /** S3 answers 503 SlowDown. */
  public LongshoreFate slowDown() {
    return answers(SLOW_DOWN, "SlowDown");
  }

  /** S3 answers 403 AccessDenied. */
  public LongshoreFate accessDenied() {
    return answers(DENIED, "AccessDenied");
  }

  /** S3 answers this. */
  public LongshoreFate answers(int status, String code) {
    return with("Do", "S3").with("S3Error", "StatusCode", status).with("S3Error", "Code", code);
  }

  /** Only requests of this operation of S3, for example {@code UploadPart}. */
  public LongshoreFate to(String s3Operation) {
    return with("S3Error", "Request", s3Operation);
  }

  /** Before the job enters the phase. */
  public LongshoreFate at(Phase phase) {
    return with("At", "Phase", phase.name());
  }

  /** When the job has processed so many rows: at the end of the chunk that has this row. */
  public LongshoreFate atRow(long row) {
    return with("At", "Row", row);
  }

  /** Only in this piece, from 0. Its rows are counted alone. */
  public LongshoreFate inPiece(long piece) {
    return with("At", "Piece", piece);
  }

  /** To one job, or to one request to S3. This is the default. */
  public LongshoreFate once() {
    return times(1);
  }

  /** To so many jobs; or to so many requests to S3. */
  public LongshoreFate times(long times) {
    return with("Times", times);
  }

  /** The body of CreateFate. */
  Map<String, Object> request() {
    return request;
  }

  private LongshoreFate with(String member, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(request);
    more.put(member, value);
    return new LongshoreFate(more);
  }

  private LongshoreFate with(String object, String member, Object value) {
    Map<Object, Object> members = new LinkedHashMap<>();
    if (request.get(object) instanceof Map<?, ?> there) {
      members.putAll(there);
    }
    members.put(member, value);
    return with(object, members);
  }

  @Override
  public String toString() {
    return "Fate " + request;
  }
}
