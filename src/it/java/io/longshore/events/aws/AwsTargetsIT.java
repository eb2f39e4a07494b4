package io.longshore.events.aws;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.config.LongshoreConfig;
import io.longshore.events.target.EventTarget;
import io.longshore.events.target.OutgoingEvent;
import io.longshore.events.target.SendResult;
import io.longshore.events.target.SendResult.Verdict;
import io.longshore.fixture.Folders;
import io.longshore.fixture.Installation;
import io.longshore.fixture.MotoServer;
import io.longshore.fixture.Ports;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import software.amazon.awssdk.services.eventbridge.EventBridgeAsyncClient;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;
import software.amazon.awssdk.services.sns.SnsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Targets in moto's SQS, SNS and EventBridge. Runs in profile operate. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class AwsTargetsIT {

  private static final String ACCOUNT = "000000000000";
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private Path folder;
  private MotoServer moto;
  private SqsAsyncClient sqs;
  private SnsAsyncClient sns;
  private EventBridgeAsyncClient events;

  @BeforeAll
  void start() throws Exception {
    assumeTrue(MotoServer.isInstalled(), MotoServer.PROGRAM + " is not installed");
    folder = Files.createTempDirectory("longshore-moto-");
    moto = MotoServer.start(folder);
    sqs = Sdk.client(SqsAsyncClient.builder(), moto.uri(), "test");
    sns = Sdk.client(SnsAsyncClient.builder(), moto.uri(), "test");
    events = Sdk.client(EventBridgeAsyncClient.builder(), moto.uri(), "test");
  }

  @AfterAll
  void stop() {
    if (moto != null) {
      sqs.close();
      sns.close();
      events.close();
      moto.close();
      Folders.delete(folder);
    }
    await(vertx.close());
  }

  private static OutgoingEvent event(String source, String group) {
    UUID id = UUID.randomUUID();
    JsonObject envelope =
        new JsonObject()
            .put("version", "0")
            .put("id", id.toString())
            .put("detail-type", "Longshore Job State Change")
            .put("source", source)
            .put("account", ACCOUNT)
            .put("time", "2026-11-30T10:00:00Z")
            .put("region", "us-east-1")
            .put("resources", new JsonArray().add("arn:x"))
            .put("detail", new JsonObject().put("status", "COMPLETED"));
    return new OutgoingEvent(id, Optional.of(group), envelope, 1);
  }

  private static LongshoreConfig config(Map<String, String> flags) {
    return LongshoreConfig.load(Optional.empty(), Map.of(), flags);
  }

  /** The setting with one target; its key is {@code test}, its secret {@code moto-secret}. */
  private static Map<String, String> setting(String type, JsonObject aws) {
    JsonObject target =
        new JsonObject()
            .put("type", type)
            .put("aws", aws.put("accessKey", "test").put("secretKey", "moto-secret"));
    return Map.of("events.targets", new JsonObject().put("t", target).encode());
  }

  private EventTarget target(String type, JsonObject aws) {
    return AwsTargets.open(vertx, config(setting(type, aws)).events().targets().get("t"), TIMEOUT);
  }

  /** Sends on an event loop, and closes the target. */
  private List<SendResult> send(EventTarget target, OutgoingEvent... all) {
    List<SendResult> results = new ArrayList<>();
    for (OutgoingEvent event : all) {
      Promise<SendResult> sent = Promise.promise();
      context.runOnContext(here -> target.send(event).onComplete(sent));
      results.add(await(sent.future()));
    }
    Promise<Void> closed = Promise.promise();
    context.runOnContext(here -> target.close().onComplete(closed));
    await(closed.future());
    return results;
  }

  private String queue(String name) {
    Map<QueueAttributeName, String> attributes =
        name.endsWith(".fifo") ? Map.of(QueueAttributeName.FIFO_QUEUE, "true") : Map.of();
    return Sdk.call(sqs.createQueue(r -> r.queueName(name).attributes(attributes))).queueUrl();
  }

  private List<Message> messages(String queue, int count) {
    List<Message> all = new ArrayList<>();
    Sdk.until(
        () ->
            sqs.receiveMessage(
                    r ->
                        r.queueUrl(queue)
                            .maxNumberOfMessages(10)
                            .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .thenApply(answer -> all.addAll(answer.messages())),
        received -> all.size() >= count);
    return all;
  }

  @Test
  void a_queue_gets_the_envelope() {
    String queue = queue("plain");
    OutgoingEvent event = event("longshore", "job-1");

    assertThat(send(target("sqs", new JsonObject().put("queueUrl", queue)), event))
        .containsExactly(SendResult.delivered());

    assertThat(new JsonObject(messages(queue, 1).get(0).body())).isEqualTo(event.envelope());
  }

  @Test
  void a_fifo_queue_keeps_the_events_of_a_job_together_and_takes_an_event_once() {
    String queue = queue("jobs.fifo");
    OutgoingEvent first = event("longshore", "job-1");
    OutgoingEvent second = event("longshore", "job-1");

    send(target("sqs", new JsonObject().put("queueUrl", queue)), first, first, second);

    List<Message> received = messages(queue, 2);
    assertThat(received).hasSize(2);
    assertThat(received)
        .allMatch(
            message ->
                message
                    .attributes()
                    .get(MessageSystemAttributeName.MESSAGE_GROUP_ID)
                    .equals("job-1"));
    assertThat(received)
        .extracting(message -> new JsonObject(message.body()).getString("id"))
        .containsExactly(first.id().toString(), second.id().toString());
  }

  @Test
  void a_topic_gets_the_envelope_with_attributes_to_filter_by() {
    String topic = Sdk.call(sns.createTopic(r -> r.name("jobs"))).topicArn();
    String queue = queue("of-topic");
    Sdk.call(
        sns.subscribe(
            r ->
                r.topicArn(topic)
                    .protocol("sqs")
                    .endpoint("arn:aws:sqs:us-east-1:123456789012:of-topic")));
    OutgoingEvent event = event("longshore", "job-1");
    JsonObject aws = new JsonObject().put("topicArn", topic).put("endpoint", moto.uri() + "");

    assertThat(send(target("sns", aws), event)).containsExactly(SendResult.delivered());

    JsonObject notification = new JsonObject(messages(queue, 1).get(0).body());
    assertThat(new JsonObject(notification.getString("Message"))).isEqualTo(event.envelope());
    assertThat(notification.getJsonObject("MessageAttributes").getJsonObject("source"))
        .isEqualTo(new JsonObject().put("Type", "String").put("Value", "longshore"));
  }

  @Test
  void a_bus_gets_the_event_under_a_source_that_it_takes() {
    String queue = queue("of-bus");
    Sdk.call(events.createEventBus(r -> r.name("jobs")));
    Sdk.call(
        events.putRule(
            r ->
                r.name("all")
                    .eventBusName("jobs")
                    .eventPattern("{\"source\":[\"longshore.dataexchange\"]}")));
    Sdk.call(
        events.putTargets(
            r ->
                r.rule("all")
                    .eventBusName("jobs")
                    .targets(t -> t.id("q").arn("arn:aws:sqs:us-east-1:123456789012:of-bus"))));
    JsonObject aws = new JsonObject().put("eventBusName", "jobs").put("endpoint", moto.uri() + "");

    assertThat(send(target("eventbridge", aws), event("aws.dataexchange", "job-1")))
        .containsExactly(SendResult.delivered());

    JsonObject received = new JsonObject(messages(queue, 1).get(0).body());
    assertThat(received.getString("source")).isEqualTo("longshore.dataexchange");
    assertThat(received.getString("detail-type")).isEqualTo("Longshore Job State Change");
    assertThat(received.getJsonObject("detail"))
        .isEqualTo(new JsonObject().put("status", "COMPLETED"));
  }

  @Test
  void a_refusal_and_a_server_that_is_gone_are_failures_without_secrets() {
    JsonObject missing = new JsonObject().put("queueUrl", moto.uri() + "/123456789012/missing");
    JsonObject gone =
        new JsonObject().put("queueUrl", "http://127.0.0.1:" + Ports.free() + "/1/gone");

    SendResult refused = send(target("sqs", missing), event("longshore", "j")).get(0);
    SendResult unreached = send(target("sqs", gone), event("longshore", "j")).get(0);

    assertThat(refused.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(refused.reason()).startsWith("SQS answered 400").contains("NonExistentQueue");
    assertThat(unreached.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(unreached.reason()).startsWith("SQS could not be called").contains("refused");
    assertThat(refused.reason() + unreached.reason()).doesNotContain("moto-secret");
  }

  @Test
  void the_end_of_a_job_arrives_in_the_queue() throws Exception {
    String queue = queue("ends");
    Path data = Files.createDirectories(folder.resolve("data"));
    try (Installation server =
            Installation.start(data, setting("sqs", new JsonObject().put("queueUrl", queue)));
        PinpointAsyncClient pinpoint =
            Sdk.client(PinpointAsyncClient.builder(), server.uri(), ACCOUNT);
        S3Objects objects = new S3Objects(server.s3())) {
      objects.createBucket("told");
      String app =
          Sdk.call(pinpoint.createApp(r -> r.createApplicationRequest(a -> a.name("told"))))
              .applicationResponse()
              .id();
      String job =
          Sdk.call(
                  pinpoint.createExportJob(
                      r ->
                          r.applicationId(app)
                              .exportJobRequest(
                                  j ->
                                      j.roleArn("arn:aws:iam::" + ACCOUNT + ":role/export")
                                          .s3UrlPrefix("s3://told/out"))))
              .exportJobResponse()
              .id();
      Sdk.until(
          () -> pinpoint.getExportJob(r -> r.applicationId(app).jobId(job)),
          answer -> answer.exportJobResponse().jobStatus() == JobStatus.COMPLETED);

      List<Message> all = new ArrayList<>();
      Sdk.until(
          () ->
              sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10))
                  .thenApply(answer -> all.addAll(answer.messages())),
          received -> all.stream().anyMatch(m -> m.body().contains("\"COMPLETED\"")));
      assertThat(all).allMatch(m -> m.body().contains("Longshore Job State Change"));
    }
  }

  @Test
  void the_words_of_a_target_have_no_secret() {
    JsonObject aws = new JsonObject().put("queueUrl", moto.uri() + "/1/q");

    assertThat(config(setting("sqs", aws)).events().toString()).doesNotContain("moto-secret");
  }
}
