package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeCalls.revision;
import static io.longshore.fixture.Sdk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.ForeignServers;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.CreateJobRequest;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.JobError;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.ValidationException;

/**
 * Clients of the owner and another account, and two buckets, for tests with the AWS SDK for Java.
 */
class DataExchangeSdkFixture {

  static final String NOBODY = "0123456789abcdef0123456789abcdef";
  static final String IN = "dx-in";
  static final String OUT = "dx-out";

  static final HttpClient http = HttpClient.newHttpClient();
  static DataExchangeAsyncClient client;
  static DataExchangeAsyncClient otherAccount;
  static S3Objects objects;

  @BeforeAll
  static void connect() {
    client = DataExchangeCalls.client("111122223333");
    otherAccount = DataExchangeCalls.client("444455556666");
    objects = new S3Objects(Installation.shared().s3("111122223333"));
    objects.createBucket(IN);
    objects.createBucket(OUT);
  }

  @AfterAll
  static void disconnect() {
    client.close();
    otherAccount.close();
    objects.close();
    ForeignServers.requireQuickStatements();
  }

  static CreateJobRequest importing(String set, String revision, String... keys) {
    return DataExchangeRequests.importing(set, revision, IN, keys);
  }

  static CreateJobRequest byPattern(String set, String revision, String pattern) {
    return DataExchangeRequests.byPattern(set, revision, OUT, pattern);
  }

  static GetJobResponse run(CreateJobRequest job) {
    return DataExchangeCalls.run(client, job);
  }

  static GetJobResponse run(String job) {
    return DataExchangeCalls.run(client, job);
  }

  static List<AssetEntry> assets(String set, String revision) {
    return DataExchangeCalls.assets(client, set, revision);
  }

  /** Creates a revision of the data set with assets of these names, ten bytes each. */
  static String imported(String set, String... names) {
    String revision = revision(client, set);
    for (String name : names) {
      objects.put(IN, name, bytes(10), "text/plain", Map.of());
    }
    assertThat(run(importing(set, revision, names)).state()).isEqualTo(State.COMPLETED);
    return revision;
  }

  /** The only error of a job in the state ERROR. */
  static JobError failed(GetJobResponse job) {
    assertThat(job.state()).isEqualTo(State.ERROR);
    assertThat(job.errors()).hasSize(1);
    assertThat(job.errors().get(0).message()).isNotBlank();
    return job.errors().get(0);
  }

  /** Requires that creating the job is refused with a message that names the member. */
  static void invalid(String member, CreateJobRequest request) {
    assertThat(
            refused(ValidationException.class, 400, () -> client.createJob(request)).getMessage())
        .contains(member);
  }

  static HttpResponse<String> upload(String url, byte[] bytes, String md5)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-MD5", md5)
            .PUT(BodyPublishers.ofByteArray(bytes))
            .build(),
        BodyHandlers.ofString());
  }

  static byte[] download(String url) throws IOException, InterruptedException {
    HttpResponse<byte[]> got =
        http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
    assertThat(got.statusCode()).isEqualTo(200);
    return got.body();
  }

  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    return bytes;
  }

  static String md5(byte[] bytes) throws NoSuchAlgorithmException {
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
  }
}
