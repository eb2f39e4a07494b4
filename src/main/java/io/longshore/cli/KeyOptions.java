package io.longshore.cli;

import io.longshore.config.load.ConfigError;
import io.longshore.identity.key.AccessKeyAdmin;
import io.longshore.identity.key.AccessKeyAdmin.Issued;
import io.longshore.identity.policy.Policy;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of a new access key. */
final class KeyOptions {

  @Option(
      names = "--account",
      required = true,
      paramLabel = "DIGITS",
      description = "The account that the key belongs to, 12 digits.")
  private String account;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      converter = DurationConverter.Reader.class,
      description = "The key expires after this time, for example 90m, 12h, 30d. Default: never.")
  private DurationConverter expires;

  @Option(
      names = "--session",
      description = "Creates a temporary key, which is valid only with its session token.")
  private boolean session;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "An IAM policy document that limits what the key may do. Default: no limit.")
  private Path policy;

  /** Validates the options, before anything is connected. */
  void check(CommandSpec spec) {
    if (!account.matches("[0-9]{12}")) {
      throw new ParameterException(spec.commandLine(), "--account must be 12 digits");
    }
    if (session && expires == null) {
      throw new ParameterException(spec.commandLine(), "--session needs --expires");
    }
  }

  Future<Issued> make(AccessKeyAdmin keys) {
    Optional<String> rules = Optional.ofNullable(policy).map(KeyOptions::read);
    Optional<Instant> end = Optional.ofNullable(expires).map(e -> e.from(Instant.now()));
    return session
        ? keys.createTemporary(account, rules, end.orElseThrow())
        : keys.create(account, rules, end);
  }

  private static String read(Path file) {
    try {
      String text = Files.readString(file);
      Policy.parse(text);
      return text;
    } catch (IOException failure) {
      throw new ConfigError("The policy " + file + " cannot be read: " + failure);
    } catch (IllegalArgumentException wrong) {
      throw new ConfigError(wrong.getMessage(), wrong);
    }
  }
}
