package io.longshore.transfer.dryrun;

import io.longshore.transfer.read.MalformedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a dry run has found. Belongs to the context of its run. */
public final class DryRunReport {

  /**
   * What was found in one file.
   *
   * @param bytes its size as it is stored
   * @param complete whether it was read to its end
   * @param failure why the import would fail at this file
   */
  public record FileResult(
      String name,
      long bytes,
      long accepted,
      long rejected,
      boolean complete,
      List<DryRunColumn> columns,
      Optional<String> failure) {}

  /** A sample or a rejected row, with its file. */
  public record InFile<T>(String file, T row) {}

  private final DryRunLimits limits;
  private final int files;
  private final List<FileResult> results = new ArrayList<>();
  private final List<InFile<MalformedRow>> rejections = new ArrayList<>();
  private final List<InFile<DryRunSample>> samples = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private Optional<DryRunCut> cut = Optional.empty();

  DryRunReport(DryRunLimits limits, int files) {
    this.limits = limits;
    this.files = files;
  }

  void add(String file, DryRunBatch batch) {
    batch.rejected().stream()
        .limit(limits.rejections() - rejections.size())
        .forEach(row -> rejections.add(new InFile<>(file, row)));
    batch.samples().stream()
        .limit(samplesLeft())
        .forEach(sample -> samples.add(new InFile<>(file, sample)));
  }

  int samplesLeft() {
    return limits.samples() - samples.size();
  }

  void add(FileResult result, List<String> told) {
    results.add(result);
    remarks.addAll(told);
  }

  /** The first cause counts. */
  void cut(DryRunCut cause) {
    if (cut.isEmpty()) {
      cut = Optional.of(cause);
    }
  }

  /** The number of files that the import would read. */
  public int files() {
    return files;
  }

  /** The files that were opened, in the import's order. */
  public List<FileResult> results() {
    return results;
  }

  public List<InFile<MalformedRow>> rejections() {
    return rejections;
  }

  public List<InFile<DryRunSample>> samples() {
    return samples;
  }

  /** What the import would remark without failing. */
  public List<String> remarks() {
    return remarks;
  }

  /** Why not all was read; empty if all was. */
  public Optional<DryRunCut> cut() {
    return cut;
  }
}
