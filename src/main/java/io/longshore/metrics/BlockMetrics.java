package io.longshore.metrics;

import io.longshore.transfer.write.BlockMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The metrics of blocks of compressed rows that are kept for exports. */
public final class BlockMetrics implements BlockMeter {

  private final MeterRegistry registry;

  public BlockMetrics(MeterRegistry registry) {
    this.registry = registry;
    built(0, 0); // so that all series exist from the start
    passedOn(0, 0);
    changed(0);
    dropped(0);
  }

  @Override
  public void built(int blocks, long bytes) {
    count("built", blocks);
    bytes("built", bytes);
  }

  @Override
  public void passedOn(int blocks, long bytes) {
    count("passed", blocks);
    bytes("passed", bytes);
  }

  @Override
  public void changed(int blocks) {
    count("changed", blocks);
  }

  @Override
  public void dropped(int blocks) {
    count("dropped", blocks);
  }

  private void count(String event, int blocks) {
    Counter.builder("longshore.blocks")
        .description("Blocks of compressed rows that are kept for exports")
        .tag("event", event)
        .register(registry)
        .increment(blocks);
  }

  private void bytes(String event, long bytes) {
    Counter.builder("longshore.blocks.bytes")
        .description("The compressed size of these blocks")
        .tag("event", event)
        .register(registry)
        .increment(bytes);
  }
}
