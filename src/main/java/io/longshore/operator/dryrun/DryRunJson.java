package io.longshore.operator.dryrun;

import io.longshore.transfer.dryrun.DryRunColumn;
import io.longshore.transfer.dryrun.DryRunCut;
import io.longshore.transfer.dryrun.DryRunPlan;
import io.longshore.transfer.dryrun.DryRunReport;
import io.longshore.transfer.dryrun.DryRunReport.FileResult;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The response of DryRunImport. */
final class DryRunJson {

  private static final int MOST_FILES = 100;
  private static final int MOST_COLUMNS = 500;

  private DryRunJson() {}

  /** The response when the files are not even found. */
  static JsonObject failed(String reason) {
    return new JsonObject()
        .put("Failure", reason)
        .put("Complete", true)
        .put("FileCount", 0)
        .put("Accepted", 0)
        .put("Rejected", 0)
        .put("Files", new JsonArray())
        .put("Columns", new JsonArray())
        .put("RejectedRows", new JsonArray())
        .put("Samples", new JsonArray())
        .put("Remarks", new JsonArray())
        .put("NotChecked", new JsonArray());
  }

  static JsonObject of(DryRunPlan plan, DryRunReport report) {
    long accepted = report.results().stream().mapToLong(FileResult::accepted).sum();
    JsonObject body = new JsonObject();
    failure(plan, report, accepted).ifPresent(reason -> body.put("Failure", reason));
    report.cut().map(DryRunCut::name).ifPresent(cause -> body.put("StoppedBy", cause));
    return body.put("Complete", report.cut().isEmpty())
        .put("FileCount", report.files())
        .put("Accepted", accepted)
        .put("Rejected", report.results().stream().mapToLong(FileResult::rejected).sum())
        .put(
            "Files",
            list(report.results().stream().limit(MOST_FILES).map(DryRunJson::file).toList()))
        .put("Columns", list(columns(report).stream().map(DryRunJson::column).toList()))
        .put("RejectedRows", rejectedRows(report))
        .put("Samples", samples(report))
        .put("Remarks", list(report.remarks().stream().limit(MOST_FILES).toList()))
        .put("NotChecked", list(plan.unchecked()));
  }

  /** The first file's failure, or that of all rows together. */
  private static Optional<String> failure(DryRunPlan plan, DryRunReport report, long accepted) {
    return report.results().stream()
        .flatMap(file -> file.failure().stream())
        .findFirst()
        .or(
            () ->
                report.cut().isPresent()
                    ? Optional.<String>empty()
                    : plan.verdict().apply(accepted));
  }

  private static JsonObject file(FileResult file) {
    JsonObject body =
        new JsonObject()
            .put("File", file.name())
            .put("Bytes", file.bytes())
            .put("Accepted", file.accepted())
            .put("Rejected", file.rejected())
            .put("Complete", file.complete());
    file.failure().ifPresent(reason -> body.put("Failure", reason));
    return body;
  }

  /** The columns of all files, each once. */
  private static Collection<DryRunColumn> columns(DryRunReport report) {
    Map<String, DryRunColumn> all = new LinkedHashMap<>();
    report.results().stream()
        .flatMap(file -> file.columns().stream())
        .limit(MOST_COLUMNS)
        .forEach(column -> all.putIfAbsent(column.name(), column));
    return all.values();
  }

  private static JsonObject column(DryRunColumn column) {
    JsonObject body = new JsonObject().put("Name", column.name());
    column.member().ifPresent(member -> body.put("Member", member));
    return body;
  }

  private static JsonArray rejectedRows(DryRunReport report) {
    return list(
        report.rejections().stream()
            .map(
                row ->
                    new JsonObject()
                        .put("File", row.file())
                        .put("Line", row.row().line())
                        .put("Reason", row.row().reason()))
            .toList());
  }

  private static JsonArray samples(DryRunReport report) {
    return list(
        report.samples().stream()
            .map(
                sample ->
                    new JsonObject()
                        .put("File", sample.file())
                        .put("Line", sample.row().line())
                        .put("Action", sample.row().action().name())
                        .put("Stored", sample.row().stored()))
            .toList());
  }

  private static JsonArray list(List<?> items) {
    return new JsonArray(List.copyOf(items));
  }
}
