package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ServiceResponse;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationHandlerTest {

  private final List<String> order = new ArrayList<>();
  private final CallFixture call = CallFixture.getShip();

  private OperationFilter named(String name) {
    return (passed, next) -> {
      order.add(name);
      return next.handle(passed).onComplete(done -> order.add("after " + name));
    };
  }

  @Test
  void the_first_filter_sees_the_call_first_and_the_response_last() {
    OperationHandler chain =
        OperationHandler.chain(List.of(named("first"), named("second"), named("third")), call);

    assertThat(chain.handle(call.received()).result()).isEqualTo(ServiceResponse.noContent());
    assertThat(order)
        .containsExactly("first", "second", "third", "after third", "after second", "after first");
  }

  @Test
  void a_filter_that_refuses_ends_the_call() {
    OperationHandler chain =
        OperationHandler.chain(
            List.of(named("first"), (passed, next) -> Future.failedFuture("no"), named("third")),
            call);

    assertThat(chain.handle(call.received()).cause()).hasMessage("no");
    assertThat(order).containsExactly("first", "after first");
    assertThat(call.passed).isEmpty();
  }

  @Test
  void what_a_filter_or_the_service_throws_fails_the_future_seen_by_the_filters_before() {
    OperationFilter throwing =
        (passed, next) -> {
          throw new StackOverflowError();
        };
    OperationHandler service =
        passed -> {
          throw new IllegalStateException();
        };

    assertThat(
            OperationHandler.chain(List.of(named("first"), throwing), call)
                .handle(call.received())
                .cause())
        .isInstanceOf(StackOverflowError.class);
    assertThat(
            OperationHandler.chain(List.of(named("first")), safe(service))
                .handle(call.received())
                .cause())
        .isInstanceOf(IllegalStateException.class);
    assertThat(order).containsExactly("first", "after first", "first", "after first");
  }

  private static OperationHandler safe(OperationHandler service) {
    return OperationHandler.chain(List.of((passed, next) -> next.handle(passed)), service);
  }
}
