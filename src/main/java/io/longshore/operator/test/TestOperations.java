package io.longshore.operator.test;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.operator.AccountScope;
import io.longshore.service.ServiceDependencies;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The operations below {@code /_longshore/v1/test/}. All are refused while test controls are off.
 */
public final class TestOperations {

  private final Map<String, Function<Call, Future<ServiceResponse>>> operations = new TreeMap<>();
  private final ControlledAccount accounts;

  public TestOperations(ServiceDependencies dependencies, JobStore engine, AccountScope scope) {
    this.accounts = new ControlledAccount(dependencies.config(), scope);
    FateOperations fates = new FateOperations(dependencies.postgres(), engine, accounts);
    serve("CreateFate", fates::create);
    serve("ListFates", fates::list);
    serve("ReleaseFate", fates::release);
    serve("DeleteFate", fates::delete);
    TestCallControls controls =
        dependencies.controls() instanceof TestCallControls own
            ? own
            : new TestCallControls(
                dependencies.vertx(), dependencies.postgres(), new SplittableRandom());
    FaultOperations faults = new FaultOperations(controls, accounts);
    serve("ListFaults", faults::list);
    serve("SetFaults", faults::set);
    serve("AddFaults", faults::add);
    serve("RemoveFaults", faults::remove);
    CallOperations calls = new CallOperations(controls, accounts);
    serve("ListCalls", calls::list);
    serve("CountCalls", calls::count);
    serve("ResetCalls", calls::reset);
    AgeOperations ages = new AgeOperations(dependencies, accounts);
    serve("AgeAccount", ages::age);
    serve("RunMaintenance", ages::maintenance);
    LoopbackClient client = new LoopbackClient(dependencies, controls);
    serve(
        "ResetAccount",
        new ResetOperations(dependencies, engine, accounts, controls, client)::reset);
    serve("SeedData", new SeedOperations(dependencies.vertx(), accounts, client)::seed);
  }

  /** The method of each operation, by its name. */
  public Map<String, Function<Call, Future<ServiceResponse>>> all() {
    return Collections.unmodifiableMap(operations);
  }

  private void serve(String name, Function<Call, Future<ServiceResponse>> method) {
    operations.put(
        name,
        call -> {
          accounts.requireOn();
          return method.apply(call);
        });
  }
}
