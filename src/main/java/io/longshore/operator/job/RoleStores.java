package io.longshore.operator.job;

import io.longshore.api.Call;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStores;
import io.longshore.operator.AccountScope;
import java.util.Optional;

/**
 * The object stores of the roles that jobs write their objects with, as far as a caller may see the
 * account of the role.
 */
public final class RoleStores {

  private final AccountScope scope;
  private final JobStore engine;
  private final ObjectStores stores;

  /**
   * @param engine knows the job types of all services
   */
  public RoleStores(AccountScope scope, JobStore engine, ObjectStores stores) {
    this.scope = scope;
    this.engine = engine;
    this.stores = stores;
  }

  /** The store of the job's role; empty if the caller or the configuration does not have it. */
  Optional<ObjectStore> of(Call call, Job job, String roleArn) {
    String account =
        engine.type(job.type()).map(type -> type.roleAccount(job)).orElse(job.account());
    if (!scope.sees(call.principal(), account)) {
      return Optional.empty();
    }
    try {
      return Optional.of(stores.forRole(account, roleArn));
    } catch (ObjectStoreError noRole) {
      return Optional.empty();
    }
  }
}
