package io.longshore.transfer.trial;

import io.longshore.objectstore.ObjectRead;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A file of a dry run.
 *
 * @param name its S3 URL, or the name that the caller gave it
 * @param bytes its size as it is stored
 * @param read opens it
 * @param trial the checks of its rows
 */
public record TrialFile(
    String name,
    long bytes,
    Supplier<Future<ObjectRead>> read,
    Function<ObjectRead, FileTrial<?>> trial) {}
