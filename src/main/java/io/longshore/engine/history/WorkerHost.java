package io.longshore.engine.history;

import java.lang.management.ManagementFactory;
import java.util.Objects;

/** The host and the version of this process, as workers report them. */
final class WorkerHost {

  /** The name of the JVM is {@code <process>@<host>}. */
  static final String NAME =
      ManagementFactory.getRuntimeMXBean().getName().replaceFirst("^[0-9]+@", "");

  /** The version that the build wrote into the jar. */
  static final String VERSION =
      Objects.requireNonNullElse(
          WorkerHost.class.getPackage().getImplementationVersion(), "(not from a jar)");

  private WorkerHost() {}
}
