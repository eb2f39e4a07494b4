package io.longshore.objectstore;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.objectstore.ObjectStore.Listing;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListingPagesTest {

  private static final int PAGES = 10_000;

  private final List<Optional<String>> fetched = new ArrayList<>();
  private int consumed;

  @Test
  void ten_thousand_pages_are_fetched_one_after_another_by_their_tokens() {
    await(ListingPages.forEach(this::page, page -> ++consumed > 0));

    assertThat(consumed).isEqualTo(PAGES);
    assertThat(fetched.get(0)).isEmpty();
    assertThat(fetched.get(PAGES - 1)).contains("after " + (PAGES - 1));
  }

  @Test
  void no_page_is_fetched_after_the_consumer_has_enough() {
    await(ListingPages.forEach(this::page, page -> ++consumed < 3));

    assertThat(fetched).hasSize(3);
  }

  @Test
  void a_page_that_fails_is_the_last_one() {
    Throwable failed =
        failure(
            ListingPages.forEach(
                after -> fetched.size() < 2 ? page(after) : Future.failedFuture("third page"),
                page -> true));

    assertThat(failed).hasMessage("third page");
  }

  @Test
  void a_consumer_that_throws_ends_the_iteration() {
    Throwable thrown =
        failure(
            ListingPages.forEach(
                this::page,
                page -> {
                  throw new IllegalStateException("unexpected key");
                }));

    assertThat(thrown).hasMessage("unexpected key");
    assertThat(fetched).hasSize(1);
  }

  private Future<Listing> page(Optional<String> after) {
    fetched.add(after);
    Optional<String> next =
        fetched.size() < PAGES ? Optional.of("after " + fetched.size()) : Optional.empty();
    return Future.succeededFuture(new Listing(List.of(), List.of(), next));
  }
}
