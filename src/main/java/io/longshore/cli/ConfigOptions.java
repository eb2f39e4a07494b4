package io.longshore.cli;

import io.longshore.config.LongshoreConfig;
import io.longshore.config.load.SecretFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which every command gets its settings. */
public final class ConfigOptions {

  private static final Path DEFAULT_FILE = Path.of("conf", "longshore.yaml");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings in YAML. Default: ./conf/longshore.yaml if it exists.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "One setting, for example --set http.port=4567. Overrides environment and file.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(names = "--port", paramLabel = "PORT", description = "Short for --set http.port=PORT.")
  private String port;

  @Option(names = "--data", paramLabel = "FOLDER", description = "Short for --set data.dir=FOLDER.")
  private String data;

  @Option(names = "--debug", description = "Log at level DEBUG, with stack traces.")
  private boolean debug;

  /** Overrides data.dir, whatever its source; the data is deleted at the end. */
  void temporaryData(Path folder) {
    data = folder.toString();
    settings.putIfAbsent("data.durable", "false");
  }

  boolean debug() {
    return debug;
  }

  LongshoreConfig load(Map<String, String> environment) {
    return LongshoreConfig.load(file(), environment, flags());
  }

  /** The files that hold secrets. */
  SecretFiles secretFiles(Map<String, String> environment) {
    return LongshoreConfig.secretFiles(file(), environment, flags());
  }

  private Optional<Path> file() {
    return Optional.ofNullable(file).or(() -> Optional.of(DEFAULT_FILE).filter(Files::exists));
  }

  private Map<String, String> flags() {
    Map<String, String> flags = new LinkedHashMap<>(settings);
    if (port != null) {
      flags.put("http.port", port);
    }
    if (data != null) {
      flags.put("data.dir", data);
    }
    return flags;
  }
}
