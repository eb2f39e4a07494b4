package io.longshore.service.personalize.job;

import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.service.JobRequest;
import io.longshore.service.resource.JsonMembers;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** The request that created a job, from what its spec keeps of it. */
final class PersonalizeJobRequest {

  private static final int MAX_NAME_LENGTH = 63;
  private static final int SUFFIX_LENGTH = 8;

  private PersonalizeJobRequest() {}

  /**
   * A request with a new name, because names are unique: the old one and eight random digits.
   *
   * @param noun what the operation creates, for example DatasetExportJob
   * @param parent the member with the ARN that the job belongs to
   * @param members further members that the spec keeps as they were sent
   */
  static JobRequest of(Job job, String noun, String parent, String... members) {
    JsonObject body = new JsonObject().put("jobName", name(job.spec().getString("jobName")));
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

  private static String name(String old) {
    String digits = JobId.random().toString().replace("-", "").substring(0, SUFFIX_LENGTH);
    int kept = Math.min(old.length(), MAX_NAME_LENGTH - SUFFIX_LENGTH - 1);
    return old.substring(0, kept) + "-" + digits;
  }
}
