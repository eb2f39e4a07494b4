package io.longshore.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands an immutable value over the local event bus by reference: nothing is copied or encoded. */
public record LocalCodec<T>(Class<T> type) implements MessageCodec<T, T> {

  @Override
  public void encodeToWire(Buffer buffer, T value) {
    throw new IllegalStateException(name() + " never leaves this process");
  }

  @Override
  public T decodeFromWire(int position, Buffer buffer) {
    throw new IllegalStateException(name() + " never leaves this process");
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
