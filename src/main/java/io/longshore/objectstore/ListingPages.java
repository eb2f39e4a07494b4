package io.longshore.objectstore;

import io.longshore.async.AsyncLoop;
import io.longshore.objectstore.ObjectStore.Listing;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Iterates over the pages of a listing, however many there are. */
public final class ListingPages {

  private Optional<String> after = Optional.empty();

  private ListingPages() {}

  /**
   * Fetches page after page until the last one, or until the consumer wants no more.
   *
   * @param fetch fetches the page with the given token, empty for the first
   * @param consumer accepts a page, and returns whether it wants the next one
   */
  public static Future<Void> forEach(
      Function<Optional<String>, Future<Listing>> fetch, Predicate<Listing> consumer) {
    ListingPages pages = new ListingPages();
    return AsyncLoop.whileTrue(
        () ->
            fetch
                .apply(pages.after)
                .map(
                    page -> {
                      pages.after = page.next();
                      return consumer.test(page) && page.next().isPresent();
                    }));
  }
}
