package io.longshore.trace;

import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Registers the place of {@link ActiveSpan} in contexts. Vert.x calls it before it creates the
 * first one, because contexts have a fixed number of places.
 */
public final class ActiveSpanRegistration implements VertxServiceProvider {

  @Override
  public void init(VertxBootstrap bootstrap) {
    ActiveSpan.register();
  }
}
