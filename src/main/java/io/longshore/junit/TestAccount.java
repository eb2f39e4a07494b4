package io.longshore.junit;

import io.longshore.junit.http.TestKeyCalls;
import io.longshore.junit.process.RunningServer;
import io.longshore.junit.sdk.AwsClients;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The account of one test, or of one class, with the clients that were made for it. */
final class TestAccount {

  private final RunningServer running;
  private final LongshoreServer server;
  private final long logBegin;
  private final Map<String, String> replaced = new LinkedHashMap<>();

  /** Stays empty in programs without the AWS SDK. */
  private final AtomicReference<AutoCloseable> clients = new AtomicReference<>();

  TestAccount(RunningServer running, ClassLoader resources) {
    this.running = running;
    this.server = new LongshoreServer(running.uri(), LongshoreServer.freshAccount(), resources);
    this.logBegin = running.log().end();
  }

  LongshoreServer server() {
    return server;
  }

  /** A client of the AWS SDK, or its AwsCredentialsProvider. */
  Object ofSdk(Class<?> type) {
    AwsClients made =
        (AwsClients)
            clients.updateAndGet(
                there ->
                    there != null
                        ? there
                        : AwsClients.of(
                            server.uri(),
                            TestKeyCalls.REGION,
                            server.accessKeyId(),
                            server.secretAccessKey()));
    return AwsClients.isClient(type) ? made.get(type) : made.credentials();
  }

  /** The settings of the AWS SDK as system properties, until {@link #end}. */
  void setSystemProperties() {
    set("aws.endpointUrl", server.uri().toString());
    set("aws.region", server.region());
    set("aws.accessKeyId", server.accessKeyId());
    set("aws.secretAccessKey", server.secretAccessKey());
  }

  private void set(String name, String value) {
    replaced.put(name, System.setProperty(name, value));
  }

  /** Adds what the server has logged since the beginning of the test. */
  void explain(Throwable failure) {
    String log = running.log().since(logBegin);
    if (!log.isEmpty()) {
      failure.addSuppressed(new ServerLogExcerpt(server.account(), log));
    }
  }

  void end() throws Exception {
    replaced.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
    AutoCloseable made = clients.getAndSet(null);
    if (made != null) {
      made.close();
    }
  }
}
