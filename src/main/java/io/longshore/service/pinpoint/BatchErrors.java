package io.longshore.service.pinpoint;

import io.longshore.api.ApiError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects the refusals of a batch's items, so that one response names all of them. */
public final class BatchErrors {

  private static final int MOST_TOLD = 20;

  private final List<ApiError> all = new ArrayList<>();

  /** Runs the check of an item; {@code place} is its position, for the message. */
  public void check(String place, Runnable check) {
    try {
      check.run();
    } catch (ApiError refusal) {
      all.add(new ApiError(refusal.code(), place + refusal.getMessage()));
    }
  }

  /** Refuses the batch if one of its items was refused. */
  public void raise() {
    if (all.isEmpty()) {
      return;
    }
    String told =
        all.stream().limit(MOST_TOLD).map(ApiError::getMessage).collect(Collectors.joining("; "));
    int more = all.size() - MOST_TOLD;
    throw new ApiError(all.get(0).code(), more > 0 ? told + "; and " + more + " more" : told);
  }
}
