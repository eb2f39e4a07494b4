package io.longshore.bench;

import io.longshore.edge.validation.ValidationSubject;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Measures the parsing and validation of a body of UpdateEndpoint with 1 KB and 30 members. The
 * documentation promises at most 10 microseconds for {@code read}, which decodes, parses and
 * validates.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ValidationBench {

  private static final int CALLS = 200_000;

  private ValidationSubject subject;
  private Buffer bytes;
  private Map<String, Object> parsed;

  public static void main(String[] arguments) throws RunnerException {
    printCpu();
    new Runner(new OptionsBuilder().include(ValidationBench.class.getName()).build()).run();
  }

  private static double sink;

  /** CPU microseconds of this thread, independent of other load on the machine. */
  private static void printCpu() {
    ValidationBench bench = new ValidationBench();
    bench.prepare();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (int round = 1; round <= 8; round++) {
      long began = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < CALLS; i++) {
        sink += bench.read().size();
      }
      long read = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < CALLS; i++) {
        sink += bench.check() ? 1 : 0;
      }
      long checked = threads.getCurrentThreadCpuTime();
      System.out.printf(
          "round %d, %d bytes: read %.2f us of CPU, of which check %.2f us%n",
          round,
          bench.bytes.length(),
          (read - began) / 1e3 / CALLS,
          (checked - read) / 1e3 / CALLS);
    }
  }

  @Setup
  public void prepare() {
    subject = new ValidationSubject("openapi/pinpoint.yaml", "pinpoint.UpdateEndpoint");
    bytes = body().toBuffer();
    parsed = subject.parse(bytes.getBytes());
  }

  /** 30 members including nested ones, about 1 KB. */
  static JsonObject body() {
    JsonObject attributes = new JsonObject();
    for (int i = 0; i < 8; i++) {
      attributes.put("attribute" + i, new JsonArray().add("value of it, " + i));
    }
    JsonObject demographic =
        new JsonObject()
            .put("AppVersion", "12.4.1")
            .put("Locale", "en_US")
            .put("Make", "Apple")
            .put("Model", "iPhone 15 Pro")
            .put("ModelVersion", "A2848")
            .put("Platform", "ios")
            .put("PlatformVersion", "17.5.1")
            .put("Timezone", "Europe/Berlin");
    JsonObject location =
        new JsonObject()
            .put("City", "Hamburg")
            .put("Country", "DEU")
            .put("Latitude", 53.5511)
            .put("Longitude", 9.9937)
            .put("PostalCode", "20457")
            .put("Region", "Hamburg");
    return new JsonObject()
        .put("Address", "x".repeat(200))
        .put("ChannelType", "APNS")
        .put("OptOut", "NONE")
        .put("EffectiveDate", "2026-11-21T19:54:33.000Z")
        .put("Attributes", attributes)
        .put("Demographic", demographic)
        .put("Location", location)
        .put("Metrics", new JsonObject().put("visits", 12.0))
        .put("User", new JsonObject().put("UserId", "customer-000000000001".repeat(6)));
  }

  @Benchmark
  public JsonObject read() {
    return subject.read(bytes);
  }

  @Benchmark
  public Map<String, Object> parse() {
    return subject.parse(bytes.getBytes());
  }

  @Benchmark
  public boolean check() {
    return subject.fits(parsed);
  }
}
