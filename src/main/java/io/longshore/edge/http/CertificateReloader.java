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
 * What the port shows when it speaks TLS. The files are read again and again: who renews them needs
 * no restart. Files that make no certificate change nothing.
 */
public final class CertificateReloader {

  private static final Logger log = LoggerFactory.getLogger(CertificateReloader.class);
  private static final long LOOK_MILLIS = 2_000;

  private record Pem(Buffer certificate, Buffer key) {
    PemKeyCertOptions options() {
      return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
    }
  }

  private final Vertx vertx;
  private final Optional<Path> certificate;
  private final Optional<Path> key;
  private Pem shown;

  public CertificateReloader(Vertx vertx, HttpConfig config) {
    this.vertx = vertx;
    this.certificate = config.tlsCertificate();
    this.key = config.tlsKey();
  }

  /**
   * Those options with TLS, where there is a certificate; HTTP/1.1 only, for the Host is signed.
   */
  public Future<HttpServerOptions> into(HttpServerOptions options) {
    if (certificate.isEmpty()) {
      return Future.succeededFuture(options);
    }
    return read()
        .map(
            pem -> {
              shown = pem;
              options.setSsl(true).setUseAlpn(false).setKeyCertOptions(pem.options());
              return options;
            });
  }

  /** From now on a new certificate in the files is shown to new connections. */
  public void follow(HttpServer server) {
    if (certificate.isPresent()) {
      vertx.setPeriodic(LOOK_MILLIS, tick -> look(server));
    }
  }

  private void look(HttpServer server) {
    read()
        .compose(pem -> Objects.equals(pem, shown) ? Future.succeededFuture() : show(server, pem))
        .onFailure(
            failure ->
                log.warn(
                    "http.tlsCertificate and http.tlsKey make no certificate, the old one stays: {}",
                    failure.getMessage()));
  }

  private Future<Void> show(HttpServer server, Pem pem) {
    return server
        .updateSSLOptions(new ServerSSLOptions().setUseAlpn(false).setKeyCertOptions(pem.options()))
        .map(
            done -> {
              shown = pem;
              log.info("A new TLS certificate is shown");
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
