package io.longshore.service.pinpoint;

import io.longshore.api.Call;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.ListPaging;

/** The pages of Pinpoint's lists. */
public final class PinpointLists {

  private static final ListPaging PAGING =
      new ListPaging("token", "page-size", "NextToken", 1000, PinpointError.BAD_REQUEST);

  private PinpointLists() {}

  /**
   * @param filters see {@link ListPaging#page}
   */
  public static ListPage page(Call call, String... filters) {
    return PAGING.page(call, filters);
  }
}
