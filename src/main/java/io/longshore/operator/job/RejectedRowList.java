package io.longshore.operator.job;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.admin.JobListStore;
import io.longshore.engine.admin.JobSums;
import io.longshore.engine.admin.JobTaskStore;
import io.longshore.engine.admin.JobTaskStore.JobMoment;
import io.longshore.engine.admin.ListedJob;
import io.longshore.engine.admin.RejectedRowStore;
import io.longshore.job.JobId;
import io.longshore.operator.VisibleJobs;
import io.longshore.operator.job.RejectedRowPage.Listed;
import io.longshore.operator.job.RejectedRowPage.Place;
import io.longshore.service.resource.ListPage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operation ListRejectedRows. Each task of an import keeps its first hundred refused rows as
 * sentences that begin with the file and, if there is one, the line. An object may have more.
 */
public final class RejectedRowList {

  private static final Pattern WITH_LINE = Pattern.compile("(?s)(.+?) line (\\d{1,18}): (.*)");
  private static final Pattern WITH_FILE = Pattern.compile("(?s)(s3://\\S+): (.*)");

  private final JobListStore jobs;
  private final JobTaskStore tasks;
  private final RejectedRowStore rejected;
  private final VisibleJobs visible;
  private final RoleStores stores;

  public RejectedRowList(
      JobListStore jobs,
      JobTaskStore tasks,
      RejectedRowStore rejected,
      VisibleJobs visible,
      RoleStores stores) {
    this.jobs = jobs;
    this.tasks = tasks;
    this.rejected = rejected;
    this.visible = visible;
    this.stores = stores;
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = JobReadOperations.page(call);
    return visible.named(call).compose(job -> list(call, page, job));
  }

  private Future<ServiceResponse> list(Call call, ListPage page, ListedJob job) {
    JobId id = job.job().id();
    Place after = page.after().map(Place::parse).orElse(Place.FIRST);
    RejectedRowPage rows =
        new RejectedRowPage(
            rejected,
            id,
            object -> stores.of(call, job.job(), object.object().roleArn()),
            after,
            page.limit());
    return Future.all(rows.read(), jobs.sums(List.of(id)), tasks.moment(id))
        .map(
            read -> {
              List<Listed> found = read.resultAt(0);
              ServiceResponse answer =
                  page.answer(
                      "RejectedRows", found, Listed::row, listed -> listed.place().toString());
              JobSums sums = read.<Map<JobId, JobSums>>resultAt(1).getOrDefault(id, JobSums.NONE);
              answer.body().put("Total", sums.rejectedRows());
              JobMoment moment = read.resultAt(2);
              moment
                  .manifest()
                  .filter(manifest -> moment.loads())
                  .ifPresent(m -> answer.body().put("Report", JobDescription.place(m)));
              return answer;
            });
  }

  /** Takes a sentence apart into the members of RejectedRow. */
  static JsonObject row(String sentence) {
    Matcher line = WITH_LINE.matcher(sentence);
    if (line.matches()) {
      return new JsonObject()
          .put("File", line.group(1))
          .put("Line", Long.parseLong(line.group(2)))
          .put("Reason", line.group(3));
    }
    Matcher file = WITH_FILE.matcher(sentence);
    return file.matches()
        ? new JsonObject().put("File", file.group(1)).put("Reason", file.group(2))
        : new JsonObject().put("Reason", sentence);
  }
}
