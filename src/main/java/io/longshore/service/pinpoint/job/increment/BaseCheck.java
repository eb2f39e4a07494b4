package io.longshore.service.pinpoint.job.increment;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides whether all changes and deletions since an export are known.
 *
 * @param kept how long deletions are kept
 */
record BaseCheck(Duration kept) {

  /** Numbers of transactions have 32 bits in rows; half of them are before, half of them after. */
  private static final long MOST_TRANSACTIONS = 1L << 30;

  /** Why the next export must be a full one; empty if it can have the changes only. */
  Optional<String> obstacle(ChangeMoment base, ChangeMoment now) {
    if (!base.rules().equals(now.rules())) {
      return Optional.of("What the role masks has changed since the last export.");
    }
    if (!base.database().equals(now.database()) || base.horizon() > now.next()) {
      return Optional.of(
          "The database was restored, moved or failed over to another server since the last export.");
    }
    if (now.next() - base.horizon() > MOST_TRANSACTIONS) {
      return Optional.of("The last export is too many transactions ago.");
    }
    if (!base.container().equals(now.container())) {
      return Optional.of("An import has filled the empty app since the last export.");
    }
    return deletions(base, now);
  }

  private Optional<String> deletions(ChangeMoment base, ChangeMoment now) {
    if (now.recordedFrom().isEmpty() || base.horizon() < now.recordedFrom().getAsLong()) {
      return Optional.of("Deletions were not recorded yet at the time of the last export.");
    }
    if (base.at().isBefore(now.at().minus(kept))) {
      return Optional.of(
          "The last export is older than the recorded deletions, which are kept for the time of"
              + " upkeep.deletions.");
    }
    boolean complete =
        base.recording().complete()
            && now.recording().complete()
            && base.recording().reports() == now.recording().reports();
    return complete
        ? Optional.empty()
        : Optional.of(
            "A replica of an older version, or without a role for incremental exports, has run since"
                + " the last export and may have deleted endpoints without a record.");
  }
}
