package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;

import io.longshore.fixture.Installation;
import io.longshore.fixture.Sdk;
import java.net.URI;
import java.util.function.Consumer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;
import software.amazon.awssdk.services.cleanroomsml.model.ColumnSchema;
import software.amazon.awssdk.services.cleanroomsml.model.ColumnType;
import software.amazon.awssdk.services.cleanroomsml.model.CreateTrainingDatasetRequest;
import software.amazon.awssdk.services.cleanroomsml.model.Dataset;
import software.amazon.awssdk.services.cleanroomsml.model.DatasetType;

/** Calls of Clean Rooms ML that several tests need. */
final class CleanRoomsMlCalls {

  private CleanRoomsMlCalls() {}

  /** A client with a key of the account. */
  static CleanRoomsMlAsyncClient client(String account) {
    return client(account, Region.US_EAST_1);
  }

  static CleanRoomsMlAsyncClient client(String account, Region region) {
    return client(account, region, Installation.shared().uri());
  }

  static CleanRoomsMlAsyncClient client(String account, Region region, URI endpoint) {
    return Sdk.builder(CleanRoomsMlAsyncClient.builder(), endpoint, account, "test")
        .region(region)
        .build();
  }

  /** Allows the account to start generation jobs. */
  static void allow(CleanRoomsMlAsyncClient client, String configured, String account) {
    call(
        client.putConfiguredAudienceModelPolicy(
            r ->
                r.configuredAudienceModelArn(configured)
                    .configuredAudienceModelPolicy(
                        policy("Allow", account, "StartAudienceGenerationJob", configured))));
  }

  static String policy(String effect, String account, String action, String resource) {
    return """
        {"Version": "2012-10-17", "Statement": [{"Sid": "one", "Effect": "%s",
         "Principal": {"AWS": ["arn:aws:iam::%s:root"]}, "Action": "cleanrooms-ml:%s",
         "Resource": "%s"}]}"""
        .formatted(effect, account, action, resource);
  }

  static String role(String account) {
    return "arn:aws:iam::" + account + ":role/audiences";
  }

  /** Creates a training dataset with the columns user, item and at. */
  static Consumer<CreateTrainingDatasetRequest.Builder> dataset(
      String account, String name, String database, String table) {
    return dataset(
        account,
        name,
        database,
        table,
        column("user", ColumnType.USER_ID),
        column("item", ColumnType.ITEM_ID),
        column("at", ColumnType.TIMESTAMP));
  }

  static Consumer<CreateTrainingDatasetRequest.Builder> dataset(
      String account, String name, String database, String table, ColumnSchema... columns) {
    return request ->
        request
            .name(name)
            .roleArn(role(account))
            .trainingData(
                data ->
                    data.type(DatasetType.INTERACTIONS)
                        .inputConfig(
                            input ->
                                input
                                    .schema(columns)
                                    .dataSource(
                                        source ->
                                            source.glueDataSource(
                                                glue ->
                                                    glue.databaseName(database)
                                                        .tableName(table)))));
  }

  /** Training data of a table in the account's catalog. */
  static Dataset inCatalog(String account) {
    var request = CreateTrainingDatasetRequest.builder();
    dataset(account, "any", "lake", "clicks").accept(request);
    Dataset data = request.build().trainingData().get(0);
    return data.toBuilder()
        .inputConfig(
            data.inputConfig().toBuilder()
                .dataSource(
                    source ->
                        source.glueDataSource(
                            glue ->
                                glue.databaseName("lake").tableName("clicks").catalogId(account)))
                .build())
        .build();
  }

  static ColumnSchema column(String name, ColumnType type) {
    return ColumnSchema.builder().columnName(name).columnTypes(type).build();
  }
}
