package io.longshore.service.dataexchange;

import io.longshore.api.Call;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.ListPaging;

/** The pages of Data Exchange's lists. */
public final class DataExchangeLists {

  private static final ListPaging PAGING =
      new ListPaging("nextToken", "maxResults", "NextToken", 200, DataExchangeError.VALIDATION);

  private DataExchangeLists() {}

  /**
   * @param filters see {@link ListPaging#page}
   */
  public static ListPage page(Call call, String... filters) {
    return PAGING.page(call, filters);
  }
}
