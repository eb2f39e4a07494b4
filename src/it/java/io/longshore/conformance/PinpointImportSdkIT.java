package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.pinpoint.model.EndpointResponse;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** Import jobs with the AWS SDK for Java. */
class PinpointImportSdkIT extends PinpointImports {

  @Test
  void csv_rows_become_endpoints_and_malformed_rows_are_reported_with_their_lines() {
    String app = app();
    put(
        "people.csv",
        "\uFEFFId,ChannelType,Address,Attributes.Likes,Attributes.Likes,Metrics.Age,Location.Country,"
            + "User.UserId,User.UserAttributes.Plan\n"
            + "a,EMAIL,a@example.com,tea,\"co,ff\"\"ee\",41.5,DE,u1,gold\n"
            + "b,PIGEON,b@example.com,,,,,,\n"
            + "c,SMS,+491,,,old,,,\n"
            + "d,SMS\n"
            + "e,,,x,,,,,\n"
            + "f,SMS,+492,jazz,,,FR,,\n");
    ImportJobResponse created = create(app, "people.csv", "CSV", r -> r.registerEndpoints(true));
    assertThat(created.jobStatus()).isEqualTo(JobStatus.CREATED);
    assertThat(created.type()).isEqualTo("IMPORT");
    ImportJobResponse ended = ended(app, created.id());

    assertThat(ended.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    assertThat(ended.totalProcessed()).isEqualTo(2);
    assertThat(ended.totalFailures()).isEqualTo(4);
    assertThat(ended.failures())
        .containsExactly(
            "s3://sdk-pinpoint/people.csv line 3: ChannelType has no value 'PIGEON'",
            "s3://sdk-pinpoint/people.csv line 4: Metrics.Age must be a number, was 'old'",
            "s3://sdk-pinpoint/people.csv line 5: 2 values where the header has 9 names",
            "s3://sdk-pinpoint/people.csv line 6: Missing Address");
    EndpointResponse endpoint = endpoint(app, "a");
    assertThat(endpoint.attributes()).isEqualTo(Map.of("Likes", List.of("tea", "co,ff\"ee")));
    assertThat(endpoint.metrics()).isEqualTo(Map.of("Age", 41.5));
    assertThat(endpoint.location().country()).isEqualTo("DE");
    assertThat(endpoint.user().userAttributes()).isEqualTo(Map.of("Plan", List.of("gold")));
    assertThat(endpoint.optOut()).isEqualTo("NONE");
    assertThat(endpoint(app, "f").address()).isEqualTo("+492");
    assertThat(PinpointCalls.words(server, ended.id()))
        .startsWith("CREATED", "PREPARING_FOR_INITIALIZATION")
        .endsWith("COMPLETING", "COMPLETED");
    assertThat(call(client.getImportJobs(r -> r.applicationId(app))).importJobsResponse().item())
        .containsExactly(ended);
    assertThat(server.rows("select from pinpoint_import_row")).isEmpty();
  }

  @Test
  void every_rejected_row_is_written_to_an_object_next_to_its_file() {
    String app = app();
    StringBuilder rows = new StringBuilder("Id,ChannelType,Address\n");
    for (int line = 2; line <= 252; line++) {
      rows.append(line % 2 == 0 ? "good" : "bad").append(line).append(",SMS,");
      rows.append(line % 2 == 0 ? "+49" + line : "").append('\n');
    }
    put("mixed/a.csv", rows.toString());
    put("mixed/b.csv", "Id,ChannelType,Address\nb,SMS,+1\n");
    ImportJobResponse ended =
        ended(app, create(app, "mixed/", "CSV", r -> r.registerEndpoints(true)).id());

    assertThat(ended.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    assertThat(ended.totalFailures()).isEqualTo(125);
    assertThat(ended.failures()).hasSize(100);
    String own = "mixed/_" + ended.id();
    assertThat(keys("mixed/_"))
        .containsExactly(own + "-manifest.json", own + "-rejected-00000.ndjson");
    List<JsonObject> told =
        text(own + "-rejected-00000.ndjson").lines().map(JsonObject::new).toList();
    assertThat(told).hasSize(125).extracting(line -> line.getLong("Line")).contains(3L, 251L);
    assertThat(told.get(124).encode())
        .isEqualTo(
            "{\"File\":\"s3://sdk-pinpoint/mixed/a.csv\",\"Line\":251,"
                + "\"Reason\":\"Missing Address\"}");
    JsonObject manifest = new JsonObject(text(own + "-manifest.json"));
    assertThat(manifest.getInteger("TotalRows")).isEqualTo(125);
    assertThat(manifest.getString("JobId")).isEqualTo(ended.id());
    assertThat(manifest.getJsonArray("Objects").getJsonObject(0).getString("Key"))
        .isEqualTo(own + "-rejected-00000.ndjson");
    put("mixed/c.json", "{\"Id\":\"c\",\"Address\":\"+3\",\"ChannelType\":\"SMS\"}\n");
    ImportJobResponse other =
        ended(app, create(app, "mixed/", "JSON", r -> r.registerEndpoints(true)).id());
    assertThat(other.totalPieces()).isEqualTo(1);
    assertThat(keys("mixed/_")).hasSize(2);
  }

  @Test
  void rows_change_existing_endpoints_like_an_update() {
    String app = app();
    call(
        client.updateEndpoint(
            r ->
                r.applicationId(app)
                    .endpointId("There")
                    .endpointRequest(
                        e ->
                            e.address("+1")
                                .channelType("SMS")
                                .optOut("ALL")
                                .attributes(
                                    Map.of(
                                        "Kept", List.of("k"),
                                        "Old", List.of("o"),
                                        "Gone", List.of("g"))))));
    EndpointResponse before = endpoint(app, "there");
    put(
        "changes.json",
        """
        {"Id":"there","Address":"+2","ChannelType":"SMS","Attributes":{"Old":["n"]}}
        {"Id":"THERE","Address":"+3","ChannelType":"SMS","Attributes":{"Old":["last"],"Gone":[]}}
        {"Id":"new","Address":"+4","ChannelType":"SMS"}
        """);
    ImportJobResponse ended =
        ended(app, create(app, "changes.json", "JSON", r -> r.registerEndpoints(true)).id());

    assertThat(ended.failures()).isEmpty();
    assertThat(ended.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    EndpointResponse after = endpoint(app, "there");
    assertThat(after.address()).isEqualTo("+3");
    assertThat(after.optOut()).isEqualTo("ALL");
    assertThat(after.id()).isEqualTo("There");
    assertThat(after.creationDate()).isEqualTo(before.creationDate());
    assertThat(after.attributes()).isEqualTo(Map.of("Kept", List.of("k"), "Old", List.of("last")));
    put(
        "partial.json",
        "{\"Id\":\"there\",\"OptOut\":\"NONE\"}\n{\"Id\":\"nobody\",\"OptOut\":\"ALL\"}\n");
    ImportJobResponse partial =
        ended(app, create(app, "partial.json", "JSON", r -> r.registerEndpoints(true)).id());
    assertThat(partial.totalProcessed()).isEqualTo(1);
    assertThat(partial.failures())
        .containsExactly("s3://sdk-pinpoint/partial.json line 2: Missing Address");
    assertThat(endpoint(app, "there").optOut()).isEqualTo("NONE");
  }

  /** The example in Pinpoint's guide has blanks after commas. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Id, ChannelType, Address, User.UserId, User.UserAttributes.team\n1, EMAIL, kim@example.com, u1, red\n",
        "Id,ChannelType,Address,User.UserId,User.UserAttributes.team,,\n1,EMAIL,kim@example.com,u1,red,,\n,,,,,,\n",
        "id,channeltype,address,user.userid,USER.userAttributes.team\n1,EMAIL,kim@example.com,u1,red\n",
        "Id;ChannelType;Address;User.UserId;User.UserAttributes.team\n1;EMAIL;kim@example.com;u1;red\n",
        ",Id,ChannelType,Address,User.UserId,User.UserAttributes.team\n0,1,EMAIL,kim@example.com,u1,red\n"
      })
  void common_variants_of_csv_are_imported(String csv) {
    String app = app();
    put("people-have/part-00000", csv);
    put("people-have/_SUCCESS", "no CSV");
    ImportJobResponse ended =
        ended(app, create(app, "people-have/", "CSV", r -> r.registerEndpoints(true)).id());

    assertThat(ended.failures()).isEmpty();
    assertThat(ended.totalProcessed()).isEqualTo(1);
    assertThat(endpoint(app, "1").address()).isEqualTo("kim@example.com");
    assertThat(endpoint(app, "1").user().userId()).isEqualTo("u1");
    assertThat(endpoint(app, "1").user().userAttributes())
        .isEqualTo(Map.of("team", List.of("red")));
  }

  @Test
  void a_folder_is_read_file_by_file_in_its_format_gzipped_or_not() {
    String app = app();
    put("folder/a.json", "{\"Id\":\"a\",\"Address\":\"1\",\"ChannelType\":\"SMS\"}\n");
    put("folder/deep/b.jsonl", "{\"Id\":\"b\",\"Address\":\"2\",\"ChannelType\":\"SMS\"}");
    server.objects.put(
        BUCKET,
        "folder/c.json.gz",
        gzip("{\"Id\":\"c\",\"Address\":\"3\",\"ChannelType\":\"SMS\"}\n"));
    put("folder/x_1-manifest.json", "{}");
    put("folder/other.csv", "Id\nz\n");
    put("folder/empty.json", "");
    ImportJobResponse ended =
        ended(app, create(app, "folder/", "JSON", r -> r.registerEndpoints(true)).id());

    assertThat(ended.failures())
        .containsExactly("s3://sdk-pinpoint/folder/empty.json: has no rows");
    assertThat(ended.totalFailures()).isZero();
    assertThat(ended.totalProcessed()).isEqualTo(3);
    assertThat(ended.totalPieces()).isEqualTo(4);
    assertThat(List.of(endpoint(app, "a"), endpoint(app, "b"), endpoint(app, "c")))
        .extracting(EndpointResponse::address)
        .containsExactly("1", "2", "3");
  }

  private static List<String> keys(String prefix) {
    return server.objects.keys(BUCKET).stream().filter(key -> key.startsWith(prefix)).toList();
  }

  private static String text(String key) {
    return new String(server.objects.bytes(BUCKET, key), UTF_8);
  }
}
