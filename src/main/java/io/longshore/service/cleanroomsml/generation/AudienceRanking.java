package io.longshore.service.cleanroomsml.generation;

import io.longshore.async.AsyncLoop;
import io.longshore.service.cleanroomsml.generation.RankedBlocks.Blocks;
import io.longshore.service.cleanroomsml.generation.ScoredRunStore.Run;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Ranks scored users: merges their sorted runs, stores the audience's lines, and measures its
 * relevance on the way. Of each run some pages are in memory. For one context.
 */
final class AudienceRanking {

  private static final int BLOCKS_AT_ONCE = 32;
  private static final int PAGES = 256; // in memory, of 32 KiB
  private static final int MOST_PAGES = 8; // of a run

  private final WorkerExecutor workers;
  private final ScoredRunStore runs;
  private final RankingStore rankings;
  private final String job;
  private final boolean withSeed;
  private final RankedBlocks blocks = new RankedBlocks();
  private final RelevanceCount count;
  private RunMerge merge;
  private int pagesOfRun;

  /**
   * @param workers merge
   * @param withSeed whether the seed is part of the audience
   * @param places see {@link RelevanceCount}
   */
  AudienceRanking(
      WorkerExecutor workers,
      ScoredRunStore runs,
      RankingStore rankings,
      String job,
      boolean withSeed,
      List<Long> places) {
    this.workers = workers;
    this.runs = runs;
    this.rankings = rankings;
    this.job = job;
    this.withSeed = withSeed;
    this.count = new RelevanceCount(places);
  }

  /**
   * The result.
   *
   * @param users the number of users of the audience
   * @param sums the sums of the best users' trial scores, by the number of users
   */
  record Ranked(long users, RelevanceScores measured, Map<Long, Double> sums) {}

  Future<Ranked> run(Transaction tx, List<UUID> loads) {
    return runs.list(loads)
        .compose(found -> merge(tx, found))
        .map(done -> new Ranked(blocks.users(), count.measured(), count.sums()));
  }

  private Future<Void> merge(Transaction tx, List<Run> found) {
    pagesOfRun = Math.max(1, Math.min(MOST_PAGES, PAGES / Math.max(1, found.size())));
    merge = new RunMerge(found.stream().map(RunCursor::new).toList());
    return AsyncLoop.whileTrue(() -> next(tx));
  }

  private Future<Boolean> next(Transaction tx) {
    return AsyncLoop.forEach(merge.waiting(), this::feed)
        .compose(fed -> workers.executeBlocking(this::some, false))
        .compose(some -> rankings.addBlocks(tx, job, some))
        .map(added -> !merge.isEnded());
  }

  private Future<Void> feed(RunCursor cursor) {
    return runs.pages(cursor.run(), cursor.fetched(), pagesOfRun)
        .map(
            pages -> {
              cursor.add(pages, pages.size() < pagesOfRun);
              return null;
            });
  }

  private Blocks some() {
    merge.run(this::take, blocks::size, BLOCKS_AT_ONCE);
    return blocks.take(merge.isEnded());
  }

  private void take(ScoredUser user) {
    count.add(user);
    if (withSeed || user.isOutside()) {
      blocks.add(user);
    }
  }
}
