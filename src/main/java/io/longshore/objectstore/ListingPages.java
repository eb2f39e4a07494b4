package io.longshore.objectstore;

import io.longshore.async.AsyncLoop;
import io.longshore.objectstore.ObjectStore.Listing;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Goes through a listing of as many pages as there are. */
public final class ListingPages {

  private Optional<String> after = Optional.empty();

  private ListingPages() {}

  /**
   * Gives one page after the other, until there is none or enough has been seen.
   *
   * @param ask for the page after that token
   * @param goOn takes a page, and says whether the next one is wanted
   */
  public static Future<Void> forEach(
      Function<Optional<String>, Future<Listing>> ask, Predicate<Listing> goOn) {
    ListingPages pages = new ListingPages();
    return AsyncLoop.whileTrue(
        () ->
            ask.apply(pages.after)
                .map(
                    page -> {
                      pages.after = page.next();
                      return goOn.test(page) && page.next().isPresent();
                    }));
  }
}
