package io.longshore.edge.http;

import io.longshore.config.HttpConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the TLS certificate and reloads it when its files change, so that a renewal needs no
 * restart. Files that are no valid certificate and key leave the previous certificate in use.
 */
public final class CertificateReloader {

  private static final Logger log = LoggerFactory.getLogger(CertificateReloader.class);
  private static final long CHECK_MILLIS = 2_000;

  private record Pem(Buffer certificate, Buffer key) {
    PemKeyCertOptions options() {
      return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
    }
  }

  private final Vertx vertx;
  private final Optional<Path> certificate;
  private final Optional<Path> key;
  private Pem current;

  public CertificateReloader(Vertx vertx, HttpConfig config) {
    this.vertx = vertx;
    this.certificate = config.tlsCertificate();
    this.key = config.tlsKey();
  }

  /**
   * Enables TLS if a certificate is configured. HTTP/1.1 only, because signatures cover the Host
   * header.
   */
  public Future<HttpServerOptions> addTo(HttpServerOptions options) {
    if (certificate.isEmpty()) {
      return Future.succeededFuture(options);
    }
    return read()
        .map(
            pem -> {
              current = pem;
              options.setSsl(true).setUseAlpn(false).setKeyCertOptions(pem.options());
              return options;
            });
  }

  /** Checks the files periodically; new connections get a changed certificate. */
  public void reloadFor(HttpServer server) {
    if (certificate.isPresent()) {
      vertx.setPeriodic(CHECK_MILLIS, tick -> reload(server));
    }
  }

  private void reload(HttpServer server) {
    read()
        .compose(pem -> Objects.equals(pem, current) ? Future.succeededFuture() : use(server, pem))
        .onFailure(
            failure ->
                log.warn(
                    "http.tlsCertificate and http.tlsKey are not a valid certificate and key; the previous certificate stays in use: {}",
                    failure.getMessage()));
  }

  private Future<Void> use(HttpServer server, Pem pem) {
    return server
        .updateSSLOptions(new ServerSSLOptions().setUseAlpn(false).setKeyCertOptions(pem.options()))
        .map(
            done -> {
              current = pem;
              log.info("A new TLS certificate is in use");
              return null;
            });
  }

  private Future<Pem> read() {
    return Future.all(
            vertx.fileSystem().readFile(certificate.orElseThrow().toString()),
            vertx.fileSystem().readFile(key.orElseThrow().toString()))
        .map(both -> new Pem(both.resultAt(0), both.resultAt(1)));
  }
}
