package io.longshore.engine.feed;

import java.util.List;
import java.util.Set;

/**
 * What one look at the database has found.
 *
 * @param position where the events end
 * @param events in the order of their numbers
 * @param complete false when there are more events than were read
 * @param texts that the jobs were searched for
 * @param progress of the unfinished jobs that were asked for
 */
public record FeedBatch(
    FeedPosition position,
    List<FeedEvent> events,
    boolean complete,
    Set<String> texts,
    List<FeedProgress> progress) {}
