package io.longshore.operator.test;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.fate.Fate;
import io.longshore.engine.fate.Fate.Listed;
import io.longshore.engine.fate.Fate.Match;
import io.longshore.engine.fate.FateStore;
import io.longshore.engine.store.JobStore;
import io.longshore.operator.OperatorError;
import io.longshore.operator.OperatorLists;
import io.longshore.service.resource.ListPage;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Creates, lists, releases and deletes fates. */
final class FateOperations {

  private final FateStore fates;
  private final JobStore engine;
  private final ControlledAccount accounts;

  FateOperations(Postgres postgres, JobStore engine, ControlledAccount accounts) {
    this.engine = engine;
    this.fates = new FateStore(postgres);
    this.accounts = accounts;
  }

  Future<ServiceResponse> create(Call call) {
    Fate fate = FateJson.read(accounts.of(call), call.body());
    requireJobs(fate.match());
    return fates.create(fate).map(made -> shown(new Listed(made, List.of(), made.times())));
  }

  /** A fate that can match no job would make a test pass that proves nothing. */
  private void requireJobs(Match match) {
    List<String> types =
        engine.types().stream()
            .filter(type -> match.service().filter(s -> !type.startsWith(s + ".")).isEmpty())
            .toList();
    match
        .type()
        .filter(type -> !types.contains(type))
        .ifPresent(
            type -> {
              throw OperatorError.VALIDATION.because(
                  "Match.Type must be one of %s, was '%s'".formatted(types, type));
            });
  }

  Future<ServiceResponse> list(Call call) {
    String account = accounts.of(call);
    ListPage page = OperatorLists.PAGING.page(call, account);
    long after = page.after().map(Long::parseLong).orElse(0L);
    return fates
        .list(Optional.of(account), after, page.limit())
        .map(
            found ->
                page.answer(
                    "Fates", found, FateJson::write, last -> Long.toString(last.fate().id())));
  }

  Future<ServiceResponse> release(Call call) {
    long id = id(call);
    Optional<String> limit = accounts.limit(call);
    return fates
        .release(id, limit)
        .compose(released -> fates.find(id, limit))
        .map(found -> shown(found.orElseThrow(() -> unknown(call))));
  }

  Future<ServiceResponse> delete(Call call) {
    return fates
        .delete(id(call), accounts.limit(call))
        .map(
            deleted -> {
              if (!deleted) {
                throw unknown(call);
              }
              return ServiceResponse.ok(new JsonObject().put("FateId", call.parameter("fateId")));
            });
  }

  private static ServiceResponse shown(Listed fate) {
    return ServiceResponse.ok(new JsonObject().put("Fate", FateJson.write(fate)));
  }

  private static long id(Call call) {
    String text = call.parameter("fateId");
    if (!text.matches("[0-9]{1,18}")) {
      throw unknown(call);
    }
    return Long.parseLong(text);
  }

  private static ApiError unknown(Call call) {
    return OperatorError.RESOURCE_NOT_FOUND.because("There is no fate " + call.parameter("fateId"));
  }
}
