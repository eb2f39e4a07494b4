package io.longshore.operator;

import io.longshore.service.resource.ListPaging;

/** The lists of the operator API. */
public final class OperatorLists {

  public static final ListPaging PAGING =
      new ListPaging("nextToken", "maxResults", "NextToken", 1000, OperatorError.VALIDATION);

  private OperatorLists() {}
}
