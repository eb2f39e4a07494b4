package io.longshore.doctor;

import io.longshore.Version;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.RatesConfig;
import io.longshore.embedded.DiskSpace;
import io.longshore.identity.key.FileKeySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks this process and its files. */
public final class HostDiagnostic {

  private static final long MEBIBYTE = 1L << 20;
  private static final long FOR_CALLS = 64 * MEBIBYTE;
  private static final long A_SLOT = 24 * MEBIBYTE;

  private final LongshoreConfig config;
  private final long heap;
  private final List<DiagnosticResult> findings = new ArrayList<>();

  /**
   * @param heap the maximum heap of this JVM, in bytes
   */
  public HostDiagnostic(LongshoreConfig config, long heap) {
    this.config = config;
    this.heap = heap;
  }

  public List<DiagnosticResult> run() {
    findings.add(
        DiagnosticResult.good(
            "versions", "longshore %s, Java %s".formatted(Version.number(), Runtime.version())));
    memory();
    limits();
    config.auth().keysFile().ifPresent(this::keys);
    if (config.database().isEmbedded()) {
      folder(config.data().dir());
    }
    return findings;
  }

  private void memory() {
    long needed = config.worker().slots() * A_SLOT + FOR_CALLS;
    String said =
        "heap of %d MiB, %d slots take up to %d"
            .formatted(heap / MEBIBYTE, config.worker().slots(), needed / MEBIBYTE);
    findings.add(
        heap >= needed
            ? DiagnosticResult.good("memory", said)
            : DiagnosticResult.wrong("memory", said, "raise -Xmx, or lower worker.slots"));
  }

  private void limits() {
    RatesConfig rates = config.rates();
    String enforced =
        "rates for each of %d replicas: %s"
            .formatted(rates.replicas(), String.join(" ", rates.limits()));
    findings.add(
        DiagnosticResult.good(
            "limits",
            "%d calls of a service at once; %s; quotas of Data Exchange %s, of Personalize %s"
                .formatted(
                    config.http().callsInFlight(),
                    rates.enforced() ? enforced : "rates not enforced",
                    config.assets().quotas() ? "on" : "off",
                    config.personalize().quotas() ? "on" : "off")));
  }

  private void keys(Path file) {
    try {
      FileKeySource.load(file);
      findings.add(DiagnosticResult.good("keys", file + " can be read"));
    } catch (IllegalArgumentException refused) {
      findings.add(
          DiagnosticResult.wrong(
              "keys", refused.getMessage(), "each line has: accessKey secret account"));
    }
  }

  private void folder(Path dir) {
    Path there = dir.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    boolean writable = there != null && Files.isDirectory(there) && Files.isWritable(there);
    if (writable && DiskSpace.isFull(there)) {
      findings.add(
          DiagnosticResult.wrong(
              "data.dir", DiskSpace.complaint(there), "free some space, or enlarge the disk"));
      return;
    }
    findings.add(
        writable
            ? DiagnosticResult.good("data.dir", dir + " can be written")
            : DiagnosticResult.wrong(
                "data.dir",
                dir + " cannot be created or written",
                "set data.dir to a folder that this user may write"));
  }
}
