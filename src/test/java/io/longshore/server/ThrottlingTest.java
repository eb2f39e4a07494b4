package io.longshore.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ErrorCode;
import io.longshore.api.ServiceProfile;
import io.longshore.config.RatesConfig;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalizeevents.PersonalizeEventsAsyncClient;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/** Calls above an account's rate, made by AWS's SDK clients. */
class ThrottlingTest {

  private static final List<String> SERVICES =
      List.of("pinpoint", "personalize", "personalize-events", "dataexchange", "cleanroomsml");

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final AtomicLong TIME = new AtomicLong();
  private static final AtomicLong TICK = new AtomicLong();
  private static final List<SdkClient> CLIENTS = new ArrayList<>();
  private static ServerFixture frontage;

  @BeforeAll
  static void start() {
    List<String> limits =
        List.of("pinpoint.*=2", "personalize.*=2", "dataexchange=2", "cleanroomsml=2");
    frontage =
        new ServerFixture(new RatesConfig(true, 1, limits), () -> TIME.getAndAdd(TICK.get()));
  }

  @AfterAll
  static void close() {
    CLIENTS.forEach(SdkClient::close);
    frontage.close();
  }

  @BeforeEach
  void stop_the_clock() {
    TICK.set(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pinpoint TooManyRequestsException 429",
        "personalize LimitExceededException 400",
        "personalize-events ThrottlingException 429",
        "dataexchange ThrottlingException 429",
        "cleanroomsml ThrottlingException 429"
      })
  void above_the_rate_each_service_returns_its_own_error_and_retry_after(String expected) {
    String[] parts = expected.split(" ");
    Supplier<CompletableFuture<?>> call = call(parts[0], "test", false);
    Supplier<CompletableFuture<?>> other = call(parts[0], "111122223333", false);

    int reached = frontage.reached();
    double throttled = throttled(parts[0]);
    call.get().join();
    call.get().join();
    assertThatThrownBy(() -> call.get().join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(parts[1]);
              assertThat(refusal.statusCode()).isEqualTo(Integer.parseInt(parts[2]));
              assertThat(refusal.isThrottlingException()).isEqualTo(isTriedAgain(parts[0]));
              assertThat(
                      refusal
                          .awsErrorDetails()
                          .sdkHttpResponse()
                          .firstMatchingHeader("Retry-After"))
                  .contains("1");
              assertThat(refusal.awsErrorDetails().errorMessage()).contains("Rate exceeded");
            });
    assertThat(other.get()).succeedsWithin(Duration.ofSeconds(30));
    assertThat(frontage.reached() - reached).isEqualTo(3);
    assertThat(throttled(parts[0]) - throttled).isEqualTo(1);
  }

  /** The operator API has no client of AWS's; the AWS CLI and boto3 call every operation. */
  @Test
  void above_the_rate_every_operation_of_every_contract_is_refused_by_its_service()
      throws Exception {
    List<String> wrong = new ArrayList<>();
    int refused = 0;
    List<String> limits =
        List.of(
            "pinpoint.*=1",
            "personalize.*=1",
            "dataexchange.*=1",
            "cleanroomsml.*=1",
            "longshore.*=1");
    try (ServerFixture each = new ServerFixture(new RatesConfig(true, 1, limits), () -> 0)) {
      for (ServiceProfile profile : each.profiles()) {
        ErrorCode expected = profile.errors().throttled();
        for (Route route : Route.of(profile)) {
          HttpResponse<String> first = send(each, route);
          HttpResponse<String> second = send(each, route);
          refused++;
          if (isThrottled(first, expected) || !isThrottled(second, expected)) {
            wrong.add(route.operation() + " " + first.statusCode() + " " + second.body());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(refused).isGreaterThan(100);
  }

  /** JSON 1.1 names the error in the body, REST-JSON in a header. */
  private static boolean isThrottled(HttpResponse<String> response, ErrorCode expected) {
    String error = response.headers().firstValue("x-amzn-ErrorType").orElse("") + response.body();
    return response.statusCode() == expected.status()
        && response.headers().firstValue("Retry-After").isPresent()
        && error.contains(expected.shape())
        && error.contains("Rate exceeded");
  }

  private static HttpResponse<String> send(ServerFixture server, Route route) throws Exception {
    SignedRequest signed =
        new SigV4Signer(new AccessKey("test", "test", "000000000000", true), InstantSource.system())
            .sign(
                new SignedRequest(
                    route.method(),
                    route.target(),
                    route.headers(server.uri().getAuthority()),
                    route.body()),
                "us-east-1",
                route.profile().signingName());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri().resolve(route.target()))
            .method(route.method(), HttpRequest.BodyPublishers.ofByteArray(route.body()));
    signed.headers().stream()
        .filter(header -> !header.getKey().equals("Host"))
        .forEach(header -> request.header(header.getKey(), header.getValue()));
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void an_unmodified_client_succeeds_by_its_own_retries() {
    TICK.set(250_000_000); // with each call: every second one is admitted
    int reached = frontage.reached();
    List<String> again = SERVICES.stream().filter(ThrottlingTest::isTriedAgain).toList();
    for (String service : again) {
      Supplier<CompletableFuture<?>> call = call(service, "444455556666", true);
      double throttled = throttled(service);
      for (int i = 0; i < 4; i++) {
        assertThat(call.get()).succeedsWithin(Duration.ofSeconds(60));
      }
      assertThat(throttled(service)).as(service).isGreaterThan(throttled);
    }
    assertThat(frontage.reached() - reached).isEqualTo(4 * again.size());
  }

  /** The Java SDK does not retry Personalize's throttling error; boto3 does. */
  private static boolean isTriedAgain(String service) {
    return !service.equals("personalize");
  }

  private static double throttled(String service) {
    return frontage
        .registry
        .get("longshore.http.throttled")
        .tag("service", service)
        .tag("reason", "rate")
        .counter()
        .count();
  }

  private static Supplier<CompletableFuture<?>> call(String service, String key, boolean retries) {
    return switch (service) {
      case "pinpoint" -> {
        PinpointAsyncClient client = build(PinpointAsyncClient.builder(), key, retries);
        yield () -> client.getApps(r -> {});
      }
      case "personalize" -> {
        PersonalizeAsyncClient client = build(PersonalizeAsyncClient.builder(), key, retries);
        yield () -> client.listSchemas(r -> {});
      }
      case "personalize-events" -> {
        PersonalizeEventsAsyncClient client =
            build(PersonalizeEventsAsyncClient.builder(), key, retries);
        yield () ->
            client.putUsers(
                r ->
                    r.datasetArn("arn:aws:personalize:us-east-1:000000000000:dataset/g/USERS")
                        .users(u -> u.userId("ann")));
      }
      case "dataexchange" -> {
        DataExchangeAsyncClient client = build(DataExchangeAsyncClient.builder(), key, retries);
        yield () -> client.listDataSets(r -> {});
      }
      default -> {
        CleanRoomsMlAsyncClient client = build(CleanRoomsMlAsyncClient.builder(), key, retries);
        yield () -> client.listTrainingDatasets(r -> {});
      }
    };
  }

  private static <B extends AwsClientBuilder<B, C>, C extends SdkClient> C build(
      B builder, String key, boolean retries) {
    builder
        .endpointOverride(frontage.uri())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(key, "test")));
    if (!retries) {
      builder.overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()));
    }
    C client = builder.build();
    CLIENTS.add(client);
    return client;
  }
}
