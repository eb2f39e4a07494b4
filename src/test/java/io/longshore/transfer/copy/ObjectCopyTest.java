package io.longshore.transfer.copy;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.MemoryOutputs;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObjectCopyTest {

  private static final int CHUNKS = 100_000;

  private final Vertx vertx = Vertx.vertx();

  /** An object of a terabyte has that many chunks. */
  @Test
  void an_object_of_very_many_chunks_is_sealed_once_all_are_written() {
    MemoryOutputs gathered = new MemoryOutputs();
    ObjectStore.Head head =
        new ObjectStore.Head(CHUNKS, "etag", "text/plain", Map.of(), Optional.empty());

    await(
        Future.future(
            done ->
                vertx.runOnContext(
                    start ->
                        new ObjectCopy(vertx)
                            .read(new ObjectCopy.From(store(), "b", "k", head), gathered)
                            .<Void>mapEmpty()
                            .onComplete(done))));

    assertThat(gathered.bytes.length()).isEqualTo(CHUNKS);
    assertThat(gathered.rows).isNotNegative();
    await(vertx.close());
  }

  private ObjectStore store() {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) -> Future.succeededFuture(new Chunks()));
  }

  private final class Chunks implements ObjectRead {

    private int left = CHUNKS;

    @Override
    public long size() {
      return CHUNKS;
    }

    @Override
    public String etag() {
      return "etag";
    }

    @Override
    public Future<Optional<Buffer>> next() {
      Promise<Optional<Buffer>> chunk = Promise.promise();
      vertx.runOnContext(
          later -> chunk.complete(left-- > 0 ? Optional.of(Buffer.buffer("x")) : Optional.empty()));
      return chunk.future();
    }

    @Override
    public void close() {}
  }
}
