package io.longshore.junit;

import io.longshore.junit.http.JsonReply;
import io.longshore.junit.http.TestKeyCalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The jobs of one account, of all services. A filter returns a new value. */
public final class LongshoreJobs {

  private final TestKeyCalls calls;
  private final Map<String, String> filter;

  LongshoreJobs(TestKeyCalls calls, Map<String, String> filter) {
    this.calls = calls;
    this.filter = filter;
  }

  /** Only jobs of this type, for example {@code pinpoint.export}. */
  public LongshoreJobs type(String type) {
    return with("type", type);
  }

  /** Only jobs of this service: pinpoint, personalize, dataexchange or cleanroomsml. */
  public LongshoreJobs service(String service) {
    return with("service", service);
  }

  /** Only jobs of this resource: an app, a dataset, an audience model or a data set. */
  public LongshoreJobs container(String container) {
    return with("container", container);
  }

  /** All of them: those that are not finished first, newest first in both. */
  public List<LongshoreJob> all() {
    List<LongshoreJob> all = new ArrayList<>();
    Map<String, String> query = new HashMap<>(filter);
    Optional<String> next;
    do {
      JsonReply page = calls.get("jobs", query);
      page.objects("Jobs").forEach(job -> all.add(new LongshoreJob(calls, job)));
      next = page.text("NextToken");
      next.ifPresent(token -> query.put("nextToken", token));
    } while (next.isPresent());
    return all;
  }

  /**
   * The only one.
   *
   * @throws AssertionError with the jobs if there is none or more than one
   */
  public LongshoreJob single() {
    List<LongshoreJob> all = all();
    if (all.size() != 1) {
      throw new AssertionError(
          "One job expected with %s, there are %d: %s".formatted(filter, all.size(), all));
    }
    return all.get(0);
  }

  private LongshoreJobs with(String name, String value) {
    Map<String, String> more = new HashMap<>(filter);
    more.put(name, value);
    return new LongshoreJobs(calls, more);
  }
}
