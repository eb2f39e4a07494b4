package io.longshore.service.personalize.job;

import io.longshore.job.Job;
import io.longshore.service.JobRequest;
import io.longshore.service.resource.JsonMembers;
import io.longshore.service.resource.RecreatedName;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** The request that created a job, from what its spec keeps of it. */
final class PersonalizeJobRequest {

  private PersonalizeJobRequest() {}

  /**
   * A request with a new name.
   *
   * @param noun what the operation creates, for example DatasetExportJob
   * @param parent the member with the ARN that the job belongs to
   * @param members further members that the spec keeps as they were sent
   */
  static JobRequest of(Job job, String noun, String parent, String... members) {
    JsonObject body =
        new JsonObject().put("jobName", RecreatedName.of(job.spec().getString("jobName")));
    JsonMembers.copy(job.spec(), body, parent, "roleArn");
    JsonMembers.copy(job.spec(), body, members);
    return new JobRequest(
        "personalize.Create" + noun,
        "personalize:Create" + noun,
        job.spec().getString(parent),
        new JsonObject(),
        body,
        noun.substring(0, 1).toLowerCase(Locale.ROOT) + noun.substring(1) + "Arn");
  }
}
