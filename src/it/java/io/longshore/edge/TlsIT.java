package io.longshore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.AuthConfig;
import io.longshore.config.HttpConfig;
import io.longshore.edge.management.HttpMetrics;
import io.longshore.identity.key.KeySource;
import io.longshore.identity.sigv4.SigV4Verifier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The API port with TLS. */
@Timeout(120)
class TlsIT {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final Duration RELOAD_TIMEOUT = Duration.ofSeconds(60); // 5 on a quiet machine

  private final Vertx vertx = Vertx.vertx();

  @TempDir Path temp;

  @AfterEach
  void stop() {
    SampleService.await(vertx.close());
  }

  @Test
  void a_renewed_certificate_is_used_and_an_invalid_one_is_not() throws Exception {
    Path certificate = temp.resolve("tls.crt");
    Path key = temp.resolve("tls.key");
    issue("first", certificate, key);
    int port = serve(certificate, key);

    assertThat(shown(port)).isEqualTo("CN=first");
    assertThat(response(port)).startsWith("HTTP/1.1 403 ");

    issue("second", certificate, key);
    untilShown(port, "CN=second");

    Files.writeString(certificate, "no certificate");
    assertThat(shown(port)).isEqualTo("CN=second");
    issue("third", certificate, key);
    untilShown(port, "CN=third");
  }

  private int serve(Path certificate, Path key) {
    HttpConfig config =
        new HttpConfig(
            "127.0.0.1",
            0,
            16,
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Optional.of(certificate),
            Optional.of(key),
            false);
    InstantSource clock = InstantSource.system();
    SigV4Verifier verifier =
        new SigV4Verifier(KeySource.embedded(), AuthConfig.defaults(), Set.of("x"), clock);
    HttpMetrics metrics = new HttpMetrics(new SimpleMeterRegistry());
    List<EdgeVerticle> edges = new ArrayList<>();
    SampleService.await(
        vertx.deployVerticle(
            () -> {
              edges.add(
                  new EdgeVerticle(config, verifier, List.of(), metrics, clock, Optional.empty()));
              return edges.get(edges.size() - 1);
            },
            new DeploymentOptions().setInstances(2)));
    return edges.get(0).port();
  }

  private static void untilShown(int port, String name) throws Exception {
    long end = System.nanoTime() + RELOAD_TIMEOUT.toNanos();
    String now = shown(port);
    while (!now.equals(name)) {
      assertThat(System.nanoTime()).as(now).isLessThan(end);
      now = shown(port);
    }
  }

  private static String shown(int port) throws Exception {
    try (SSLSocket socket = connect(port)) {
      socket.startHandshake();
      X509Certificate first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return first.getSubjectX500Principal().getName();
    }
  }

  private static String response(int port) throws Exception {
    try (SSLSocket socket = connect(port)) {
      String request = "GET /v1/apps HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static SSLSocket connect(int port) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Creates a key and a certificate with keytool and writes both as PEM. */
  private void issue(String name, Path certificate, Path key) throws Exception {
    Path store = temp.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    java.security.KeyStore made = load(store);
    Key secret = made.getKey(name, PASSWORD);
    Certificate open = made.getCertificate(name);
    Files.writeString(key, pem("PRIVATE KEY", secret.getEncoded()));
    Files.writeString(certificate, pem("CERTIFICATE", open.getEncoded()));
  }

  private static java.security.KeyStore load(Path store)
      throws IOException, KeyStoreException, java.security.GeneralSecurityException {
    java.security.KeyStore loaded = java.security.KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      loaded.load(in, PASSWORD);
    }
    return loaded;
  }

  private static String pem(String what, byte[] bytes) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }

  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
