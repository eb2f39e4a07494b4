package io.longshore.engine.store;

import io.longshore.job.JobId;
import java.util.Optional;

/**
 * A page of a listing, newest first.
 *
 * @param subject only jobs with this subject
 * @param after the last job of the page before
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
