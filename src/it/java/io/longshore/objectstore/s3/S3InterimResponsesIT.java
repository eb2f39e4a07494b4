package io.longshore.objectstore.s3;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.S3Config;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.ObjectStore.Upload;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An S3, or a proxy in front of it, that sends several interim responses. */
class S3InterimResponsesIT {

  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
  private static final String PROCESSING = "HTTP/1.1 102 Processing\r\n\r\n";
  private static final String HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n";
  private static final String UPLOADED =
      "HTTP/1.1 200 OK\r\nETag: \"e-1\"\r\nContent-Length: 0\r\n\r\n";
  private static final String STARTED =
      """
      <InitiateMultipartUploadResult><Bucket>b-1</Bucket><Key>k</Key>\
      <UploadId>u-1</UploadId></InitiateMultipartUploadResult>""";

  private Vertx vertx;
  private NetServer server;
  private S3ObjectStore store;
  private String beforeBody;
  private String afterBody;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    server =
        await(
            vertx
                .createNetServer()
                .connectHandler(socket -> new Conversation(socket).begin())
                .listen(0, "127.0.0.1"));
    URI endpoint = URI.create("http://127.0.0.1:" + server.actualPort());
    S3Config config =
        new S3Config(Optional.of(endpoint), "us-east-1", Optional.of("k"), Optional.of("s"), true);
    Duration bound = Duration.ofSeconds(10);
    store = new S3ObjectStore(vertx, config, new S3Timeouts(bound, bound, bound), true);
  }

  @AfterEach
  void stop() {
    store.close();
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"100", "100 100", "100 100 100 100", "102 100", "103 100 103", "100 102 103"})
  void a_part_is_uploaded_whatever_interim_responses_precede_the_final_one(String interim) {
    beforeBody = said(interim);
    afterBody = said(interim.replaceFirst("^100$", ""));
    Upload upload = new Upload("b-1", "k", "u-1");
    for (int part = 1; part <= 3; part++) { // on one connection
      assertThat(await(store.uploadPart(upload, part, Buffer.buffer("bytes"))).etag())
          .isEqualTo("\"e-1\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"100", "102 103", "100 100"})
  void a_request_without_a_body_gets_its_final_response_too(String interim) {
    beforeBody = said(interim);
    afterBody = "";
    assertThat(await(store.createUpload("b-1", "k", "text/plain", Map.of())).uploadId())
        .isEqualTo("u-1");
    ObjectRead read = await(store.read(Source.of("b-1", "k")));
    assertThat(await(read.next()).map(Buffer::toString)).contains("whole");
    assertThat(await(read.next())).isEmpty();
  }

  private static String said(String statuses) {
    return statuses
        .replace("100", CONTINUE)
        .replace("102", PROCESSING)
        .replace("103", HINTS)
        .replace("\n ", "\n");
  }

  /** A connection: request and responses, one after another. */
  private final class Conversation {
    private final NetSocket socket;
    private Buffer received = Buffer.buffer();
    private boolean headSeen;

    Conversation(NetSocket socket) {
      this.socket = socket;
    }

    void begin() {
      socket.handler(this::read);
    }

    private void read(Buffer bytes) {
      received = received.appendBuffer(bytes);
      String text = received.toString(StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n") + 4;
      if (end < 4) {
        return;
      }
      if (!headSeen) {
        headSeen = true;
        socket.write(beforeBody);
      }
      Matcher length = LENGTH.matcher(text.substring(0, end));
      if (text.length() >= end + (length.find() ? Integer.parseInt(length.group(1)) : 0)) {
        headSeen = false;
        received = Buffer.buffer();
        socket.write(afterBody + answer(text));
      }
    }

    private String answer(String request) {
      if (request.startsWith("PUT")) {
        return UPLOADED;
      }
      String body = request.startsWith("POST") ? STARTED : "whole";
      return "HTTP/1.1 200 OK\r\nETag: \"e-1\"\r\nContent-Length: %d\r\n\r\n%s"
          .formatted(body.length(), body);
    }
  }
}
