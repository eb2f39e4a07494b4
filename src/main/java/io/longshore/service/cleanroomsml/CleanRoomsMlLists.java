package io.longshore.service.cleanroomsml;

import io.longshore.api.Call;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.ListPaging;
import java.util.Arrays;

/** The pages of Clean Rooms ML's lists. */
public final class CleanRoomsMlLists {

  private static final ListPaging PAGING =
      new ListPaging("nextToken", "maxResults", "nextToken", 100, CleanRoomsMlError.VALIDATION);

  private CleanRoomsMlLists() {}

  /**
   * @param filters the parameters that narrow the list
   */
  public static ListPage page(Call call, String... filters) {
    return PAGING.page(
        call,
        Arrays.stream(filters)
            .map(filter -> call.parameters().getString(filter, ""))
            .toArray(String[]::new));
  }
}
