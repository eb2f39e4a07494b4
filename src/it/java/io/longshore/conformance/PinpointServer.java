package io.longshore.conformance;

import io.longshore.async.BatchMeter;
import io.longshore.fixture.Sdk;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RoleObjectStores;
import io.longshore.service.pinpoint.PinpointVerticle;
import io.longshore.service.pinpoint.app.AppPurgeJob;
import io.longshore.service.pinpoint.endpoint.AttributeRemovalJob;
import io.longshore.service.pinpoint.endpoint.ColumnBackfillJob;
import io.longshore.service.pinpoint.job.export.EndpointExportJob;
import io.longshore.service.pinpoint.job.load.EndpointImportJob;
import io.longshore.service.pinpoint.user.UserAttributeSyncJob;
import io.longshore.store.HashBucket;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.GzipEncoder;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClientBuilder;

/** A server with Pinpoint. */
final class PinpointServer extends LiveServer {

  /** Without a worker; see {@link #work}. */
  PinpointServer(int callsInFlight) {
    RoleObjectStores roles = roles();
    serve(
        "mobiletargeting",
        callsInFlight,
        roles,
        List.of(
            new EndpointExportJob(
                postgres, ObjectStores.NONE, new Exporter(vertx, GzipEncoder.fastest())),
            new EndpointImportJob(vertx, postgres, roles, loads::begin, new Random(6)),
            new AppPurgeJob(postgres),
            new ColumnBackfillJob(postgres),
            new UserAttributeSyncJob(postgres, new Random(5)),
            new AttributeRemovalJob(postgres, new Random(5))),
        jobs ->
            List.of(
                new PinpointVerticle(
                    vertx,
                    postgres,
                    roles,
                    jobs,
                    InstantSource.system(),
                    new Random(),
                    Duration.ofDays(30),
                    BatchMeter.NONE)));
  }

  /** Starts the worker. */
  PinpointServer work() {
    resume();
    return this;
  }

  /** A client without retries, so that a retry cannot hide a wrong response. */
  PinpointAsyncClient client(String accessKey, String secret) {
    return builder(accessKey, secret).build();
  }

  PinpointAsyncClientBuilder builder(String accessKey, String secret) {
    return Sdk.builder(PinpointAsyncClient.builder(), endpoint(), accessKey, secret);
  }

  /** Inserts many endpoints of about 300 bytes into an app, faster than by calls. */
  void fill(String app, int count) {
    String[] ids = IntStream.range(0, count).mapToObj(i -> "id" + i).toArray(String[]::new);
    Short[] buckets = Stream.of(ids).map(HashBucket::of).toArray(Short[]::new);
    rows(
        """
        insert into pinpoint_endpoint (container, bucket, id, line, version, revision)
        select $1, b, id, '{"Id":"' || id || '","Address":"' || repeat('x', 270) || '"}', 1, 1
          from unnest($2::smallint[], $3::text[]) as r (b, id)""",
        app,
        buckets,
        ids);
  }

  Future<Long> unfinished() {
    return postgres
        .requests()
        .query("select count(*) from job where finished_at is null")
        .execute()
        .map(found -> found.iterator().next().getLong(0));
  }
}
