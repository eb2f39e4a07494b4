package io.longshore.fault;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running server process and its addresses. */
record Replica(ChildProcess process, URI http, URI management) {

  private static final Pattern READY =
      Pattern.compile("Ready\\. Services (\\S+) · health and metrics (\\S+) ");

  /** The hierarchy of the classes that the process has loaded. */
  String classes() throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    return Programs.run(Map.of(), jcmd, Long.toString(process.pid()), "VM.class_hierarchy");
  }

  static Replica ready(ChildProcess process) {
    Matcher ready = process.awaitLog(READY);
    return new Replica(process, URI.create(ready.group(1)), URI.create(ready.group(2)));
  }
}
