package io.longshore.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Passes immutable values over the local event bus by reference, without copying or encoding. */
public record LocalCodec<T>(Class<T> type) implements MessageCodec<T, T> {

  @Override
  public void encodeToWire(Buffer buffer, T value) {
    throw new IllegalStateException(name() + " cannot be sent to another process");
  }

  @Override
  public T decodeFromWire(int position, Buffer buffer) {
    throw new IllegalStateException(name() + " cannot be sent to another process");
  }

  @Override
  public T transform(T value) {
    return value;
  }

  @Override
  public String name() {
    return "local:" + type.getSimpleName();
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
