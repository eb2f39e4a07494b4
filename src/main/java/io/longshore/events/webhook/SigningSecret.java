package io.longshore.events.webhook;

import io.longshore.api.ErrorMessages;
import io.longshore.config.event.EventTargetConfig;
import io.longshore.config.event.WebhookSecrets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What signs the requests of a webhook. A secret that was read from a file is read again every two
 * seconds, so that it is replaced without a restart. A file that cannot be read, or has no secret,
 * leaves the previous secret in use.
 */
final class SigningSecret {

  private static final Logger log = LoggerFactory.getLogger(SigningSecret.class);
  private static final long CHECK_MILLIS = 2_000;

  private final Vertx vertx;
  private final Optional<Path> file;
  private final Optional<Long> timer;
  private volatile WebhookSignature signature;
  private String text;
  private String problem = "";

  SigningSecret(Vertx vertx, EventTargetConfig config) {
    this.vertx = vertx;
    this.file = config.secretFile();
    this.signature = new WebhookSignature(config.keys());
    this.text = config.secret().orElseThrow();
    this.timer = file.map(named -> vertx.setPeriodic(CHECK_MILLIS, tick -> reload()));
  }

  /** Signs with the secret that is in use at the moment. */
  WebhookSignature signature() {
    return signature;
  }

  /** Reads the file, if there is one. Never fails. */
  Future<Void> reload() {
    return file.map(this::reload).orElse(Future.succeededFuture());
  }

  private Future<Void> reload(Path named) {
    return vertx
        .fileSystem()
        .readFile(named.toString())
        .map(read -> use(named, read.toString()))
        .onFailure(failure -> refuse(named, failure))
        .otherwiseEmpty();
  }

  private Void use(Path named, String read) {
    List<byte[]> keys = WebhookSecrets.keys(read);
    problem = "";
    if (!read.strip().equals(text.strip())) {
      signature = new WebhookSignature(keys);
      text = read;
      log.info("Requests are signed with {} from {} now", count(keys), named);
    }
    return null;
  }

  private static String count(List<byte[]> keys) {
    return keys.size() == 1 ? "the secret" : "the two secrets";
  }

  /** Tells each problem once. */
  private void refuse(Path named, Throwable failure) {
    String line = ErrorMessages.line(failure);
    if (!line.equals(problem)) {
      problem = line;
      log.warn(
          "secret_FILE names {}, which has no valid secret; the previous one stays in use: {}",
          named,
          line);
    }
  }

  void close() {
    timer.ifPresent(vertx::cancelTimer);
  }
}
