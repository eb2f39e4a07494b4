package io.longshore.service.pinpoint.endpoint;

import static io.longshore.service.pinpoint.endpoint.EndpointBatchPlan.Part.CLAIMED;
import static io.longshore.service.pinpoint.endpoint.EndpointBatchPlan.Part.EACH;
import static io.longshore.service.pinpoint.endpoint.EndpointBatchPlan.Part.POSTPONED;
import static io.longshore.service.pinpoint.endpoint.EndpointBatchPlan.Part.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.pinpoint.endpoint.EndpointWriteStore.Stored;
import io.longshore.service.pinpoint.endpoint.EndpointWrites.Item;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointBatchPlanTest {

  private static final EndpointMerge MERGE =
      new EndpointMerge("app", "2026-11-30T10:00:00.000Z", "request");

  private final Map<String, Stored> there = new HashMap<>();

  @Test
  void writes_of_one_endpoint_are_merged_in_their_order() {
    stored("e", "{'ChannelType':'EMAIL','Address':'a'}");
    EndpointBatchPlan plan =
        plan("e {'Attributes':{'a':['1'],'b':['1']}}", "E {'Attributes':{'b':['2']}}");

    assertThat(plan.parts()).containsExactly(EACH, EACH);
    assertThat(plan.each()).containsOnlyKeys("e");
    assertThat(plan.each().get("e").endpoint().getJsonObject("Attributes").encode())
        .isEqualTo("{\"a\":[\"1\"],\"b\":[\"2\"]}");
  }

  @Test
  void a_refused_write_changes_nothing_for_those_after_it() {
    stored("e", "{'ChannelType':'EMAIL','Address':'a'}");
    EndpointBatchPlan plan =
        plan(
            "e {'Attributes':{'a':['1']}}",
            "e {'Address':'','Attributes':{'b':['2']}}",
            "e {'Attributes':{'c':['3']}}");

    assertThat(plan.parts()).containsExactly(EACH, REFUSED, EACH);
    assertThat(plan.refusal(1)).hasMessage("Missing Address");
    assertThat(plan.each().get("e").endpoint().getJsonObject("Attributes").fieldNames())
        .containsExactly("a", "c");
  }

  @Test
  void endpoints_that_get_users_and_addresses_of_their_own_are_written_together() {
    EndpointBatchPlan plan =
        plan(
            "e {'ChannelType':'EMAIL','Address':'a','User':{'UserId':'u'}}",
            "f {'ChannelType':'EMAIL','Address':'b','User':{'UserId':'v'}}",
            "g {'Attributes':{'a':['1']}}");

    assertThat(plan.parts()).containsExactly(CLAIMED, CLAIMED, EACH);
    assertThat(plan.claimed().rows()).containsOnlyKeys("e", "f");
    assertThat(plan.claims().users()).containsExactlyInAnyOrder("u", "v");
    assertThat(plan.claims().addresses()).hasSize(2);
  }

  @Test
  void a_second_endpoint_of_a_user_or_an_address_waits_and_so_do_later_writes_of_it() {
    stored("member", "{'User':{'UserId':'u'}}");
    EndpointBatchPlan plan =
        plan(
            "e {'ChannelType':'EMAIL','Address':'a','User':{'UserId':'u'}}",
            "f {'User':{'UserId':'u'}}",
            "g {'ChannelType':'EMAIL','Address':'a'}",
            "f {'Attributes':{'a':['1']}}",
            "member {'Attributes':{'a':['1']}}",
            "h {'ChannelType':'SMS','Address':'a'}");

    assertThat(plan.parts())
        .containsExactly(CLAIMED, POSTPONED, POSTPONED, POSTPONED, POSTPONED, CLAIMED);
    assertThat(plan.thereOfClaimed()).isEmpty();
  }

  @Test
  void an_endpoint_that_was_written_gets_a_user_in_the_next_batch() {
    EndpointBatchPlan plan =
        plan(
            "e {'Attributes':{'a':['1']}}",
            "e {'User':{'UserId':'u'}}",
            "f {'User':{'UserId':'v'}}",
            "f {'Attributes':{'a':['1']}}");

    assertThat(plan.parts()).containsExactly(EACH, POSTPONED, CLAIMED, POSTPONED);
  }

  @Test
  void the_attributes_that_are_already_those_of_the_user_claim_nothing() {
    stored("e", "{'User':{'UserId':'u','UserAttributes':{'a':['1']}}}");
    EndpointBatchPlan plan =
        plan("e {'User':{'UserAttributes':{'a':['1']}}}", "x {'Attributes':{'b':['1']}}");

    assertThat(plan.parts()).containsExactly(EACH, EACH);
    EndpointBatchPlan other = plan("e {'User':{'UserAttributes':{'a':['2']}}}");
    assertThat(other.parts()).containsExactly(CLAIMED);
    assertThat(other.claimed().given().get("u").encode()).isEqualTo("{\"a\":[\"2\"]}");
  }

  private EndpointBatchPlan plan(String... writes) {
    EndpointBatchPlan plan = new EndpointBatchPlan(there);
    for (String write : writes) {
      int space = write.indexOf(' ');
      plan.add(MERGE, new Item("", write.substring(0, space), json(write.substring(space))));
    }
    return plan;
  }

  private void stored(String id, String sent) {
    JsonObject endpoint = MERGE.merge(id, Optional.empty(), json(sent));
    there.put(id, new Stored(EndpointRow.of(endpoint).line(), 7));
  }

  private static JsonObject json(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }
}
