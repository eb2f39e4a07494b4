package io.longshore.junit;

import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * Longshore as a container of Testcontainers 2.x, with its embedded database and S3. Beyond
 * loopback the server has no test keys, so the container brings keys for a thousand accounts; it
 * has no test controls either, which work on one machine only.
 */
public class LongshoreContainer extends GenericContainer<LongshoreContainer> {

  static final int SERVICES = 4566;
  static final int HEALTH = 9464;
  static final int ACCOUNTS = 1_000;
  private static final String KEYS = "/tmp/keys";
  private static final Duration LONGEST_START = Duration.ofMinutes(2);

  private final Queue<String> accounts =
      Stream.generate(LongshoreServer::freshAccount)
          .distinct()
          .limit(ACCOUNTS)
          .collect(Collectors.toCollection(ConcurrentLinkedQueue::new));

  public LongshoreContainer(String image) {
    this(DockerImageName.parse(image));
  }

  public LongshoreContainer(DockerImageName image) {
    super(image);
    withExposedPorts(SERVICES, HEALTH);
    withCopyToContainer(Transferable.of(keys()), KEYS);
    withCommand(
        "serve",
        "--temporary",
        "--set",
        "http.host=0.0.0.0",
        "--set",
        "http.allowPlain=true",
        "--set",
        "management.host=0.0.0.0",
        "--set",
        "console.enabled=false",
        "--set",
        "auth.keys_FILE=" + KEYS);
    waitingFor(Wait.forHttp("/health/ready").forPort(HEALTH).withStartupTimeout(LONGEST_START));
  }

  /** One line for each account: key, secret, account. */
  String keys() {
    return accounts.stream()
        .map(account -> "%s test %s\n".formatted(account, account))
        .collect(Collectors.joining());
  }

  /** The endpoint for AWS SDKs of this machine, for all services and S3. */
  public URI uri() {
    return URI.create("http://%s:%d".formatted(getHost(), getMappedPort(SERVICES)));
  }

  /**
   * The server as a fresh account sees it.
   *
   * @throws IllegalStateException after a thousand accounts
   */
  public LongshoreServer server() {
    String account = accounts.poll();
    if (account == null) {
      throw new IllegalStateException(
          "The %d accounts of the container are used up: start another one".formatted(ACCOUNTS));
    }
    return new LongshoreServer(uri(), account, getClass().getClassLoader());
  }
}
