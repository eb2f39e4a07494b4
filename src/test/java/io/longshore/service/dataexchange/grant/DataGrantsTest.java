package io.longshore.service.dataexchange.grant;

import static io.longshore.service.dataexchange.DataExchangeSamples.CREATED;
import static io.longshore.service.dataexchange.DataExchangeSamples.OWNER;
import static io.longshore.service.dataexchange.DataExchangeSamples.assertRefused;

import io.longshore.api.Call;
import io.longshore.service.dataexchange.DataExchangeQuotas;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Grants that are refused before anything is read: there is no database here. */
class DataGrantsTest {

  private final DataGrants grants =
      new DataGrants(null, null, null, new DataExchangeQuotas(true), () -> CREATED);

  @Test
  void a_grant_is_for_another_account() {
    JsonObject body = new JsonObject().put("ReceiverPrincipal", OWNER.account());

    assertRefused(() -> grants.create(call(body)), "ReceiverPrincipal");
  }

  @Test
  void a_grant_ends_in_the_future() {
    JsonObject body =
        new JsonObject().put("ReceiverPrincipal", "444455556666").put("EndsAt", CREATED.toString());

    assertRefused(() -> grants.create(call(body)), "EndsAt");
  }

  @Test
  void the_description_of_a_grant_is_not_blank() {
    JsonObject body =
        new JsonObject().put("ReceiverPrincipal", "444455556666").put("Description", " ");

    assertRefused(() -> grants.create(call(body)), "Description");
  }

  private static Call call(JsonObject body) {
    return new Call("dataexchange.Create", OWNER, "request-1", new JsonObject(), body);
  }
}
