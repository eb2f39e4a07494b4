package io.longshore.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.longshore.api.ServiceProfile;
import io.longshore.config.RatesConfig;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Malicious bodies of signed requests are refused at low cost. */
class HostileBodiesTest {

  private static final int MAX_CPU_MILLIS = 100;
  private static final long MAX_HEAP_BYTES = 64L << 20;

  /** Some rounds may be slow because of JIT compilation or other processes, but not all. */
  private static final int ROUNDS = 25;

  enum Endpoint {
    PINPOINT("mobiletargeting", "/v1/apps", null, 8 << 20),
    PERSONALIZE("personalize", "/", "AmazonPersonalize.CreateSchema", 1 << 20),
    PERSONALIZE_EVENTS("personalize", "/events", null, 1 << 20),
    DATA_EXCHANGE("dataexchange", "/v1/data-sets", null, 1 << 20),
    CLEAN_ROOMS_ML("cleanrooms-ml", "/training-dataset", null, 1 << 20),
    LONGSHORE("longshore", "/_longshore/v1/policies/explain", null, 1 << 20);

    private final String service;
    private final String path;
    private final String target;
    private final int limit;

    Endpoint(String service, String path, String target, int limit) {
      this.service = service;
      this.path = path;
      this.target = target;
      this.limit = limit;
    }
  }

  private record Cost(long cpuNanos, long bytes) {}

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final List<String> MOST_EXPENSIVE = new ArrayList<>();
  private static ServerFixture frontage;

  @BeforeAll
  static void start() {
    frontage = new ServerFixture(RatesConfig.defaults(), System::nanoTime);
  }

  @AfterAll
  static void stop() {
    MOST_EXPENSIVE.stream().sorted(Comparator.reverseOrder()).limit(3).forEach(System.out::println);
    frontage.close();
  }

  @Test
  void every_contract_is_called() throws Exception {
    Set<String> called = new TreeSet<>();
    for (ServiceProfile profile : frontage.profiles()) {
      for (Route route : Route.of(profile)) {
        for (Endpoint endpoint : Endpoint.values()) {
          String target = endpoint.target == null ? endpoint.path : "/" + endpoint.target;
          if (route.method().equals("POST") && route.path().equals(target)) {
            assertThat(endpoint.service).isEqualTo(profile.signingName());
            called.add(profile.contract());
          }
        }
      }
    }
    assertThat(called)
        .isEqualTo(
            frontage.profiles().stream()
                .map(ServiceProfile::contract)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @ParameterizedTest
  @EnumSource(Endpoint.class)
  void a_malicious_body_is_refused_at_low_cost(Endpoint endpoint) throws Exception {
    boolean all =
        endpoint == Endpoint.PINPOINT
            || endpoint == Endpoint.PERSONALIZE; // the others use the same parser
    int nth = 0;
    for (Map.Entry<String, byte[]> body : HostileBodies.of(endpoint.limit).entrySet()) {
      if (all || nth++ % 5 == 0) {
        requireCheap(endpoint, body.getKey(), body.getValue());
      }
    }
    assertThat(frontage.reached()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Endpoint.class)
  void a_compressed_body_is_refused_without_inflating_it(Endpoint endpoint) throws Exception {
    byte[] bomb = HostileBodies.bomb();

    requireCheap(endpoint, "gzip", bomb, "Content-Encoding", "gzip");
    requireCheap(endpoint, "gzip that says nothing", bomb);
  }

  @Test
  void many_headers_are_431() throws Exception {
    String[] headers = new String[300];
    for (int i = 0; i < headers.length; i += 2) {
      headers[i] = "X-Many-" + i;
      headers[i + 1] = "x";
    }
    HttpResponse<String> response = send(Endpoint.PINPOINT, new byte[0], headers);

    assertThat(response.statusCode()).isEqualTo(431);
    assertThat(response.headers().firstValue("x-amzn-errortype"))
        .contains("RequestHeaderFieldsTooLargeException");
  }

  private static void requireCheap(Endpoint endpoint, String what, byte[] body, String... headers)
      throws Exception {
    List<Cost> costs = new ArrayList<>();
    for (int round = 0; round < ROUNDS && (costs.isEmpty() || !isCheap(costs)); round++) {
      long cpu = sum(THREADS::getThreadCpuTime);
      long bytes = sum(THREADS::getThreadAllocatedBytes);
      HttpResponse<String> response = send(endpoint, body, headers);
      costs.add(
          new Cost(
              sum(THREADS::getThreadCpuTime) - cpu, sum(THREADS::getThreadAllocatedBytes) - bytes));
      assertThat(response.statusCode()).as(what).isBetween(400, 499);
      JsonObject error = new JsonObject(response.body());
      assertThat(error.getString("Message", error.getString("message"))).as(what).isNotBlank();
      assertThat(response.body().length()).as(what).isLessThan(2_000);
    }
    MOST_EXPENSIVE.add(
        "%4d ms %3d MiB: %s at %s"
            .formatted(
                costs.stream().mapToLong(Cost::cpuNanos).min().orElseThrow() / 1_000_000,
                costs.get(0).bytes() >> 20,
                what,
                endpoint));
    assertThat(isCheap(costs)).as("%s at %s costs %s", what, endpoint, costs).isTrue();
  }

  private static boolean isCheap(List<Cost> costs) {
    return costs.stream().anyMatch(c -> c.cpuNanos() < MAX_CPU_MILLIS * 1_000_000L)
        && costs.stream().allMatch(c -> c.bytes() < MAX_HEAP_BYTES);
  }

  /** Summed over the event loops, which do nothing else. */
  private static long sum(ToLongFunction<Long> of) {
    return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().contains("eventloop"))
        .mapToLong(thread -> of.applyAsLong(thread.getThreadId()))
        .sum();
  }

  private static HttpResponse<String> send(Endpoint endpoint, byte[] body, String... headers)
      throws Exception {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    lines.add(Map.entry("Host", frontage.uri().getAuthority()));
    if (endpoint.target != null) {
      lines.add(Map.entry("X-Amz-Target", endpoint.target));
    }
    for (int i = 0; i < headers.length; i += 2) {
      lines.add(Map.entry(headers[i], headers[i + 1]));
    }
    SignedRequest signed =
        new SigV4Signer(new AccessKey("test", "test", "000000000000", true), InstantSource.system())
            .sign(
                new SignedRequest("POST", endpoint.path, lines, body),
                "us-east-1",
                endpoint.service);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(frontage.uri().resolve(endpoint.path))
            .POST(BodyPublishers.ofByteArray(body));
    signed.headers().stream()
        .filter(header -> !header.getKey().equals("Host"))
        .forEach(header -> request.header(header.getKey(), header.getValue()));
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }
}
