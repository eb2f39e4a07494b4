package io.longshore.fault;

import static io.longshore.fixture.Waiting.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before a port and spoils what passes, without knowing what it is. */
final class TcpFaults implements AutoCloseable {

  enum Mode {
    PASS,
    /** Takes everything and hands nothing on, in either direction, and says nothing of it. */
    BLACK_HOLE
  }

  private final Vertx vertx;
  private final int backend;
  private final NetClient client;
  private final NetServer server;
  private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong cutAfter = new AtomicLong(Long.MAX_VALUE);
  private final AtomicInteger swallow = new AtomicInteger();
  private volatile Mode mode = Mode.PASS;
  private volatile long delayMillis;

  TcpFaults(Vertx vertx, int backend) {
    this.vertx = vertx;
    this.backend = backend;
    this.client = vertx.createNetClient();
    // No lingering: to close is to reset.
    NetServerOptions options = new NetServerOptions().setSoLinger(0);
    this.server =
        await(vertx.createNetServer(options).connectHandler(this::join).listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  void mode(Mode next) {
    mode = next;
  }

  /** Whatever is handed on waits so long first. */
  void delay(long millis) {
    delayMillis = millis;
  }

  /** Resets every connection that stands. */
  void reset() {
    sockets.forEach(NetSocket::close);
  }

  /** Resets the connection over which the answers pass that many bytes, counted over all. */
  void cutAfter(long bytes) {
    cutAfter.set(bytes);
  }

  /** Drops the k-th answer from now, and resets its connection. */
  void swallow(int kth) {
    swallow.set(kth);
  }

  private void join(NetSocket near) {
    sockets.add(near);
    near.closeHandler(closed -> sockets.remove(near));
    near.exceptionHandler(broken -> near.close());
    near.pause();
    client
        .connect(backend, "127.0.0.1")
        .onFailure(refused -> near.close())
        .onSuccess(
            far -> {
              near.closeHandler(
                  closed -> {
                    sockets.remove(near);
                    far.close();
                  });
              far.closeHandler(closed -> close(near));
              far.exceptionHandler(broken -> near.close());
              near.handler(bytes -> hand(bytes, far));
              far.handler(bytes -> back(bytes, near));
              near.resume();
            });
  }

  /** A black hole does not tell that the other side has gone, either. */
  private void close(NetSocket near) {
    if (mode != Mode.BLACK_HOLE) {
      near.close();
    }
  }

  private void back(Buffer bytes, NetSocket near) {
    boolean swallowed = swallow.get() > 0 && swallow.decrementAndGet() == 0;
    boolean cut = cutAfter.get() != Long.MAX_VALUE && cutAfter.addAndGet(-bytes.length()) <= 0;
    if (cut) {
      cutAfter.set(Long.MAX_VALUE);
    }
    if (swallowed || cut) {
      near.close();
    } else {
      hand(bytes, near);
    }
  }

  private void hand(Buffer bytes, NetSocket to) {
    if (mode == Mode.BLACK_HOLE) {
      return;
    }
    if (delayMillis > 0) {
      vertx.setTimer(delayMillis, timer -> to.write(bytes));
    } else {
      to.write(bytes);
    }
  }

  @Override
  public void close() {
    await(server.close());
    await(client.close());
  }
}
