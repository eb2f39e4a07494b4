package io.longshore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.CommandResult;
import io.longshore.fixture.Installation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ForbiddenException;
import software.amazon.awssdk.services.pinpoint.model.NotFoundException;

/** The command {@code keys} against a running server. */
@Timeout(120)
class KeysCommandIT extends KeysFixture {

  @Test
  void a_key_is_valid_from_its_creation_until_it_is_disabled() throws Exception {
    Path master = master("master");
    Map<String, String> flags = Map.of("auth.masterKey_FILE", master.toString());
    try (Installation server = Installation.start(temp, flags)) {
      CommandResult made = keys(flags, "create", "--account", ACCOUNT);
      assertThat(made.exit()).as(made.said()).isZero();
      String id = made.value("AWS_ACCESS_KEY_ID");
      assertThat(keys(flags, "list").said()).contains(id, ACCOUNT, "enabled", "never used");

      assertThat(code(server.uri(), credentials(made))).isEmpty();
      assertThat(code(server.uri(), AwsBasicCredentials.create("test", "test")))
          .isEqualTo("UnrecognizedClientException");
      assertThat(code(server.uri(), AwsBasicCredentials.create(id, "wrong")))
          .isEqualTo("InvalidSignatureException");
      until(() -> keys(flags, "list").said().contains("last used 2"));

      CommandResult second = keys(flags, "rotate", id, "--keep", "12h");
      assertThat(code(server.uri(), credentials(second))).isEmpty();
      assertThat(code(server.uri(), credentials(made))).isEmpty();
      assertThat(keys(flags, "list", "--account", ACCOUNT).said())
          .contains("never ends", ", ends 2");
      assertThat(keys(flags, "disable", id))
          .isEqualTo(new CommandResult(0, "Key " + id + " is disabled.\n"));
      until(() -> code(server.uri(), credentials(made)).equals("UnrecognizedClientException"));
      assertThat(code(server.uri(), credentials(second))).isEmpty();
      assertThat(keys(flags, "disable", id))
          .isEqualTo(new CommandResult(1, "longshore: There is no enabled key " + id + "\n"));
      assertThat(keys(flags, "rotate", id).exit()).isEqualTo(1);

      policyIsEvaluatedBeforeEveryOperation(server.uri(), flags);
      policiesEvaluateResourceTags(server.uri(), flags, credentials(second));
      temporaryKeysNeedTheirToken(server.uri(), flags);
      keysAndRefusalsAreInTheAuditLog(server, flags, id);
      masterKeyIsRotated(server, flags, made.value("AWS_SECRET_ACCESS_KEY"));
    }
  }

  private void policyIsEvaluatedBeforeEveryOperation(URI server, Map<String, String> flags)
      throws IOException {
    String arn = "arn:aws:mobiletargeting:us-east-1:" + ACCOUNT + ":apps";
    Path policy =
        Files.writeString(
            temp.resolve("policy.json"),
            """
            {"Version": "2012-10-17", "Statement": [
              {"Sid": "Reads", "Effect": "Allow", "Action": "mobiletargeting:Get*", "Resource": "*"},
              {"Sid": "NotThat", "Effect": "Deny", "Action": "*", "Resource": "%s/secret*"}]}"""
                .formatted(arn));
    CommandResult made = keys(flags, "create", "--account", ACCOUNT, "--policy", policy.toString());
    String id = made.value("AWS_ACCESS_KEY_ID");
    try (PinpointAsyncClient client = client(server, credentials(made))) {
      client.getApps(r -> {}).join();
      assertThat(refusal(client.getApp(r -> r.applicationId("none"))))
          .isInstanceOf(NotFoundException.class);
      assertThat(refusal(client.getApp(r -> r.applicationId("secret"))))
          .isInstanceOf(ForbiddenException.class)
          .hasMessageContaining(
              "Key %s is not authorized to perform: mobiletargeting:GetApp on resource: %s/secret"
                      .formatted(id, arn)
                  + " because Statement NotThat denies it");
      assertThat(refusal(client.createApp(r -> r.createApplicationRequest(c -> c.name("x")))))
          .isInstanceOf(ForbiddenException.class)
          .hasMessageContaining("mobiletargeting:CreateApp on resource: " + arn)
          .hasMessageContaining("because no statement allows it");
    }
    assertThat(keys(flags, "list").said()).contains("with a policy");
    assertThat(keys(flags, "explain", id, "mobiletargeting:GetApp", arn + "/a"))
        .isEqualTo(new CommandResult(0, "allowed: Statement Reads allows it\n"));
    assertThat(keys(flags, "explain", id, "mobiletargeting:GetApp", arn + "/secrets"))
        .isEqualTo(new CommandResult(1, "denied: Statement NotThat denies it\n"));
    assertThat(keys(flags, "explain", id, "personalize:ListSchemas"))
        .isEqualTo(new CommandResult(1, "denied: no statement allows it\n"));
    Files.writeString(policy, "{}");
    assertThat(keys(flags, "create", "--account", ACCOUNT, "--policy", policy.toString()).said())
        .contains("its Version must be 2012-10-17");
  }

  private void policiesEvaluateResourceTags(
      URI server, Map<String, String> flags, AwsCredentials all) throws IOException {
    Path policy =
        Files.writeString(
            temp.resolve("tags.json"),
            """
            {"Version": "2012-10-17", "Statement": {"Sid": "Ours", "Effect": "Allow", "Action": "*",
              "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/Team": "a"}}}}""");
    CommandResult made = keys(flags, "create", "--account", ACCOUNT, "--policy", policy.toString());
    Map<String, String> ours = Map.of("team", "a");
    Map<String, String> theirs = Map.of("team", "b");
    try (PinpointAsyncClient owner = client(server, all);
        PinpointAsyncClient client = client(server, credentials(made))) {
      String tagged = app(owner, ours);
      String other = app(owner, theirs);
      client.getApp(r -> r.applicationId(tagged)).join();
      client.getExportJobs(r -> r.applicationId(tagged)).join(); // has the tags of its app
      assertThat(refusal(client.getApp(r -> r.applicationId(other))))
          .isInstanceOf(ForbiddenException.class)
          .hasMessageContaining("apps/" + other + " because no statement allows it");
      assertThat(refusal(client.getExportJobs(r -> r.applicationId(other))))
          .isInstanceOf(ForbiddenException.class);
      assertThat(refusal(client.getApp(r -> r.applicationId("none"))))
          .isInstanceOf(ForbiddenException.class);
      assertThat(refusal(client.getApps(r -> {}))).isInstanceOf(ForbiddenException.class);
    }
    try (DataExchangeAsyncClient owner = with(DataExchangeAsyncClient.builder(), server, all);
        DataExchangeAsyncClient client =
            with(DataExchangeAsyncClient.builder(), server, credentials(made))) {
      String tagged = dataSet(owner, ours);
      String other = dataSet(owner, theirs);
      client.listDataSetRevisions(r -> r.dataSetId(tagged)).join();
      assertThat(refusal(client.getDataSet(r -> r.dataSetId(other))))
          .hasMessageContaining("not authorized to perform: dataexchange:GetDataSet");
    }
    try (PersonalizeAsyncClient owner = with(PersonalizeAsyncClient.builder(), server, all);
        PersonalizeAsyncClient client =
            with(PersonalizeAsyncClient.builder(), server, credentials(made))) {
      String tagged = group(owner, "ours", "a");
      String other = group(owner, "theirs", "b");
      client.describeDatasetGroup(r -> r.datasetGroupArn(tagged)).join();
      assertThat(refusal(client.deleteDatasetGroup(r -> r.datasetGroupArn(other))))
          .hasMessageContaining("not authorized to perform: personalize:DeleteDatasetGroup");
    }
    String arn = "arn:aws:mobiletargeting:us-east-1:" + ACCOUNT + ":apps/x";
    String id = made.value("AWS_ACCESS_KEY_ID");
    assertThat(keys(flags, "explain", id, "mobiletargeting:GetApp", arn, "--tag", "Team=a"))
        .isEqualTo(new CommandResult(0, "allowed: Statement Ours allows it\n"));
    assertThat(keys(flags, "explain", id, "mobiletargeting:GetApp", arn).exit()).isEqualTo(1);
  }

  private static String app(PinpointAsyncClient owner, Map<String, String> tags) {
    return owner
        .createApp(r -> r.createApplicationRequest(c -> c.name("tagged").tags(tags)))
        .join()
        .applicationResponse()
        .id();
  }

  private static String dataSet(DataExchangeAsyncClient owner, Map<String, String> tags) {
    return owner
        .createDataSet(
            r -> r.name("d").description("d").assetType(AssetType.S3_SNAPSHOT).tags(tags))
        .join()
        .id();
  }

  private static String group(PersonalizeAsyncClient owner, String name, String team) {
    return owner
        .createDatasetGroup(r -> r.name(name).tags(t -> t.tagKey("team").tagValue(team)))
        .join()
        .datasetGroupArn();
  }

  private void temporaryKeysNeedTheirToken(URI server, Map<String, String> flags) {
    CommandResult made =
        keys(flags, "create", "--account", ACCOUNT, "--session", "--expires", "12h");
    String id = made.value("AWS_ACCESS_KEY_ID");
    String secret = made.value("AWS_SECRET_ACCESS_KEY");
    String token = made.value("AWS_SESSION_TOKEN");

    assertThat(code(server, AwsSessionCredentials.create(id, secret, token))).isEmpty();
    assertThat(code(server, credentials(made))).isEqualTo("UnrecognizedClientException");
    assertThat(code(server, AwsSessionCredentials.create(id, secret, token + "x")))
        .isEqualTo("UnrecognizedClientException");

    CommandResult ended =
        keys(flags, "create", "--account", ACCOUNT, "--session", "--expires", "0m");
    assertThat(
            code(
                server,
                AwsSessionCredentials.create(
                    ended.value("AWS_ACCESS_KEY_ID"),
                    ended.value("AWS_SECRET_ACCESS_KEY"),
                    ended.value("AWS_SESSION_TOKEN"))))
        .isEqualTo("ExpiredTokenException");
  }

  private void keysAndRefusalsAreInTheAuditLog(
      Installation server, Map<String, String> flags, String id) throws Exception {
    assertThat(rows(server, "select operation from audit_event where access_key = 'operator'"))
        .containsExactlyInAnyOrder(
            "keys.Create",
            "keys.Rotate",
            "keys.Disable",
            "keys.Create",
            "keys.Create",
            "keys.Create",
            "keys.Create");
    String disabled =
        "select concat_ws(' ', account, resource, outcome) from audit_event where operation ="
            + " 'keys.Disable'";
    assertThat(rows(server, disabled)).containsExactly(ACCOUNT + " " + id + " 200");
    String refusals =
        "select concat_ws(' ', outcome, source, account) from audit_event where operation ="
            + " 'edge.Authenticate' and resource = 'GET /v1/apps'";
    List<String> reasons =
        List.of("InvalidSignature", "UnrecognizedClient", "ExpiredToken").stream()
            .map(reason -> "403 %sException 127.0.0.1 unknown".formatted(reason))
            .toList();
    until(() -> rows(server, refusals).containsAll(reasons));
    assertThat(rows(server, refusals)).containsExactlyInAnyOrderElementsOf(reasons);
    CommandResult verified = run(new AuditCommand(), flags, "verify");
    assertThat(verified.said()).contains(" 0 faults");
  }

  private void masterKeyIsRotated(Installation server, Map<String, String> flags, String secret)
      throws Exception {
    String second = master("second").toString();
    Map<String, String> alone = Map.of("auth.masterKey_FILE", second);
    Map<String, String> both =
        Map.of(
            "auth.masterKey_FILE",
            second,
            "auth.formerMasterKey_FILE",
            flags.get("auth.masterKey_FILE"));

    assertThat(keys(alone, "list").said()).contains("unreadable").doesNotContain("enabled");
    assertThat(keys(both, "rewrap").said()).isEqualTo("6 keys were encrypted again.\n");
    assertThat(keys(alone, "list").said()).contains("enabled").doesNotContain("unreadable");
    assertThat(table(server)).hasSize(6).noneMatch(row -> row.contains(secret));
  }

  @Test
  void without_a_master_key_no_keys_can_be_created() {
    assertThat(keys(Map.of(), "create", "--account", ACCOUNT).said())
        .contains("auth.masterKey_FILE");
  }

  @Test
  void invalid_accounts_and_durations_are_rejected() throws Exception {
    Map<String, String> flags = Map.of("auth.masterKey_FILE", master("m").toString());

    assertThat(keys(flags, "create", "--account", "12").exit()).isEqualTo(2);
    assertThat(keys(flags, "create", "--account", ACCOUNT, "--expires", "soon").exit())
        .isEqualTo(2);
    assertThat(keys(flags, "create", "--account", ACCOUNT, "--session").said())
        .contains("--session needs --expires");
  }

  private static List<String> table(Installation server) {
    return rows(server, "select access_key::text from access_key");
  }
}
