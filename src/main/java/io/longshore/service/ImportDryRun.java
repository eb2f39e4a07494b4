package io.longshore.service;

import io.longshore.api.Principal;
import io.longshore.transfer.dryrun.DryRunPlan;
import io.longshore.transfer.dryrun.GivenFile;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Dry runs of a service's imports. */
public interface ImportDryRun {

  /** The member of DryRunImport's request that has the import, for example PinpointImport. */
  String member();

  /** The members of the import that say where its files are and who may read them. */
  List<String> place();

  /**
   * The operation that creates such an import: who may not call it may not try it.
   *
   * @param request the value of the member
   */
  JobRequest creation(Principal caller, JsonObject request);

  /**
   * Checks the request as its creation does, and finds the files.
   *
   * @param file the content to read instead of the files that the request names
   */
  Future<DryRunPlan> plan(Principal caller, JsonObject request, Optional<GivenFile> file);
}
