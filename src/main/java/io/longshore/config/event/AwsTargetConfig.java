package io.longshore.config.event;

import io.longshore.config.load.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a target in AWS is, or in a server that speaks its protocol.
 *
 * @param queueUrl the queue of a target of type {@code sqs}; a queue whose name ends in {@code
 *     .fifo} gets the events of a job in their order
 * @param topicArn the topic of a target of type {@code sns}
 * @param eventBusName the name or the ARN of the bus of a target of type {@code eventbridge}
 * @param endpoint of the service; without it AWS's own, and for a queue the server of its URL
 * @param region without it the one of the queue's URL or of the ARN, or us-east-1
 * @param accessKey without it the SDK looks for credentials in its usual places
 * @param secretKey belongs to the access key
 */
public record AwsTargetConfig(
    Optional<URI> queueUrl,
    Optional<String> topicArn,
    Optional<String> eventBusName,
    Optional<URI> endpoint,
    Optional<String> region,
    Optional<String> accessKey,
    @Secret Optional<String> secretKey) {

  private static final String DEFAULT_REGION = "us-east-1";
  private static final Pattern ARN = Pattern.compile("arn:[a-z-]+:[a-z]+:([a-z0-9-]+):.*");
  private static final Pattern HOST = Pattern.compile("sqs\\.([a-z0-9-]+)\\.amazonaws\\..*");

  /** The region of the service. */
  public String regionName() {
    return region
        .or(() -> topicArn.or(() -> eventBusName).flatMap(arn -> first(ARN, arn)))
        .or(() -> queueUrl.flatMap(url -> first(HOST, url.getHost())))
        .orElse(DEFAULT_REGION);
  }

  /** The endpoint of the service, unless it is AWS's own. */
  public Optional<URI> server() {
    return endpoint.or(
        () -> queueUrl.map(url -> URI.create(url.getScheme() + "://" + url.getRawAuthority())));
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  @Override
  public String toString() { // never the secret
    return "AwsTargetConfig[region=" + regionName() + "]";
  }
}
