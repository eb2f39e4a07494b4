package io.longshore.operator.job;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.admin.JobListStore;
import io.longshore.engine.admin.JobSums;
import io.longshore.engine.admin.JobTaskStore;
import io.longshore.engine.admin.JobTaskStore.JobMoment;
import io.longshore.engine.admin.JobTaskStore.RejectedRow;
import io.longshore.engine.admin.ListedJob;
import io.longshore.job.JobId;
import io.longshore.operator.VisibleJobs;
import io.longshore.service.resource.ListPage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operation ListRejectedRows. Each task of an import keeps its first hundred refused rows as
 * sentences that begin with the file and, if there is one, the line.
 */
public final class RejectedRowList {

  private static final Pattern WITH_LINE = Pattern.compile("(?s)(.+?) line (\\d{1,18}): (.*)");
  private static final Pattern WITH_FILE = Pattern.compile("(?s)(s3://\\S+): (.*)");
  private static final int BEFORE_FIRST_TASK = -2;

  private record Place(int task, long row) {

    static Place parse(String text) {
      String[] parts = text.split(" ");
      return new Place(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
    }

    static String of(RejectedRow row) {
      return row.seq() + " " + row.place();
    }
  }

  private final JobListStore jobs;
  private final JobTaskStore tasks;
  private final VisibleJobs visible;

  public RejectedRowList(JobListStore jobs, JobTaskStore tasks, VisibleJobs visible) {
    this.jobs = jobs;
    this.tasks = tasks;
    this.visible = visible;
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = JobReads.page(call);
    return visible.named(call).compose(job -> list(page, job));
  }

  private Future<ServiceResponse> list(ListPage page, ListedJob job) {
    JobId id = job.job().id();
    Place after = page.after().map(Place::parse).orElse(new Place(BEFORE_FIRST_TASK, 0));
    return Future.all(
            tasks.rejected(id, after.task(), after.row(), page.limit()),
            jobs.sums(List.of(id)),
            tasks.moment(id))
        .map(
            read -> {
              List<RejectedRow> rows = read.resultAt(0);
              ServiceResponse answer =
                  page.answer("RejectedRows", rows, row -> row(row.sentence()), Place::of);
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
