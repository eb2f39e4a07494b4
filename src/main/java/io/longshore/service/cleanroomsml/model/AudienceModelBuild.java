package io.longshore.service.cleanroomsml.model;

import io.longshore.async.AsyncLoop;
import io.longshore.async.BoundedParallel;
import io.longshore.service.cleanroomsml.model.ModelStore.Model;
import io.longshore.service.cleanroomsml.profile.GroupedUsers;
import io.longshore.service.cleanroomsml.profile.ItemTally;
import io.longshore.service.cleanroomsml.profile.ItemTally.Counts;
import io.longshore.service.cleanroomsml.profile.UserGroups;
import io.longshore.service.cleanroomsml.profile.UserGroups.Share;
import io.longshore.store.BucketPartitioner;
import io.longshore.store.HashBucket;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Builds a model of staged interactions in a transaction: groups them by user and counts the items,
 * one hash bucket on each processor at a time. Interactions are read outside of the transaction,
 * because they were committed before. A bucket that is too large for the memory is read several
 * times, each time for a share of its users. For one context.
 */
final class AudienceModelBuild {

  private static final int MOST_AT_ONCE = 4;

  private final WorkerExecutor workers;
  private final StagedRows staged;
  private final ModelStore models;
  private final Transaction tx;
  private final String container;
  private final ItemTally tally = new ItemTally();
  private final int most;
  private int counts;
  private long users;
  private long interactions;

  /**
   * @param workers group the interactions
   * @param most the most items that are grouped at once
   */
  AudienceModelBuild(
      WorkerExecutor workers,
      StagedRows staged,
      ModelStore models,
      Transaction tx,
      String container,
      int most) {
    this.most = most;
    this.workers = workers;
    this.staged = staged;
    this.models = models;
    this.tx = tx;
    this.container = container;
  }

  /** Stores the model's users and items. */
  Future<Model> run(String arn) {
    int atOnce = Math.min(MOST_AT_ONCE, Runtime.getRuntime().availableProcessors());
    List<Integer> buckets = BucketPartitioner.buckets(0, HashBucket.COUNT);
    return BoundedParallel.each(buckets, atOnce, bucket -> new Bucket(bucket).run())
        .compose(grouped -> workers.executeBlocking(tally::takeAll, true))
        .compose(this::store)
        .compose(counted -> models.finish(tx, arn, new Model(container, users, interactions)));
  }

  private Future<Void> store(List<Counts> some) {
    return AsyncLoop.forEach(some, each -> models.addCounts(tx, container, counts++, each));
  }

  private final class Bucket {

    private final int number;
    private final Deque<Share> shares = new ArrayDeque<>(List.of(Share.ALL));
    private int blocks;

    private Bucket(int number) {
      this.number = number;
    }

    private Future<Void> run() {
      return AsyncLoop.whileTrue(this::nextShare);
    }

    private Future<Boolean> nextShare() {
      if (shares.isEmpty()) {
        return Future.succeededFuture(false);
      }
      Share share = shares.remove();
      UserGroups groups = new UserGroups(share, most);
      return staged
          .read(number, groups)
          .compose(fits -> fits ? grouped(groups) : halved(share))
          .map(true);
    }

    private Future<Void> halved(Share share) {
      shares.add(share.half(false));
      shares.add(share.half(true));
      return Future.succeededFuture();
    }

    private Future<Void> grouped(UserGroups groups) {
      return workers.executeBlocking(groups::grouped, false).compose(this::put);
    }

    /** Ordered, because the counts of all buckets are added up in one place. */
    private Future<List<Counts>> counted(GroupedUsers some) {
      return workers.executeBlocking(() -> tally.add(some.items(), some.interactions()), true);
    }

    private Future<Void> put(GroupedUsers some) {
      users += some.users();
      interactions += some.interactions();
      int first = blocks;
      blocks += some.blocks().size();
      return models
          .addBlocks(tx, container, number, first, some.blocks())
          .compose(added -> counted(some))
          .compose(AudienceModelBuild.this::store);
    }
  }
}
