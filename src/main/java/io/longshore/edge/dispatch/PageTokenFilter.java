package io.longshore.edge.dispatch;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.identity.PageTokenCipher;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Seals what lists give out for their next page, and opens it when it comes back. One that does not
 * open reaches the service as an empty one, which it refuses in its own words.
 */
final class PageTokenFilter {

  private static final List<String> PARAMETERS = List.of("token", "nextToken");
  private static final List<String> MEMBERS = List.of("nextToken", "NextToken");
  private static final String NONE = "";

  private final PageTokenCipher seal;

  PageTokenFilter(PageTokenCipher seal) {
    this.seal = seal;
  }

  /** The call, as the service is to see it. */
  Call opened(Call call) {
    PARAMETERS.forEach(name -> open(call, call.parameters(), name));
    MEMBERS.forEach(name -> open(call, call.body(), name));
    return call;
  }

  private void open(Call call, JsonObject where, String name) {
    if (where.getValue(name) instanceof String token) {
      where.put(name, seal.open(call.principal(), call.operation(), token).orElse(NONE));
    }
  }

  /** The answer, as the caller is to see it. */
  ServiceResponse sealed(Call call, ServiceResponse answer) {
    if (answer.refusal() == null && answer.body() != null) {
      for (String name : MEMBERS) {
        if (answer.body().getValue(name) instanceof String token) {
          answer.body().put(name, seal.seal(call.principal(), call.operation(), token));
        }
      }
    }
    return answer;
  }
}
