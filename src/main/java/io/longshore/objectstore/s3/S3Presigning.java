package io.longshore.objectstore.s3;

import io.longshore.config.S3Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Creates presigned URLs, on worker threads because credentials may have to be fetched. */
final class S3Presigning {

  private final Vertx vertx;
  private final S3Config config;
  private final Supplier<Optional<URI>> publicEndpoint;

  S3Presigning(Vertx vertx, S3Config config, Supplier<Optional<URI>> publicEndpoint) {
    this.vertx = vertx;
    this.config = config;
    this.publicEndpoint = publicEndpoint;
  }

  /**
   * A URL to read an object.
   *
   * @param attachment the name under which browsers save the object; empty if they may show it
   */
  Future<URI> get(String bucket, String key, Duration valid, Optional<String> attachment) {
    Optional<String> disposition = attachment.map(name -> "attachment; filename=\"" + name + "\"");
    return signed(
        presigner ->
            presigner.presignGetObject(
                url ->
                    url.signatureDuration(valid)
                        .getObjectRequest(
                            object ->
                                object
                                    .bucket(bucket)
                                    .key(key)
                                    .responseContentDisposition(disposition.orElse(null)))));
  }

  Future<URI> put(String bucket, String key, Duration valid, Optional<String> contentMd5) {
    return signed(
        presigner ->
            presigner.presignPutObject(
                url ->
                    url.signatureDuration(valid)
                        .putObjectRequest(
                            object ->
                                object
                                    .bucket(bucket)
                                    .key(key)
                                    .contentMD5(contentMd5.orElse(null)))));
  }

  private Future<URI> signed(Function<S3Presigner, PresignedRequest> sign) {
    return vertx
        .getOrCreateContext()
        .executeBlocking(
            () -> {
              try (S3Presigner presigner = presigner()) {
                return URI.create(sign.apply(presigner).url().toString());
              }
            },
            false);
  }

  private S3Presigner presigner() {
    S3Presigner.Builder builder =
        S3Presigner.builder()
            .region(Region.of(config.region()))
            .credentialsProvider(S3Connection.credentials(config))
            .serviceConfiguration(
                S3Configuration.builder().pathStyleAccessEnabled(config.pathStyle()).build());
    publicEndpoint.get().ifPresent(builder::endpointOverride);
    return builder.build();
  }
}
