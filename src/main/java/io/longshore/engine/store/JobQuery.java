package io.longshore.engine.store;

import io.longshore.job.JobId;
import java.util.Optional;

/**
 * A request for one page of jobs, newest first.
 *
 * @param subject restricts the page to jobs with this subject
 * @param after the last job of the previous page
 * @param limit at least 1
 */
public record JobQuery(
    String account,
    String region,
    String type,
    String container,
    Optional<String> subject,
    Optional<JobId> after,
    int limit) {}
