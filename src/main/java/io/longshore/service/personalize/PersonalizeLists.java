package io.longshore.service.personalize;

import io.longshore.api.Call;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.ListPaging;

/** The pages of Personalize's lists. */
public final class PersonalizeLists {

  private static final ListPaging PAGING =
      new ListPaging(
          "nextToken", "maxResults", "nextToken", 100, PersonalizeError.INVALID_NEXT_TOKEN);

  private PersonalizeLists() {}

  /**
   * @param filters see {@link ListPaging#page}
   */
  public static ListPage page(Call call, String... filters) {
    return PAGING.page(call, filters);
  }
}
