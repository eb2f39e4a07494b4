package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.personalize.model.DataDeletionJob;
import software.amazon.awssdk.services.personalize.model.IngestionMode;

/** Data deletion jobs with the AWS SDK for Java. */
class PersonalizeDeletionSdkIT extends PersonalizeSdkFixture {

  @Test
  void users_are_deleted_from_all_datasets_of_a_group() {
    String group = group("forget");
    String interactions = dataset(group, "Interactions", schema("forget-schema", INTERACTIONS));
    server.put(
        bucket, "views.csv", "USER_ID,ITEM_ID,TIMESTAMP\nann,i,1\nann,j,2\nbob,i,3\nann,i,1\n");
    server.put(bucket, "gone/a.csv", "USER_ID\nann\n\"o\"\"neil, 😀\"\n");
    server.put(bucket, "gone/deep/b.csv", "USER_ID\nann\ncid\n");
    server.put(bucket, "gone-wrong.csv", "USER_ID,ITEM_ID\nann,i\n");
    server.put(bucket, "gone-empty.csv", "USER_ID\nann\n\"\"\n");
    assertThat(imported(interactions, "views", "views.csv", "FULL").status()).isEqualTo("ACTIVE");

    DataDeletionJob wrong = deleted(group, "wrong", "gone-wrong.csv");
    DataDeletionJob empty = deleted(group, "empty", "gone-empty.csv");
    assertThat(wrong.status()).isEqualTo("FAILED");
    assertThat(wrong.failureReason()).contains("must have the one column USER_ID");
    assertThat(empty.failureReason()).contains("gone-empty.csv line 3: USER_ID must not be empty");
    assertThat(lines(interactions, "still", IngestionMode.ALL)).hasSize(3);

    DataDeletionJob right = deleted(group, "right", "gone/");

    assertThat(right.status()).isEqualTo("COMPLETED");
    assertThat(right.numDeleted()).isEqualTo(2);
    assertThat(right.dataSource().dataLocation()).isEqualTo("s3://" + bucket + "/gone/");
    assertThat(lines(interactions, "left", IngestionMode.ALL)).containsExactly("bob,i,3");
    assertThat(words(right.dataDeletionJobArn()))
        .containsExactly("PENDING", "IN_PROGRESS", "COMPLETED");
    assertThat(
            get(() -> client.listDataDeletionJobs(r -> r.datasetGroupArn(group)))
                .dataDeletionJobs())
        .extracting(each -> each.jobName() + " " + each.status())
        .containsExactly("right COMPLETED", "empty FAILED", "wrong FAILED");
  }

  @Test
  void a_deletion_counts_and_reports_unknown_users() {
    String group = group("unknown");
    String interactions = dataset(group, "Interactions", schema("unknown-schema", INTERACTIONS));
    server.put(bucket, "u1.csv", "USER_ID,ITEM_ID,TIMESTAMP\nu1,i,1\nu2,i,1\nu2,j,1\n");
    server.put(bucket, "on-one-line.csv", "User_Id\nu1 u2\n");
    server.put(bucket, "nobody.csv", "USER_ID\nnobody-1\nnobody-2\nu2\nu2\n");
    server.put(bucket, "no-users.csv", "USER_ID\n");
    assertThat(imported(interactions, "u1", "u1.csv", "FULL").status()).isEqualTo("ACTIVE");

    assertThat(deleted(group, "on-one-line", "on-one-line.csv"))
        .extracting(each -> each.status() + " " + each.numDeleted() + " " + each.failureReason())
        .isEqualTo(
            "COMPLETED 0 1 of the 1 user ids have no records in the dataset group's datasets, such as 'u1 u2'. Each user id must have a line of its own");
    assertThat(deleted(group, "nobody", "nobody.csv"))
        .extracting(each -> each.status() + " " + each.numDeleted() + " " + each.failureReason())
        .isEqualTo(
            "COMPLETED 2 2 of the 3 user ids have no records in the dataset group's datasets, such as 'nobody-1'");
    assertThat(deleted(group, "no-users", "no-users.csv"))
        .extracting(each -> each.status() + " " + each.failureReason())
        .isEqualTo("FAILED The files have no user id below their headers, so nothing was deleted.");
    assertThat(lines(interactions, "known", IngestionMode.ALL)).containsExactly("u1,i,1");
  }

  private static DataDeletionJob deleted(String group, String name, String key) {
    String arn =
        get(() ->
                client.createDataDeletionJob(
                    r ->
                        r.jobName(name)
                            .datasetGroupArn(group)
                            .roleArn(ROLE)
                            .dataSource(s -> s.dataLocation("s3://" + bucket + "/" + key))))
            .dataDeletionJobArn();
    return server
        .until(
            () ->
                Future.fromCompletionStage(
                    client.describeDataDeletionJob(r -> r.dataDeletionJobArn(arn))),
            found -> List.of("COMPLETED", "FAILED").contains(found.dataDeletionJob().status()))
        .dataDeletionJob();
  }
}
