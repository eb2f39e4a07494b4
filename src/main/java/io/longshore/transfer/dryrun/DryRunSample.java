package io.longshore.transfer.dryrun;

/**
 * An accepted row.
 *
 * @param line the number of its first line in the file, from 1
 * @param action what the import would do with it
 * @param stored what it would store of it, as text
 */
public record DryRunSample(long line, Action action, String stored) {

  /** What an import does with a row. */
  public enum Action {
    /** Adds a record, or creates an endpoint. */
    CREATE,

    /** Changes the endpoint of that id. */
    UPDATE,

    /** Makes endpoints members of the segment. */
    MEMBER
  }
}
