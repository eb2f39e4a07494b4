package io.longshore.engine.feed;

import io.longshore.job.JobId;
import io.longshore.job.JobState;

/** What the feed tells of the job of an event or of a progress. */
public record FeedJob(
    JobId id, String account, String region, String type, String container, JobState state) {}
