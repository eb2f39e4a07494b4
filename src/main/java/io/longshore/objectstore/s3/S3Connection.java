package io.longshore.objectstore.s3;

import io.longshore.config.S3Config;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/** Creates the SDK's client. */
final class S3Connection {

  private static final int THREADS = 2;

  private S3Connection() {}

  /**
   * A client that does not retry: the engine retries, after it has checked the lease. Not the CRT
   * client, which takes an error in the body of a 200 for a success.
   */
  static S3AsyncClient open(
      S3Config config, S3Timeouts timeouts, Optional<ExpectedBucketOwner> owner) {
    S3AsyncClientBuilder builder =
        S3AsyncClient.builder()
            .region(Region.of(config.region()))
            .credentialsProvider(credentials(config))
            .forcePathStyle(config.pathStyle())
            .disableS3ExpressSessionAuth(true)
            // Parts have Content-MD5, which every S3 verifies; few stores support newer checksums.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(calls -> calls(calls, timeouts, owner))
            .asyncConfiguration(
                calls ->
                    calls.advancedOption(
                        // S3Calls moves the response to the caller's context.
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
            .httpClient(http(timeouts));
    config.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static void calls(
      ClientOverrideConfiguration.Builder calls,
      S3Timeouts timeouts,
      Optional<ExpectedBucketOwner> owner) {
    calls.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(timeouts.call());
    owner.ifPresent(calls::addExecutionInterceptor);
  }

  private static SdkAsyncHttpClient http(S3Timeouts timeouts) {
    Duration idle = longer(timeouts.part(), timeouts.complete());
    return NettyNioAsyncHttpClient.builder()
        .eventLoopGroupBuilder(
            SdkEventLoopGroup.builder()
                .numberOfThreads(THREADS)
                .channelFactory(InterimResponseFilter::channel))
        .maxConcurrency(64)
        .connectionTimeout(Duration.ofSeconds(5))
        .connectionAcquisitionTimeout(timeouts.call())
        .connectionMaxIdleTime(Duration.ofSeconds(20))
        // A slow reader is no time-out; S3Read and the calls have time-outs of their own.
        .readTimeout(Duration.ZERO)
        .writeTimeout(idle)
        .tcpKeepAlive(true)
        .build();
  }

  static AwsCredentialsProvider credentials(S3Config config) {
    if (config.accessKey().isEmpty()) {
      return DefaultCredentialsProvider.builder().build();
    }
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(
            config.accessKey().orElseThrow(), config.secretKey().orElseThrow()));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
