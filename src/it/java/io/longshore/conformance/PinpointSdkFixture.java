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

/**
 * A server, its bucket, and clients of the owner and another account, for tests with the AWS SDK
 * for Java.
 */
class PinpointSdkFixture {

  static final String OWNER = "111122223333";
  static final String ROLE = "arn:aws:iam::111122223333:role/export";
  static final String BUCKET = "sdk-pinpoint";

  static PinpointServer server;
  static PinpointAsyncClient client;
  static PinpointAsyncClient otherAccount;

  @BeforeAll
  static void startServer() {
    server = new PinpointServer(256).work();
    client = server.client(OWNER, "test");
    otherAccount = server.client("444455556666", "test");
    server.objects.createBucket(BUCKET);
  }

  @AfterAll
  static void stopServer() {
    client.close();
    otherAccount.close();
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

  /** Creates a segment of the endpoints with the channel SMS. */
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

  /**
   * Starts an export to the prefix in the bucket, of a segment, or of all endpoints if it is null.
   */
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
    return PinpointCalls.ended(server, client, app, job);
  }

  static <T extends PinpointException> T refused(
      Class<T> type, int status, ThrowingCallable request) {
    return Sdk.refusal(type, status, request);
  }
}
