package io.longshore.conformance;

import static io.longshore.conformance.ClientPrograms.SCRIPTS;
import static io.longshore.conformance.ClientPrograms.require;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Balancer;
import io.longshore.fixture.Installation;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/**
 * AWS clients in four languages, directly and through the shipped haproxy and nginx configurations.
 * Runs in profile operate.
 */
@Timeout(1800)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class ClientsIT {

  private static final int CALLS = Integer.getInteger("operate.calls", 500);
  private static final List<String> PACKAGES =
      List.of("dataexchange", "personalize", "pinpoint", "s3");

  @TempDir static Path temp;
  private static Installation server;
  private static final Map<String, Balancer> balancers = new HashMap<>();

  @BeforeAll
  static void start() {
    server = Installation.start(temp.resolve("data"), Map.of());
  }

  @AfterAll
  static void stop() {
    balancers.values().forEach(Balancer::close);
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "haproxy", "nginx"})
  void boto3_is_never_refused_for_its_signature(String route) throws Exception {
    require("boto3", "python3", "-c", "import boto3");
    requireSuccess(
        route, "python3", SCRIPTS.resolve("boto.py").toString(), endpoint(route), "" + CALLS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "haproxy", "nginx"})
  void the_aws_cli_is_never_refused_for_its_signature(String route) throws Exception {
    require("the AWS CLI as a Python package", "python3", "-c", "import awscli.clidriver");
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(SCRIPTS.resolve("cli.py").toString(), endpoint(route), "" + CALLS));
    command.add(temp.toString());
    if (route.equals("direct")) {
      command.add("large");
    }
    requireSuccess(route, command.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "haproxy", "nginx"})
  void the_aws_sdk_for_javascript_is_never_refused_for_its_signature(String route)
      throws Exception {
    require("node", "node", "--version");
    if (!temp.resolve("node_modules").toFile().exists()) {
      List<String> install =
          new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund", "--prefix"));
      install.add(temp.toString());
      PACKAGES.forEach(name -> install.add("@aws-sdk/client-" + name));
      require("npm's registry", install.toArray(String[]::new));
    }
    Path script = temp.resolve("client.mjs"); // next to the installed modules
    Files.copy(SCRIPTS.resolve("client.mjs"), script, StandardCopyOption.REPLACE_EXISTING);
    requireSuccess(route, "node", script.toString(), endpoint(route), "" + CALLS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "haproxy", "nginx"})
  void the_aws_sdk_for_java_is_never_refused_for_its_signature(String route) {
    List<String> odd =
        List.of("plain", "a b", "a+b", "a%2Fb", "ä~*'()!", "a:b@c", "日本", "a&b=c", ".-_");
    List<String> wrong = new ArrayList<>();
    try (PinpointAsyncClient client =
        PinpointAsyncClient.builder()
            .endpointOverride(URI.create(endpoint(route)))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .build()) {
      for (int i = 0; i < CALLS; i++) {
        String id = odd.get(i % odd.size());
        try {
          client.getEndpoint(r -> r.applicationId(id).endpointId(id)).join();
        } catch (CompletionException failed) {
          boolean missing =
              failed.getCause() instanceof AwsServiceException said && said.statusCode() == 404;
          if (!missing) {
            wrong.add(id + " " + failed.getCause());
          }
        }
      }
    }
    System.out.printf("Java, %s: calls=%d refused=%d%n", route, CALLS, wrong.size());
    assertThat(wrong).isEmpty();
  }

  private static void requireSuccess(String route, String... command) throws Exception {
    String said = ClientPrograms.run(Map.of(), command).text();
    System.out.printf("%s, %s: %s", Path.of(command[1]).getFileName(), route, said);
    assertThat(said).contains("calls=" + CALLS + " refused=0 failed=0");
  }

  private static String endpoint(String route) {
    if (route.equals("direct")) {
      return server.uri().toString();
    }
    assertThat(Balancer.has(route)).as("apt-get install " + route).isTrue();
    int port = server.uri().getPort();
    return "http://localhost:"
        + balancers.computeIfAbsent(route, name -> Balancer.start(name, temp, port)).port();
  }
}
