package io.longshore.fault;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A replica that serves. */
record Replica(ChildProcess process, URI http, URI management) {

  private static final Pattern READY =
      Pattern.compile("Ready\\. Services (\\S+) · health and metrics (\\S+) ");

  static Replica ready(ChildProcess process) {
    Matcher said = process.said(READY);
    return new Replica(process, URI.create(said.group(1)), URI.create(said.group(2)));
  }
}
