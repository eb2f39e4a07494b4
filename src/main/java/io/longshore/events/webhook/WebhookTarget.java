package io.longshore.events.webhook;

import static io.vertx.core.http.HttpHeaders.CONTENT_TYPE;
import static io.vertx.core.http.HttpHeaders.USER_AGENT;

import io.longshore.api.ErrorMessages;
import io.longshore.config.event.EventTargetConfig;
import io.longshore.events.target.EventFormat;
import io.longshore.events.target.EventTarget;
import io.longshore.events.target.OutgoingEvent;
import io.longshore.events.target.SendResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts signed events to an endpoint. Follows no redirect, reads nothing of a response but its
 * status and Retry-After, and gives up after a fixed time.
 */
public final class WebhookTarget implements EventTarget {

  private static final int OK = 200;
  private static final int GONE = 410;
  private static final int NOT_OK = 300;
  private static final int BAD_REQUEST = 400;

  /** Of a response no more is read than this; a longer one ends the connection. */
  private static final long MOST_RESPONSE_BYTES = 64 * 1024;

  private static final int MOST_DRAIN_SECONDS = 5;
  private static final int CONNECTIONS = 8;

  private final URI url;
  private final EventFormat format;
  private final SigningSecret secret;
  private final CheckedAddress addresses;
  private final HttpClient client;
  private final InstantSource clock;
  private final Duration timeout;

  /**
   * A target that trusts the certificates that Java trusts.
   *
   * @param clock of the timestamps of signatures
   * @param timeout for a whole request and its response
   */
  public WebhookTarget(
      Vertx vertx,
      EventTargetConfig config,
      HostResolver resolver,
      InstantSource clock,
      Duration timeout) {
    this(vertx, config, resolver, clock, timeout, new HttpClientOptions());
  }

  /**
   * @param tls the certificates to trust and the like; the rest is set here
   */
  WebhookTarget(
      Vertx vertx,
      EventTargetConfig config,
      HostResolver resolver,
      InstantSource clock,
      Duration timeout,
      HttpClientOptions tls) {
    this.url = config.url().orElseThrow();
    this.format = config.isCloudEvents() ? EventFormat.CLOUDEVENTS : EventFormat.EVENTBRIDGE;
    this.secret = new SigningSecret(vertx, config);
    AddressRules rules = new AddressRules(config.allowPrivate().orElse(false));
    this.addresses = new CheckedAddress(resolver, rules);
    this.clock = clock;
    this.timeout = timeout;
    HttpClientOptions options =
        new HttpClientOptions(tls)
            .setSsl(url.getScheme().equals("https"))
            .setVerifyHost(true)
            .setTrustAll(false)
            .setConnectTimeout((int) timeout.toMillis());
    this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS));
  }

  @Override
  public Future<SendResult> send(OutgoingEvent event) {
    return addresses
        .of(url, event.attempt())
        .compose(
            address ->
                send(event, address).otherwise(failure -> SendResult.failed(reason(failure))));
  }

  /** Vert.x names the path of the URL in its messages; it may be a secret. */
  private String reason(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "The endpoint did not answer within " + timeout.toMillis() / 1e3 + " s";
    }
    return failure instanceof ConnectException
        ? "The endpoint does not accept connections"
        : "The endpoint could not be called: " + ErrorMessages.line(failure);
  }

  private Future<SendResult> send(OutgoingEvent event, SocketAddress address) {
    Instant now = clock.instant();
    String body = event.body(format);
    String id = event.id().toString();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(address)
            .setHost(CheckedAddress.host(url))
            .setPort(CheckedAddress.port(url))
            .setURI(path())
            .setFollowRedirects(false)
            .setTimeout(timeout.toMillis())
            .putHeader(CONTENT_TYPE, format.contentType())
            .putHeader(USER_AGENT, "Longshore")
            .putHeader("webhook-id", id)
            .putHeader("webhook-timestamp", Long.toString(now.getEpochSecond()))
            .putHeader("webhook-signature", secret.signature().of(id, now, body));
    return client.request(options).compose(request -> answered(request, body));
  }

  private String path() {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  private Future<SendResult> answered(HttpClientRequest request, String body) {
    return request
        .send(body)
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(late -> request.reset())
        .compose(response -> drained(request, response));
  }

  /** Reads to the end, so that the connection can be used again. The status alone is the result. */
  private static Future<SendResult> drained(
      HttpClientRequest request, HttpClientResponse response) {
    SendResult result = result(response);
    long[] read = {0};
    response.handler(
        chunk -> {
          read[0] += chunk.length();
          if (read[0] > MOST_RESPONSE_BYTES) {
            request.reset();
          }
        });
    return response
        .end()
        .timeout(MOST_DRAIN_SECONDS, TimeUnit.SECONDS)
        .onFailure(late -> request.reset())
        .transform(ended -> Future.succeededFuture(result));
  }

  private static SendResult result(HttpClientResponse response) {
    int status = response.statusCode();
    if (status >= OK && status < NOT_OK) {
      return SendResult.delivered();
    }
    String reason = "The endpoint answered " + status;
    if (status == GONE) {
      return SendResult.gone(reason);
    }
    if (status >= NOT_OK && status < BAD_REQUEST) {
      return SendResult.failed(reason + "; redirects are not followed");
    }
    return SendResult.failed(reason, retryAfter(response.getHeader("Retry-After")));
  }

  /** In seconds; a date is ignored. */
  private static Optional<Duration> retryAfter(String header) {
    return Optional.ofNullable(header)
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  @Override
  public Future<Void> close() {
    secret.close();
    return client.close();
  }
}
