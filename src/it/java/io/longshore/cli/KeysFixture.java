package io.longshore.cli;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.longshore.fixture.CommandResult;
import io.longshore.fixture.Installation;
import io.longshore.fixture.Sdk;
import io.longshore.fixture.Sql;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/** A master key, the commands that create keys, and calls with these keys. */
class KeysFixture {

  static final String ACCOUNT = "111122223333";
  private static final Duration EFFECTIVE_WITHIN = Duration.ofSeconds(30); // 5 on a quiet machine
  @TempDir Path temp;

  static <B extends AwsClientBuilder<B, C>, C> C with(
      B builder, URI server, AwsCredentials credentials) {
    return Sdk.builder(builder, server, credentials).build();
  }

  static Throwable refusal(CompletableFuture<?> call) {
    return assertThrows(CompletionException.class, call::join).getCause();
  }

  static PinpointAsyncClient client(URI server, AwsCredentials credentials) {
    return with(PinpointAsyncClient.builder(), server, credentials);
  }

  static AwsCredentials credentials(CommandResult made) {
    return AwsBasicCredentials.create(
        made.value("AWS_ACCESS_KEY_ID"), made.value("AWS_SECRET_ACCESS_KEY"));
  }

  static List<String> rows(Installation server, String query) {
    return Sql.run(server.database(), query);
  }

  /** The error code of a call with credentials; empty if it succeeds. */
  static String code(URI server, AwsCredentials credentials) {
    try (PinpointAsyncClient client = client(server, credentials)) {
      call(client.getApps(r -> {}));
      return "";
    } catch (AwsServiceException failure) {
      return failure.awsErrorDetails().errorCode();
    }
  }

  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + EFFECTIVE_WITHIN.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
  }

  Path master(String name) throws IOException {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Files.writeString(temp.resolve(name), Base64.getEncoder().encodeToString(bytes) + "\n");
  }

  CommandResult keys(Map<String, String> flags, String... arguments) {
    return run(new KeysCommand(), flags, arguments);
  }

  CommandResult run(Object subject, Map<String, String> flags, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", temp.toString()));
    flags.forEach((key, value) -> all.addAll(List.of("--set", key + "=" + value)));
    return CommandResult.of(subject, all);
  }
}
