package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;

import io.longshore.fixture.Sdk;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.EndpointResponse;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.PinpointException;

/** A server, its bucket, an owner and a stranger: what each class of tests by AWS's client has. */
class PinpointSdk {

  static final String OWNER = "111122223333";
  static final String ROLE = "arn:aws:iam::111122223333:role/export";
  static final String BUCKET = "sdk-pinpoint";

  static PinpointServer server;
  static PinpointAsyncClient client;
  static PinpointAsyncClient stranger;

  @BeforeAll
  static void startServer() {
    server = new PinpointServer(256).work();
    client = server.client(OWNER, "test");
    stranger = server.client("444455556666", "test");
    server.objects.createBucket(BUCKET);
  }

  @AfterAll
  static void stopServer() {
    client.close();
    stranger.close();
    server.close();
  }

  static String app() {
    return app(client);
  }

  static String app(PinpointAsyncClient owner) {
    return call(owner.createApp(r -> r.createApplicationRequest(a -> a.name("shop"))))
        .applicationResponse()
        .id();
  }

  static EndpointResponse endpoint(String app, String id) {
    return call(client.getEndpoint(r -> r.applicationId(app).endpointId(id))).endpointResponse();
  }

  /** A segment of the endpoints whose channel is SMS. */
  static String smsSegment(String app) {
    return call(client.createSegment(
            r ->
                r.applicationId(app)
                    .writeSegmentRequest(
                        s ->
                            s.dimensions(
                                d -> d.demographic(m -> m.channel(c -> c.values("SMS")))))))
        .segmentResponse()
        .id();
  }

  /** Starts an export below that prefix of the bucket, of a segment or, where that is null, all. */
  static ExportJobResponse export(String app, String prefix, String segment) {
    return exportTo("s3://" + BUCKET + "/" + prefix, app, segment);
  }

  static ExportJobResponse exportTo(String url, String app, String segment) {
    return call(client.createExportJob(
            r ->
                r.applicationId(app)
                    .exportJobRequest(e -> e.roleArn(ROLE).s3UrlPrefix(url).segmentId(segment))))
        .exportJobResponse();
  }

  static ExportJobResponse endedExport(String app, String job) {
    return PinpointWalk.ended(server, client, app, job);
  }

  static <T extends PinpointException> T refused(
      Class<T> type, int status, ThrowingCallable request) {
    return Sdk.refusal(type, status, request);
  }
}
