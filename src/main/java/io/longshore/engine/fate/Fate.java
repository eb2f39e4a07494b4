package io.longshore.engine.fate;

import io.longshore.job.Job;
import io.longshore.job.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What happens to some jobs of an account.
 *
 * @param id 0 before it is stored
 * @param phase the phase in which it happens, unless {@code row} is present
 * @param row the row at which it happens, counted over the job, or over {@code piece} if present
 * @param piece only in this piece
 * @param reason of jobs that fail
 * @param delay of jobs that are slowed down
 * @param s3 the response of S3 to the requests that fail
 * @param times the jobs that it happens to; of {@link Action#S3} the requests of one job
 * @param released whether held jobs go on
 */
public record Fate(
    long id,
    String account,
    Match match,
    Action action,
    Phase phase,
    Optional<Long> row,
    Optional<Integer> piece,
    Optional<String> reason,
    Optional<Duration> delay,
    Optional<S3Error> s3,
    int times,
    boolean released,
    Optional<Instant> createdAt) {

  /** What happens. */
  public enum Action {
    HOLD,
    FAIL,
    SLOW,
    S3
  }

  /**
   * Which jobs; all members that are present must match.
   *
   * @param name of the job, or its id or ARN, or the id of its container
   */
  public record Match(Optional<String> service, Optional<String> type, Optional<String> name) {

    boolean matches(Job job) {
      return service.filter(s -> !job.type().startsWith(s + ".")).isEmpty()
          && type.filter(t -> !job.type().equals(t)).isEmpty()
          && name.filter(n -> names(job).noneMatch(n::equals)).isEmpty();
    }

    private static Stream<String> names(Job job) {
      return Stream.concat(
          Stream.of(job.id().toString(), job.container()),
          Stream.concat(
              job.subject().stream(),
              Stream.of("jobName", "name", "arn")
                  .map(member -> job.spec().getValue(member))
                  .filter(String.class::isInstance)
                  .map(String.class::cast)));
    }
  }

  /**
   * A response of S3.
   *
   * @param request only to requests of this operation of S3
   */
  public record S3Error(int status, String code, Optional<String> request) {}

  /** A job that the fate is fixed to. */
  public record FatedJob(String jobId, long happened, Optional<Instant> heldSince) {}

  /**
   * A fate with its jobs.
   *
   * @param left how often it can still happen
   */
  public record Listed(Fate fate, List<FatedJob> jobs, long left) {}

  /** Whether it makes requests of an operation of S3 fail. */
  boolean concerns(String operation) {
    return s3.flatMap(S3Error::request).filter(name -> !name.equals(operation)).isEmpty();
  }

  boolean isIn(Phase reached, Optional<Integer> pieceReached) {
    return row.isEmpty() && phase == reached && isInPiece(pieceReached);
  }

  boolean isInPiece(Optional<Integer> pieceReached) {
    return piece.isEmpty() || piece.equals(pieceReached);
  }
}
