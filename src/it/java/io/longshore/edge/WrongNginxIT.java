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

/** An nginx that is set up as most are, not as ours: 403, and the log says why; profile operate. */
@EnabledIfSystemProperty(named = "operate", matches = "true")
class WrongNginxIT {

  private static final String ARN =
      "/v1/tags/arn%3Aaws%3Aharbour%3Aus-east-1%3A000000000000%3Aships%2F1";

  @TempDir static Path temp;

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Logger log = (Logger) LoggerFactory.getLogger("io.longshore.edge");
  private final Level before = log.getLevel();
  private final AppenderBase<ILoggingEvent> ear =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          said.add(event.getFormattedMessage());
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

  private String line(String find, String instead) {
    try (SampleService harbour = SampleService.start(256, Optional.empty());
        Balancer nginx =
            Balancer.start("nginx", temp, harbour.port(), file -> changed(file, find, instead))) {
      RawHttpClient wire = new RawHttpClient(nginx.port());
      Reply reply = wire.send(wire.signed("GET", ARN, ""));
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.headers()).containsEntry("x-amzn-errortype", "InvalidSignatureException");
      String id = "request=" + reply.headers().get("x-amzn-requestid") + " ";
      assertThat(said).anyMatch(line -> line.startsWith(id));
      return said.stream().filter(line -> line.startsWith(id)).findFirst().orElseThrow();
    }
  }

  private static String changed(String file, String find, String instead) {
    assertThat(file).contains(find);
    return file.replace(find, instead);
  }

  @Test
  void as_it_is_shipped_it_is_right() {
    try (SampleService harbour = SampleService.start(256, Optional.empty());
        Balancer nginx = Balancer.start("nginx", temp, harbour.port())) {
      RawHttpClient wire = new RawHttpClient(nginx.port());
      assertThat(wire.send(wire.signed("GET", ARN, "")).status()).isEqualTo(200);
    }
  }

  @Test
  void a_host_that_is_not_passed_is_named() {
    assertThat(line("proxy_set_header Host $http_host;", ""))
        .contains("Host 'longshore', path '" + ARN + "'.");
    assertThat(
            line(
                "proxy_set_header Host $http_host;",
                "proxy_set_header X-Forwarded-Host $http_host;"))
        .contains("Host 'longshore'", "It is right for Host '127.0.0.1:", "does not pass Host.");
  }

  @Test
  void a_path_that_is_not_passed_as_it_came_is_named() {
    assertThat(line("proxy_pass http://longshore;", "proxy_pass http://longshore/;"))
        .contains("path '/v1/tags/arn:aws:harbour:us-east-1:000000000000:ships/1'.")
        .contains("It is right for path '" + ARN + "'");
  }
}
