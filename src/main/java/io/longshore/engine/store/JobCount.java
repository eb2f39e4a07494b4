package io.longshore.engine.store;

import io.longshore.job.JobState;

/** The number of unfinished jobs of a type in a state. */
public record JobCount(String type, JobState state, long jobs) {}
