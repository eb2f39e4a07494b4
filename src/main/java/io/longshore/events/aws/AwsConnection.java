package io.longshore.events.aws;

import io.longshore.config.event.AwsTargetConfig;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;

/** Configures the SDK's clients. */
final class AwsConnection {

  private static final int CONNECTIONS = 8;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private AwsConnection() {}

  /**
   * A client that does not retry, because the delivery does, and that follows no redirects.
   *
   * @param timeout for a call
   */
  static <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C> C open(
      B builder, AwsTargetConfig config, Duration timeout) {
    builder
        .region(Region.of(config.regionName()))
        .credentialsProvider(credentials(config))
        .overrideConfiguration(
            calls -> calls.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(timeout))
        .asyncConfiguration(
            calls ->
                calls.advancedOption(
                    // AwsCalls moves the response to the caller's context.
                    SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
        .httpClientBuilder(
            NettyNioAsyncHttpClient.builder()
                .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(1))
                .maxConcurrency(CONNECTIONS)
                .connectionTimeout(CONNECT_TIMEOUT));
    config.server().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static AwsCredentialsProvider credentials(AwsTargetConfig config) {
    return config.accessKey().isEmpty()
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(
            AwsBasicCredentials.create(
                config.accessKey().orElseThrow(), config.secretKey().orElseThrow()));
  }
}
