package io.longshore.objectstore.s3;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.S3Config;
import io.longshore.objectstore.ObjectStore.Digest;
import io.longshore.objectstore.ObjectStore.Head;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sizes of parts, from responses as AWS documents them. */
class S3PartsIT {

  private static final String ETAG = "\"d41d8cd98f00b204e9800998ecf8427e-3\"";

  private Vertx vertx;
  private HttpServer server;
  private S3ObjectStore store;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    server =
        await(vertx.createHttpServer().requestHandler(S3PartsIT::answer).listen(0, "127.0.0.1"));
    URI endpoint = URI.create("http://127.0.0.1:" + server.actualPort());
    S3Config config =
        new S3Config(Optional.of(endpoint), "us-east-1", Optional.of("k"), Optional.of("s"), true);
    store = new S3ObjectStore(vertx, config, S3Timeouts.DEFAULT, true);
  }

  @AfterEach
  void stop() {
    store.close();
    await(vertx.close());
  }

  private static void answer(HttpServerRequest request) {
    boolean asked =
        "1".equals(request.getParam("partNumber")) && ETAG.equals(request.getHeader("If-Match"));
    switch (request.path()) {
      case "/b-1/told" -> {
        if (asked) {
          request.response().setStatusCode(206).putHeader("x-amz-mp-parts-count", "3");
        }
        request.response().putHeader("Content-Length", asked ? "8388608" : "20000000").end();
      }
      case "/b-1/untold" ->
          request
              .response()
              .putHeader("Content-Length", "20000000")
              .end(); // whether or not a part is requested
      default -> request.response().setStatusCode(501).end();
    }
  }

  @Test
  void the_size_of_the_first_part_is_known_if_s3_returns_it() {
    assertThat(first("told", 3, 20_000_000)).contains(8_388_608L);
    assertThat(first("untold", 3, 20_000_000)).isEmpty();
    assertThat(first("refused", 3, 20_000_000)).isEmpty();
    assertThat(first("told", 2, 20_000_000)).isEmpty(); // another version
  }

  @Test
  void no_request_is_sent_for_an_object_of_one_part_or_none() {
    assertThat(first("refused", 1, 77)).contains(77L);
    assertThat(first("refused", 0, 77)).isEmpty();
  }

  private Optional<Long> first(String key, int parts, long size) {
    Head head = new Head(size, ETAG, "x/y", Map.of(), Optional.of(new Digest("d41d", parts)));
    return await(store.firstPart("b-1", key, head));
  }
}
