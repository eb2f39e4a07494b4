package io.longshore.conformance;

import static io.longshore.fixture.Waiting.await;

import io.longshore.async.BatchMeter;
import io.longshore.config.PersonalizeConfig;
import io.longshore.fixture.Sdk;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.personalize.PersonalizeEventsVerticle;
import io.longshore.service.personalize.PersonalizeVerticle;
import io.longshore.service.personalize.deletion.UserPurgeJob;
import io.longshore.service.personalize.job.DataDeletionJob;
import io.longshore.service.personalize.job.DatasetExportJob;
import io.longshore.service.personalize.job.DatasetImportJob;
import io.longshore.service.personalize.resource.ResourcePurgeJob;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.IdentityEncoder;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalizeevents.PersonalizeEventsAsyncClient;

/** A server with Personalize, on an object store whose uploads a test can delay. */
final class PersonalizeServer extends LiveServer {

  final GatedStore gatedStore = new GatedStore(roles());

  /** Without a worker; see {@link #work}. */
  PersonalizeServer(int callsInFlight, PersonalizeConfig limits) {
    serve(
        "personalize",
        callsInFlight,
        gatedStore,
        List.of(
            new DatasetExportJob(
                postgres, ObjectStores.NONE, new Exporter(vertx, new IdentityEncoder())),
            new DatasetImportJob(vertx, postgres, gatedStore, loads::begin, limits),
            new DataDeletionJob(vertx, postgres, gatedStore, loads::begin, limits),
            new UserPurgeJob(postgres),
            new ResourcePurgeJob(postgres)),
        jobs ->
            List.of(
                new PersonalizeVerticle(postgres, gatedStore, jobs, limits, InstantSource.system()),
                new PersonalizeEventsVerticle(postgres, limits, BatchMeter.NONE)));
  }

  /** Puts an object into S3. */
  void put(String bucket, String key, String content) {
    ObjectStore.Upload upload = await(s3.createUpload(bucket, key, "text/csv", Map.of()));
    ObjectStore.Part part = await(s3.uploadPart(upload, 1, Buffer.buffer(content)));
    await(s3.completeUpload(upload, List.of(part)));
  }

  /** Starts the worker. */
  PersonalizeServer work() {
    resume();
    return this;
  }

  /** A client without retries, so that a retry cannot hide a wrong response. */
  PersonalizeAsyncClient client(String accessKey) {
    return Sdk.client(PersonalizeAsyncClient.builder(), endpoint(), accessKey);
  }

  PersonalizeEventsAsyncClient events(String accessKey) {
    return Sdk.client(PersonalizeEventsAsyncClient.builder(), endpoint(), accessKey);
  }
}
