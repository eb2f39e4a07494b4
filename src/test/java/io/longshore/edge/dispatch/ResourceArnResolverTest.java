package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.Protocol;
import io.longshore.edge.SampleService;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceArnResolverTest {

  private static final Principal CALLER = new Principal("111122223333", "eu-west-1", "AKIDA");
  private static final String PREFIX = "arn:aws:sample:eu-west-1:111122223333:";

  @Test
  void the_resource_of_a_path_has_no_version() {
    assertThat(
            name(Protocol.REST_JSON, "/v1/apps/{id}/segments/{segment}")
                .resolve(
                    call(new JsonObject().put("id", "a").put("segment", "s"), new JsonObject())))
        .containsExactly(PREFIX + "apps/a/segments/s");
    assertThat(
            name(Protocol.REST_JSON, "/v1/apps").resolve(call(new JsonObject(), new JsonObject())))
        .containsExactly(PREFIX + "apps");
  }

  @Test
  void a_slash_in_a_label_stays_escaped() {
    assertThat(
            name(Protocol.REST_JSON, "/v1/apps/{id}")
                .resolve(call(new JsonObject().put("id", "a/segments/s"), new JsonObject())))
        .containsExactly(PREFIX + "apps/a%2Fsegments%2Fs");
  }

  @Test
  void an_arn_of_the_service_in_the_path_is_the_resource() {
    String arn = "arn:aws:sample:eu-west-1:444455556666:ships/1";
    String foreign = "arn:aws:s3:::bucket/key";

    assertThat(tag(arn)).containsExactly(arn);
    assertThat(tag(foreign)).containsExactly(PREFIX + "tags/arn:aws:s3:::bucket%2Fkey");
  }

  private static List<String> tag(String arn) {
    return name(Protocol.REST_JSON, "/tags/{resourceArn}")
        .resolve(call(new JsonObject().put("resourceArn", arn), new JsonObject()));
  }

  @Test
  void a_json_1_1_call_has_the_arns_of_its_body_except_role_and_key_arns() {
    JsonObject body =
        new JsonObject()
            .put("name", "n")
            .put("datasetArn", PREFIX + "dataset/d")
            .put("schemaArn", PREFIX + "schema/s")
            .put("roleArn", PREFIX + "role/r");

    assertThat(name(Protocol.AWS_JSON_1_1, "/X.Y").resolve(call(new JsonObject(), body)))
        .containsExactly(PREFIX + "dataset/d", PREFIX + "schema/s");
    assertThat(
            name(Protocol.AWS_JSON_1_1, "/X.Y").resolve(call(new JsonObject(), new JsonObject())))
        .containsExactly("*");
  }

  private static ResourceArnResolver name(Protocol protocol, String path) {
    ServiceProfile like = SampleService.PROFILE;
    return new ResourceArnResolver(
        new ServiceProfile(
            like.name(),
            like.contract(),
            like.signingName(),
            protocol,
            "message",
            null,
            1,
            like.errors()),
        path);
  }

  private static Call call(JsonObject parameters, JsonObject body) {
    return new Call("sample.X", CALLER, "id", parameters, body);
  }
}
