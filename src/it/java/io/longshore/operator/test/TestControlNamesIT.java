package io.longshore.operator.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.operator.OperatorCalls;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mistyped name would make a test pass that proves nothing, so every control refuses it. */
@Timeout(120)
class TestControlNamesIT {

  @TempDir static Path folder;
  private static Installation server;

  @BeforeAll
  static void start() {
    server = Installation.start(folder.resolve("data"), Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** A request, and what the message must have. */
  private record Mistake(String method, String path, String body, String... message) {}

  private static final List<Mistake> MISTAKES =
      List.of(
          new Mistake(
              "POST", "/fates", "{'Do':'FAIL','Reson':'x'}", "Reson is unknown", "Reason", "Times"),
          new Mistake(
              "POST", "/fates", "{'Do':'FAIL','Match':{'Typ':'x'}}", "Match.Typ", "[Name, Service"),
          new Mistake("POST", "/fates", "{'Do':'FAIL','At':{'Line':7}}", "At.Line", "Piece, Row"),
          new Mistake(
              "POST", "/fates", "{'Do':'FAIL','At':{'Phase':'DONE'}}", "At.Phase", "COMMITTING"),
          new Mistake("POST", "/fates", "{'Do':'BREAK'}", "Do must be one of", "SLOW"),
          new Mistake(
              "POST",
              "/fates",
              "{'Do':'FAIL','Match':{'Type':'pinpont.export'}}",
              "Match.Type must be one of",
              "pinpoint.export",
              "'pinpont.export'"),
          new Mistake(
              "POST",
              "/fates",
              "{'Do':'FAIL','Match':{'Service':'personalize','Type':'pinpoint.export'}}",
              "Match.Type must be one of",
              "personalize.export"),
          new Mistake(
              "POST",
              "/fates",
              "{'Do':'S3','S3Error':{'Request':'PutObject'}}",
              "S3Error.Request",
              "UploadPart"),
          new Mistake(
              "POST",
              "/faults",
              "{'Faults':[{'Operation':'GetExportJobz'}]}",
              "Operation must be one of",
              "GetExportJob,"),
          new Mistake(
              "PATCH",
              "/faults",
              "{'Faults':[{'Service':'personalize','Operation':'GetExportJob'}]}",
              "Operation must be one of",
              "DescribeDataset"),
          new Mistake("POST", "/faults", "{'Faults':[{'Service':'sqs'}]}", "Service", "pinpoint"),
          new Mistake("POST", "/faults", "{'Faults':[{'Error':{'Status':5}}]}", "Status", "Code"),
          new Mistake("DELETE", "/faults", "{'Fault':[]}", "Fault is unknown", "Faults"),
          new Mistake("POST", "/age", "{'Seconds':1,'Days':1}", "Days is unknown", "Maintenance"),
          new Mistake("POST", "/reset", "{'EmptyBucket':true}", "EmptyBucket is", "EmptyBuckets"),
          new Mistake("POST", "/reset", "{'Services':['sqs']}", "Services", "pinpoint"),
          new Mistake("POST", "/seed", "{'Document':'{}','File':[]}", "File is unknown", "Files"),
          new Mistake("POST", "/seed", "{'Document':'app: []'}", "line 1", "no member app", "apps"),
          new Mistake("POST", "/maintenance", "{'Seconds':1}", "Seconds is unknown"),
          new Mistake("GET", "/calls?operaton=GetApps", null, "operaton is unknown", "operation"),
          new Mistake("GET", "/calls/count?operation=GetApp2", null, "operation must", "GetApps"),
          new Mistake("GET", "/calls/count?service=sqs", null, "service must", "mobiletargeting"),
          new Mistake("DELETE", "/calls?service=pinpoint", null, "service is unknown", "account"));

  @Test
  void every_control_refuses_a_mistyped_name_with_those_that_there_are_and_keeps_nothing() {
    try (TestAccount account = new TestAccount(server)) {
      for (Mistake mistake : MISTAKES) {
        JsonObject body =
            mistake.body() == null ? null : new JsonObject(mistake.body().replace('\'', '"'));
        Reply refused = account.send(mistake.method(), mistake.path(), body);

        assertThat(refused.status()).as("%s: %s", mistake, refused).isEqualTo(400);
        assertThat(refused.error()).as("%s", mistake).contains("ValidationException");
        assertThat(refused.text("Message")).as("%s", mistake).contains(mistake.message());
      }
      assertThat(account.get("/fates").body().getJsonArray("Fates")).isEmpty();
      assertThat(account.get("/faults").body().getJsonArray("Faults")).isEmpty();
    }
  }

  @Test
  void both_names_of_a_service_and_an_operation_with_its_service_are_known() {
    try (TestAccount account = new TestAccount(server)) {
      for (String service : List.of("pinpoint", "mobiletargeting")) {
        assertThat(account.get("/calls/count?service=" + service).status()).isEqualTo(200);
      }
      JsonObject rule =
          new JsonObject().put("Service", "personalize-events").put("Operation", "PutEvents");
      Reply set =
          account.post("/faults", new JsonObject().put("Faults", new JsonArray().add(rule)));
      assertThat(set.status()).as(set.toString()).isEqualTo(200);
    }
  }

  @Test
  void the_rules_of_LocalStack_are_refused_in_the_same_way() {
    OperatorCalls calls = new OperatorCalls(server.uri());
    Map<String, String> json = Map.of("Content-Type", "application/json");
    Map<String, String> effects =
        Map.of("{'latencyMs':1}", "latencyMs is unknown", "{'latency':'1'}", "latency must be");
    effects.forEach(
        (body, message) -> {
          JsonObject sent = new JsonObject(body.replace('\'', '"'));
          Reply refused = calls.plain("POST", "/_localstack/chaos/effects", sent, json);
          assertThat(refused.status()).isEqualTo(400);
          assertThat(refused.text("message")).startsWith(message);
        });
  }
}
