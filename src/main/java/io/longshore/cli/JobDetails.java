package io.longshore.cli;

import io.longshore.engine.admin.JobTaskStore.JobTask;
import io.longshore.engine.history.HistoryEvent;
import io.longshore.engine.history.WaitReason;
import io.longshore.job.Job;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of a job.
 *
 * @param events its history, in its order
 * @param waiting why it does not run; empty if it runs, is about to, or has ended
 */
record JobDetails(
    Job job, List<HistoryEvent> events, List<JobTask> tasks, Optional<WaitReason> waiting) {}
