package io.longshore.service.pinpoint.block;

import io.longshore.async.AsyncLoop;
import io.longshore.store.BucketPartitioner;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.transfer.write.BlockMeter;
import io.vertx.core.Future;
import java.util.List;

/**
 * Deletes the blocks of containers that are no app's: of apps that were deleted by a replica that
 * does not know blocks, and of apps whose endpoints are in another container now. Also those of
 * apps that have changed so much that their changes need not be recorded.
 *
 * @param keep false to delete all blocks
 */
record UselessBlocks(Postgres postgres, boolean keep, BlockMeter meter) {

  private static final int BUCKETS_A_STATEMENT = 16;

  Future<Void> drop() {
    return (keep ? forgotten() : BlockRequestStore.forgetAll(postgres))
        .compose(forgotten -> BlockBuildStore.useless(postgres))
        .compose(containers -> AsyncLoop.forEach(containers, this::ofContainer));
  }

  private Future<Void> forgotten() {
    return BlockRequestStore.overgrown(postgres)
        .compose(
            containers ->
                containers.isEmpty()
                    ? Future.succeededFuture()
                    : BlockRequestStore.forget(postgres, containers));
  }

  private Future<Void> ofContainer(String container) {
    return AsyncLoop.forEachBatch(
        BucketPartitioner.buckets(0, HashBucket.COUNT),
        BUCKETS_A_STATEMENT,
        (List<Integer> some) ->
            BlockBuildStore.drop(postgres, container, some).onSuccess(meter::dropped));
  }
}
