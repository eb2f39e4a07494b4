package io.longshore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.longshore.edge.RawHttpClient.Reply;
import io.longshore.fixture.Balancer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * With a common but wrong nginx configuration calls get 403, and the log says why; profile operate.
 */
@EnabledIfSystemProperty(named = "operate", matches = "true")
class WrongNginxIT {

  private static final String ARN =
      "/v1/tags/arn%3Aaws%3Asample%3Aus-east-1%3A000000000000%3Aships%2F1";

  @TempDir static Path temp;

  private final List<String> error = new CopyOnWriteArrayList<>();
  private final Logger log = (Logger) LoggerFactory.getLogger("io.longshore.edge");
  private final Level before = log.getLevel();
  private final AppenderBase<ILoggingEvent> ear =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          error.add(event.getFormattedMessage());
        }
      };

  @BeforeEach
  void listen() {
    ear.setContext(log.getLoggerContext());
    ear.start();
    log.addAppender(ear);
    log.setLevel(Level.INFO);
  }

  @AfterEach
  void stop() {
    log.detachAppender(ear);
    log.setLevel(before);
  }

  private String line(String find, String replacement) {
    try (SampleService service = SampleService.start(256, Optional.empty());
        Balancer nginx =
            Balancer.start(
                "nginx", temp, service.port(), file -> changed(file, find, replacement))) {
      RawHttpClient client = new RawHttpClient(nginx.port());
      Reply reply = client.send(client.signed("GET", ARN, ""));
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.headers()).containsEntry("x-amzn-errortype", "InvalidSignatureException");
      String id = "request=" + reply.headers().get("x-amzn-requestid") + " ";
      assertThat(error).anyMatch(line -> line.startsWith(id));
      return error.stream().filter(line -> line.startsWith(id)).findFirst().orElseThrow();
    }
  }

  private static String changed(String file, String find, String replacement) {
    assertThat(file).contains(find);
    return file.replace(find, replacement);
  }

  @Test
  void the_shipped_configuration_passes_requests_unchanged() {
    try (SampleService service = SampleService.start(256, Optional.empty());
        Balancer nginx = Balancer.start("nginx", temp, service.port())) {
      RawHttpClient client = new RawHttpClient(nginx.port());
      assertThat(client.send(client.signed("GET", ARN, "")).status()).isEqualTo(200);
    }
  }

  @Test
  void a_changed_host_is_reported() {
    assertThat(line("proxy_set_header Host $http_host;", ""))
        .contains("Host 'longshore', path '" + ARN + "'.");
    assertThat(
            line(
                "proxy_set_header Host $http_host;",
                "proxy_set_header X-Forwarded-Host $http_host;"))
        .contains(
            "Host 'longshore'", "It matches Host '127.0.0.1:", "a proxy changed the Host header.");
  }

  @Test
  void a_changed_path_is_reported() {
    assertThat(line("proxy_pass http://longshore;", "proxy_pass http://longshore/;"))
        .contains("path '/v1/tags/arn:aws:sample:us-east-1:000000000000:ships/1'.")
        .contains("It matches path '" + ARN + "'");
  }
}
