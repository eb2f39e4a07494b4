package io.longshore.engine.feed;

import io.longshore.job.JobId;
import io.longshore.job.JobState;
import java.time.Instant;
import java.util.Set;

/**
 * What the feed tells of the job of an event or of a progress, as it was when it was read.
 *
 * @param word the status as the service's users see it
 * @param rejectedRows whether rows were refused
 * @param texts those of the texts that the feed was asked for that are in the id, the container,
 *     the subject or the request
 */
public record FeedJob(
    JobId id,
    String account,
    String region,
    String type,
    String container,
    JobState state,
    String word,
    Instant createdAt,
    boolean rejectedRows,
    Set<String> texts) {}
