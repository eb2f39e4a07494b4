package io.longshore.service.pinpoint.job;

import io.longshore.job.Destination;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.job.S3Place;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.transfer.write.Compression;
import io.longshore.transfer.write.ExportFormat;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A valid ExportJobRequest.
 *
 * @param prefix the prefix of the keys, verbatim; may be empty
 * @param definition the known members of the request, as sent
 */
public record ExportRequest(
    String roleArn,
    String bucket,
    String prefix,
    Optional<String> segmentId,
    Optional<Integer> segmentVersion,
    JsonObject definition) {

  private static final int LONGEST_KEY = 1024;
  private static final int LONGEST_SUFFIX = "_-manifest.json".length() + 32;

  public static ExportRequest of(JsonObject body) {
    String roleArn = body.getString("RoleArn");
    String url = body.getString("S3UrlPrefix");
    Optional<String> segmentId = Optional.ofNullable(body.getString("SegmentId"));
    Optional<Integer> version = Optional.ofNullable(body.getInteger("SegmentVersion"));
    RoleArn.check(roleArn);
    S3Place place = S3Place.parse(url, why -> refused("S3UrlPrefix", why, url));
    length(place.key(), LONGEST_SUFFIX);
    if (version.isPresent() && segmentId.isEmpty()) {
      throw PinpointError.BAD_REQUEST.because("SegmentVersion needs a SegmentId");
    }
    JsonObject definition = new JsonObject().put("RoleArn", roleArn).put("S3UrlPrefix", url);
    segmentId.ifPresent(id -> definition.put("SegmentId", id));
    version.ifPresent(number -> definition.put("SegmentVersion", number));
    return new ExportRequest(roleArn, place.bucket(), place.key(), segmentId, version, definition);
  }

  /**
   * The destination of a piece's object.
   *
   * @throws io.longshore.api.ApiError if the key is too long, because the format has a long suffix
   */
  public Destination part(JobId job, int piece, ExportFormat format) {
    String suffix = format.suffix("");
    String key =
        "%s%s-part-%05d%s".formatted(prefix, job, piece, suffix.isEmpty() ? ".json" : suffix);
    length(prefix, bytes(key) - bytes(prefix));
    return new Destination(roleArn, bucket, key, format.contentType("application/x-ndjson"));
  }

  /** The destination of the object that lists deleted endpoints, as JSON lines. */
  Destination deletions(NewJob job) {
    Compression compression = Compression.kept(job.spec()).orElse(Compression.GZIP);
    String format = compression == Compression.NONE ? ".json" : "";
    String key = deletionsPrefix(prefix, job.id()) + format + compression.suffix();
    return new Destination(roleArn, bucket, key, compression.contentType("application/x-ndjson"));
  }

  static String deletionsPrefix(String prefix, JobId job) {
    return prefix + job + "-deletions";
  }

  /** The refusal of a member that names a place in S3. */
  static RuntimeException refused(String member, String why, String url) {
    return PinpointError.BAD_REQUEST.because(member + " " + why + ", was '" + url + "'");
  }

  private static void length(String prefix, int suffix) {
    if (bytes(prefix) + suffix > LONGEST_KEY) {
      throw PinpointError.BAD_REQUEST.because(
          "The prefix of S3UrlPrefix has "
              + bytes(prefix)
              + " bytes, the limit is "
              + (LONGEST_KEY - suffix));
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
