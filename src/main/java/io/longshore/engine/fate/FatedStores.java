package io.longshore.engine.fate;

import io.longshore.config.mask.MaskRules;
import io.longshore.config.mask.MaskService;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.s3.FaultyObjectStore;
import java.util.Optional;
import java.util.UUID;

/** Object stores whose requests for jobs fail as fates decide. */
final class FatedStores implements ObjectStores {

  private final ObjectStores stores;
  private final JobFates fates;

  FatedStores(ObjectStores stores, JobFates fates) {
    this.stores = stores;
    this.fates = fates;
  }

  @Override
  public ObjectStore forJob(UUID job, String account, String roleArn) {
    return new FaultyObjectStore(
        stores.forJob(job, account, roleArn), operation -> fates.next(job, operation));
  }

  @Override
  public ObjectStore forRole(String account, String roleArn) {
    return stores.forRole(account, roleArn);
  }

  @Override
  public void require(String account, String roleArn, String bucket, String prefix) {
    stores.require(account, roleArn, bucket, prefix);
  }

  @Override
  public void requireOwn(String account, String roleArn) {
    stores.requireOwn(account, roleArn);
  }

  @Override
  public Optional<MaskRules> mask(String account, String roleArn, MaskService service) {
    return stores.mask(account, roleArn, service);
  }

  @Override
  public void requireUnmasked(String account, String roleArn) {
    stores.requireUnmasked(account, roleArn);
  }

  @Override
  public Optional<String> compression(String account, String roleArn) {
    return stores.compression(account, roleArn);
  }

  @Override
  public boolean isIncremental(String account, String roleArn) {
    return stores.isIncremental(account, roleArn);
  }

  @Override
  public boolean recordsDeletions() {
    return stores.recordsDeletions();
  }

  @Override
  public Optional<String> format(String account, String roleArn) {
    return stores.format(account, roleArn);
  }

  @Override
  public ObjectStore own() {
    return stores.own();
  }
}
