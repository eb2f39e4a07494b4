package io.longshore.operator.test;

import io.longshore.api.ApiError;
import io.longshore.api.CallControls;
import io.longshore.api.Principal;
import io.longshore.api.ServiceProfile;
import io.longshore.async.NewestRead;
import io.longshore.store.Postgres;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules and the journal of API calls at this replica. A change is effective here at once, and
 * at other replicas within a second. Calls of the operator API never fail, so that rules can always
 * be removed.
 */
public final class TestCallControls implements CallControls {

  private static final Logger log = LoggerFactory.getLogger(TestCallControls.class);
  private static final String OPERATOR = "longshore";
  private static final long REFRESH_MILLIS = 1_000;

  private final Vertx vertx;
  private final CallRuleStore store;
  private final RandomGenerator random;
  private final CallJournal journal = new CallJournal();
  private final NewestRead<List<CallRule>> rules;
  private volatile long timer = -1;
  private volatile URI server;
  private volatile ServedOperations served = ServedOperations.NONE;

  /**
   * @param random decides by the probability of rules
   */
  public TestCallControls(Vertx vertx, Postgres postgres, RandomGenerator random) {
    this.vertx = vertx;
    this.store = new CallRuleStore(postgres);
    this.rules = new NewestRead<>(List.of(), store::all);
    this.random = random;
  }

  /** Reads the rules, and again every second. */
  public Future<Void> start() {
    timer =
        vertx.setPeriodic(
            REFRESH_MILLIS,
            tick ->
                rules
                    .refresh()
                    .onFailure(
                        failure ->
                            TransientErrors.log(log, failure, "The rules of calls are not read")));
    return rules.refresh();
  }

  /** Tells where this server listens, for its own requests. */
  public void listening(URI http) {
    server = http;
  }

  URI server() {
    return server;
  }

  /** Tells which calls there can be. */
  public void serving(ServedOperations operations) {
    served = operations;
  }

  ServedOperations served() {
    return served;
  }

  /** Ends the reading of rules. */
  public void close() {
    vertx.cancelTimer(timer);
  }

  CallJournal journal() {
    return journal;
  }

  @Override
  public Future<Boolean> admit(Principal caller, ServiceProfile service, String operationId) {
    List<CallRule> known = rules.current();
    if (known.isEmpty() || service.name().equals(OPERATOR)) {
      return Future.succeededFuture(false);
    }
    long effect =
        known.stream().filter(CallRule::isEffect).mapToLong(CallRule::latencyMillis).sum();
    Future<Boolean> late = effect > 0 ? later(effect) : Future.succeededFuture(false);
    Optional<CallRule> first =
        known.stream()
            .filter(rule -> !rule.isEffect() && rule.left() > 0)
            .filter(rule -> rule.matches(caller, service, operationId))
            .filter(rule -> rule.probability() >= 1 || random.nextDouble() < rule.probability())
            .findFirst();
    return first.map(rule -> late.compose(delayed -> apply(rule, delayed))).orElse(late);
  }

  private Future<Boolean> apply(CallRule rule, boolean delayed) {
    return store
        .take(rule)
        .compose(
            taken -> {
              if (!taken) {
                return Future.succeededFuture(delayed);
              }
              long millis = rule.latencyMillis();
              Future<Boolean> late = millis > 0 ? later(millis) : Future.succeededFuture(delayed);
              return late.compose(
                  over ->
                      rule.error()
                          .map(Future::<Boolean>failedFuture)
                          .orElse(Future.succeededFuture(true)));
            });
  }

  private Future<Boolean> later(long millis) {
    return vertx.timer(millis).map(true);
  }

  @Override
  public void record(ApiCall call) {
    if (!call.service().equals(OPERATOR)) {
      journal.add(call);
    }
  }

  /** The rules of an account. */
  List<CallRule> rulesOf(Optional<String> account) {
    return rules.current().stream()
        .filter(rule -> rule.account().equals(account) && !rule.isEffect())
        .toList();
  }

  Future<List<CallRule>> set(Optional<String> account, List<JsonObject> all) {
    return changed(account, store.set(account, all, false));
  }

  Future<List<CallRule>> add(Optional<String> account, List<JsonObject> more) {
    return changed(account, store.add(account, more));
  }

  Future<List<CallRule>> remove(Optional<String> account, List<JsonObject> gone) {
    return changed(account, store.remove(account, gone));
  }

  Future<List<CallRule>> changed(Optional<String> account, Future<Void> change) {
    return change.compose(done -> rules.refresh()).map(read -> rulesOf(account));
  }

  @Override
  public Future<JsonArray> faults(String method, JsonArray given) {
    Optional<String> everybody = Optional.empty();
    List<JsonObject> read;
    try {
      read = LocalStackRules.read(given, served);
    } catch (ApiError wrong) {
      return Future.failedFuture(wrong);
    }
    Future<List<CallRule>> done =
        switch (method) {
          case "POST", "PUT" -> set(everybody, read);
          case "PATCH" -> add(everybody, read);
          case "DELETE" -> remove(everybody, read);
          default -> rules.refresh().map(fresh -> rulesOf(everybody));
        };
    return done.map(LocalStackRules::write);
  }

  @Override
  public Future<JsonObject> effects(JsonObject given) {
    Future<Void> done = Future.succeededFuture();
    try {
      if (given != null) {
        done = store.set(Optional.empty(), LocalStackRules.readEffects(given), true);
      }
    } catch (ApiError wrong) {
      return Future.failedFuture(wrong);
    }
    return done.compose(changed -> rules.refresh())
        .map(read -> LocalStackRules.writeEffects(rules.current()));
  }
}
