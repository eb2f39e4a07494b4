package io.longshore.config.event;

import io.longshore.config.load.JsonText;
import io.longshore.config.load.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A target of events.
 *
 * @param type {@code webhook}, which is the default: an endpoint that takes POST requests; or
 *     {@code sqs}, {@code sns} or {@code eventbridge}
 * @param url the endpoint; https, or http on a loopback address
 * @param pattern the EventBridge pattern of the events that are sent, as JSON; without it all are
 * @param format {@code eventbridge}, which is the default, or {@code cloudevents}
 * @param secret the secrets that sign the requests of a webhook: one, or two while it is replaced,
 *     separated by white space
 * @param secretFile the file that the secret was read from, if it was; it is read again while the
 *     server runs
 * @param account the account whose events are sent; without it those of all accounts
 * @param allowPrivate whether the endpoint may be on a loopback or private address
 * @param aws where a target of the other types is
 */
public record EventTargetConfig(
    Optional<String> type,
    Optional<URI> url,
    @JsonText Optional<String> pattern,
    Optional<String> format,
    @Secret Optional<String> secret,
    Optional<Path> secretFile,
    Optional<String> account,
    Optional<Boolean> allowPrivate,
    Optional<AwsTargetConfig> aws) {

  /** The type of a target that takes POST requests. */
  public static final String WEBHOOK = "webhook";

  /** The type of a target that is a queue of Amazon SQS. */
  public static final String SQS = "sqs";

  /** The type of a target that is a topic of Amazon SNS. */
  public static final String SNS = "sns";

  /** The format of EventBridge's envelope; also the type of a target that is an event bus. */
  public static final String EVENTBRIDGE = "eventbridge";

  /** The format of CloudEvents 1.0 in structured JSON. */
  public static final String CLOUDEVENTS = "cloudevents";

  private static final Set<String> TYPES = Set.of(WEBHOOK, SQS, SNS, EVENTBRIDGE);
  private static final AwsTargetConfig NOWHERE =
      new AwsTargetConfig(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
  private static final Set<String> FORMATS = Set.of(EVENTBRIDGE, CLOUDEVENTS);

  /** The type, or the default. */
  public String kind() {
    return type.orElse(WEBHOOK);
  }

  /** Whether events are sent as CloudEvents. */
  public boolean isCloudEvents() {
    return format.orElse(EVENTBRIDGE).equals(CLOUDEVENTS);
  }

  /** The keys of the secrets of a webhook, the current one first. */
  public List<byte[]> keys() {
    return WebhookSecrets.keys(secret.orElseThrow());
  }

  /** Throws unless the members fit together. */
  public void requireValid(String name) {
    require(
        TYPES.contains(kind()),
        name,
        "type must be webhook, sqs, sns or eventbridge, was " + kind());
    if (kind().equals(WEBHOOK)) {
      requireWebhook(name);
    } else {
      requireAws(name);
    }
    require(
        FORMATS.contains(format.orElse(EVENTBRIDGE)),
        name,
        "format must be eventbridge or cloudevents, was " + format.orElse(""));
    require(
        account.orElse("000000000000").matches("[0-9]{12}"),
        name,
        "account must have 12 digits, was " + account.orElse(""));
  }

  private void requireWebhook(String name) {
    require(aws.isEmpty(), name, "aws is for the types sqs, sns and eventbridge");
    require(url.isPresent(), name, "url is missing");
    requireUrl(name, "url", url.orElseThrow());
    require(
        secret.isPresent(),
        name,
        "secret is missing; secret_FILE names a file with whsec_<base64>");
    try {
      keys();
    } catch (IllegalArgumentException malformed) {
      require(false, name, malformed.getMessage());
    }
  }

  private void requireAws(String name) {
    require(
        url.isEmpty() && secret.isEmpty() && allowPrivate.isEmpty(),
        name,
        "url, secret and allowPrivate are for webhooks; the members of aws say where a target of"
            + " type "
            + kind()
            + " is");
    require(
        !(kind().equals(EVENTBRIDGE) && isCloudEvents()),
        name,
        "an event bus has a format of its own");
    AwsTargetConfig where = aws.orElse(NOWHERE);
    boolean known =
        switch (kind()) {
          case SQS -> where.queueUrl().isPresent();
          case SNS -> where.topicArn().isPresent();
          default -> where.eventBusName().isPresent();
        };
    require(
        known,
        name,
        "aws must have queueUrl for sqs, topicArn for sns, eventBusName for eventbridge");
    require(
        where.accessKey().isPresent() == where.secretKey().isPresent(),
        name,
        "aws must have accessKey and secretKey, or neither");
    where.queueUrl().ifPresent(queue -> requireUrl(name, "queueUrl", queue));
    where.endpoint().ifPresent(server -> requireUrl(name, "endpoint", server));
  }

  private static void requireUrl(String name, String member, URI url) {
    String scheme = String.valueOf(url.getScheme());
    require(
        url.getHost() != null && url.getUserInfo() == null && url.getFragment() == null,
        name,
        member + " must look like https://host/path, without a user or a fragment");
    require(
        scheme.equals("https") || (scheme.equals("http") && isLoopback(url.getHost())),
        name,
        member
            + " must begin with https://, or with http:// on 127.0.0.1, [::1] or localhost, was "
            + url.getScheme());
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }

  private static void require(boolean holds, String name, String words) {
    if (!holds) {
      throw new IllegalArgumentException("events.targets: " + name + ": " + words);
    }
  }

  @Override
  public String toString() { // never the secret, nor the path, which may be one
    return "EventTargetConfig[type=" + kind() + ", host=" + url.map(URI::getHost).orElse("") + "]";
  }
}
