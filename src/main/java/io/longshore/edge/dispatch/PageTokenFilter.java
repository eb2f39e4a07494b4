package io.longshore.edge.dispatch;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.identity.PageTokenCipher;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Decrypts the page tokens of requests and encrypts those of responses. A token that cannot be
 * decrypted reaches the service as an empty one, which the service refuses with its own error.
 */
final class PageTokenFilter implements OperationFilter {

  private static final List<String> PARAMETERS = List.of("token", "nextToken");
  private static final List<String> MEMBERS = List.of("nextToken", "NextToken");
  private static final String INVALID = "";

  private final PageTokenCipher cipher;

  PageTokenFilter(PageTokenCipher cipher) {
    this.cipher = cipher;
  }

  @Override
  public Future<ServiceResponse> apply(OperationCall call, OperationHandler next) {
    Call validated = call.validated();
    PARAMETERS.forEach(name -> decrypt(validated, validated.parameters(), name));
    MEMBERS.forEach(name -> decrypt(validated, validated.body(), name));
    return next.handle(call).map(response -> encrypt(validated, response));
  }

  private void decrypt(Call call, JsonObject members, String name) {
    if (members.getValue(name) instanceof String token) {
      members.put(name, cipher.decrypt(call.principal(), call.operation(), token).orElse(INVALID));
    }
  }

  private ServiceResponse encrypt(Call call, ServiceResponse response) {
    if (response.refusal() == null && response.body() != null) {
      for (String name : MEMBERS) {
        if (response.body().getValue(name) instanceof String token) {
          response.body().put(name, cipher.encrypt(call.principal(), call.operation(), token));
        }
      }
    }
    return response;
  }
}
