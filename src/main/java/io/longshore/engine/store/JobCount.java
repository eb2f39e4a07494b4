package io.longshore.engine.store;

import io.longshore.job.JobState;

/** How many unfinished jobs of a type are in a state. */
public record JobCount(String type, JobState state, long jobs) {}
