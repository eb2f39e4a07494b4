package io.longshore.bench;

import io.longshore.fixture.S3Objects;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.CreateJobResponse;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.RequestDetails;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;

/** A data set on a measured server, and steps that the benchmarks of Data Exchange share. */
final class DataExchangeBenchRig {

  final DataExchangeAsyncClient client;
  final S3Objects objects;
  final String set;
  private final ServerProcess server;

  DataExchangeBenchRig(ServerProcess server) {
    this.server = server;
    this.objects = server.objects();
    this.client = server.client(DataExchangeAsyncClient.builder());
    this.set =
        client
            .createDataSet(r -> r.assetType(AssetType.S3_SNAPSHOT).name("bench").description("B"))
            .join()
            .id();
  }

  String revision() {
    return client.createRevision(r -> r.dataSetId(set)).join().id();
  }

  /** The only asset of the revision. */
  String asset(String revision) {
    return client
        .listRevisionAssets(r -> r.dataSetId(set).revisionId(revision))
        .join()
        .assets()
        .get(0)
        .id();
  }

  CreateJobResponse created(Type type, Consumer<RequestDetails.Builder> details) {
    return client.createJob(r -> r.type(type).details(details)).join();
  }

  GetJobResponse run(Type type, Consumer<RequestDetails.Builder> details) {
    return run(created(type, details).id());
  }

  /** Starts a job and waits until it is COMPLETED. */
  GetJobResponse run(String job) {
    client.startJob(r -> r.jobId(job)).join();
    return ended(job);
  }

  GetJobResponse ended(String job) {
    GetJobResponse now = client.getJob(r -> r.jobId(job)).join();
    while (now.state() == State.IN_PROGRESS) {
      new CompletableFuture<Void>().completeOnTimeout(null, 50, TimeUnit.MILLISECONDS).join();
      now = client.getJob(r -> r.jobId(job)).join();
    }
    if (now.state() != State.COMPLETED) {
      throw new IllegalStateException("The job ended " + now.state() + ": " + now.errors());
    }
    return now;
  }

  /** Runs a shell pipeline in which {@code $S3} is the AWS CLI with this server's endpoint. */
  void runShell(String line) throws Exception {
    Commands.pipeline(
        line.replace("$S3", "aws --endpoint-url " + server.http() + " s3"),
        Map.of(
            "AWS_ACCESS_KEY_ID", "test",
            "AWS_SECRET_ACCESS_KEY", "test",
            "AWS_DEFAULT_REGION", "us-east-1"));
  }

  /** Writes incompressible data without reading as much from the kernel. */
  void fill(String file, int megabytes) throws Exception {
    runShell(
        "openssl enc -aes-128-ctr -nosalt -K 00 -iv 00 -in /dev/zero 2>/dev/null | head -c %d000000 > %s || true"
            .formatted(megabytes, file));
  }

  /** A measured step. */
  interface Step {
    void run() throws Exception;
  }

  static double seconds(Step step) throws Exception {
    long began = System.nanoTime();
    step.run();
    return (System.nanoTime() - began) / 1e9;
  }

  static void print(String what, List<Double> rounds, List<Double> base, String baseline) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-24s %s s, %.2f of %s's time",
            what,
            RunStatistics.of(rounds),
            RunStatistics.of(rounds).median() / RunStatistics.of(base).median(),
            baseline));
  }

  void printMemory() throws Exception {
    System.out.printf(
        "server's resident memory: at most %s MiB with -Xmx256m; needed: at most 512%n",
        server.mostResidentMebibytes().map(Object::toString).orElse("?"));
  }
}
