package io.longshore.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.longshore.junit.http.JsonReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LongshoreObjectTest {

  private static final int MEMBERS = 2_000;

  private HttpServer s3;

  @BeforeEach
  void start() throws IOException {
    s3 = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    s3.start();
  }

  @AfterEach
  void stop() {
    s3.stop(0);
  }

  @Test
  void lines_are_those_of_all_gzip_members_however_they_arrive() {
    s3.createContext(
        "/object",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            for (int i = 0; i < MEMBERS; i++) {
              body.write(member("line " + i + "\n"));
              body.flush();
            }
          }
        });

    assertThat(object().lines())
        .containsExactlyElementsOf(IntStream.range(0, MEMBERS).mapToObj(i -> "line " + i).toList());
  }

  @Test
  void an_object_without_gzip_is_text_as_it_is() {
    s3.createContext(
        "/object",
        exchange -> {
          exchange.sendResponseHeaders(200, 1);
          exchange.getResponseBody().write('x');
          exchange.close();
        });

    assertThat(object().text()).isEqualTo("x");
  }

  private LongshoreObject object() {
    String url = "http://127.0.0.1:" + s3.getAddress().getPort() + "/object";
    return new LongshoreObject(new JsonReply(Map.of("DownloadUrl", url)));
  }

  private static byte[] member(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes());
    }
    return bytes.toByteArray();
  }
}
