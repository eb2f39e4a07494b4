package io.longshore.service.dataexchange.event;

import io.longshore.events.outbox.EndedJobEvents;
import io.longshore.events.outbox.ServiceEvent;
import io.longshore.job.JobId;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds which ended jobs are exports of event actions, and tells of them as AWS does. */
public final class AutoExportStore implements EndedJobEvents {

  private static final String OF_JOBS =
      """
      select r.job, r.revision, e.account, e.region, e.data_set, v.comment, s.name
        from dataexchange_event_run r
        join dataexchange_event_action e on e.id = r.event_action
        left join dataexchange_revision v on v.id = r.revision
        left join dataexchange_seen_data_set s
          on s.id = e.data_set and s.account = e.account and s.region = e.region
       where r.job = any($1::text[])""";

  private final String jobType;

  /**
   * @param jobType the engine's type of exports to S3
   */
  public AutoExportStore(String jobType) {
    this.jobType = jobType;
  }

  @Override
  public Collection<String> types() {
    return List.of(jobType);
  }

  @Override
  public Future<Map<JobId, ServiceEvent>> of(Transaction tx, Map<JobId, Boolean> jobs) {
    String[] ids = jobs.keySet().stream().map(JobId::toString).toArray(String[]::new);
    return tx.execute(OF_JOBS, Tuple.tuple().addValue(ids))
        .map(
            rows -> {
              Map<JobId, ServiceEvent> events = new HashMap<>();
              for (Row row : rows) {
                JobId job = JobId.parse(row.getString("job")).orElseThrow();
                events.put(job, event(row, jobs.get(job)));
              }
              return events;
            });
  }

  private static ServiceEvent event(Row row, boolean succeeded) {
    String dataSet = row.getString("data_set");
    JsonObject detail =
        DataSetEvents.revisions(
                row.getString("revision"), Optional.ofNullable(row.getString("comment")))
            .put("DataSetIds", new JsonArray().add(dataSet));
    Optional.ofNullable(row.getString("name"))
        .ifPresent(name -> detail.put("DataSets", DataSetViewer.dataSets(dataSet, name)));
    return new ServiceEvent(
        row.getString("account"),
        row.getString("region"),
        DataSetEvents.SOURCE,
        succeeded ? "Auto-export Job Completed" : "Auto-export Job Failed",
        List.of(dataSet),
        detail);
  }
}
