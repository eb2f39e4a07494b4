package io.longshore.operator.trial;

import io.longshore.transfer.trial.TrialColumn;
import io.longshore.transfer.trial.TrialCut;
import io.longshore.transfer.trial.TrialPlan;
import io.longshore.transfer.trial.TrialReport;
import io.longshore.transfer.trial.TrialReport.FileResult;
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

  static JsonObject of(TrialPlan plan, TrialReport report) {
    long accepted = report.results().stream().mapToLong(FileResult::accepted).sum();
    JsonObject body = new JsonObject();
    failure(plan, report, accepted).ifPresent(reason -> body.put("Failure", reason));
    report.cut().map(TrialCut::name).ifPresent(cause -> body.put("StoppedBy", cause));
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
  private static Optional<String> failure(TrialPlan plan, TrialReport report, long accepted) {
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
  private static Collection<TrialColumn> columns(TrialReport report) {
    Map<String, TrialColumn> all = new LinkedHashMap<>();
    report.results().stream()
        .flatMap(file -> file.columns().stream())
        .limit(MOST_COLUMNS)
        .forEach(column -> all.putIfAbsent(column.name(), column));
    return all.values();
  }

  private static JsonObject column(TrialColumn column) {
    JsonObject body = new JsonObject().put("Name", column.name());
    column.member().ifPresent(member -> body.put("Member", member));
    return body;
  }

  private static JsonArray rejectedRows(TrialReport report) {
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

  private static JsonArray samples(TrialReport report) {
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
