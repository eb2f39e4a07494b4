package io.longshore.cli;

import io.longshore.identity.key.AccessKeyAdmin.Issued;
import io.longshore.identity.key.AccessKeyAdmin.View;
import io.longshore.identity.policy.Decision;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Access keys in the database. What changes is felt by every server within 5 seconds. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description =
        "Makes, lists, replaces and disables access keys in the configured database, sealed under"
            + " auth.masterKey. Servers follow within 5 seconds.")
public final class KeysCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int REFUSED = 2;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return REFUSED;
  }

  @Command(
      name = "explain",
      mixinStandardHelpOptions = true,
      description =
          "Says whether a key's policy allows an action on a resource, and which statement decides."
              + " Exits with 0 when it does.")
  int explain(@Mixin ConfigOptions options, @Mixin PolicyCheckOptions asked) {
    try (KeyAdmin desk = KeyAdmin.open(options)) {
      Optional<Decision> decision = desk.ask(keys -> keys.explain(asked.id(), asked.question()));
      if (decision.isEmpty()) {
        return refuse("There is no key " + asked.id());
      }
      boolean allowed = decision.get().allowed();
      out().println((allowed ? "allowed: " : "denied: ") + decision.get().because());
      out().flush();
      return allowed ? 0 : FAILED;
    }
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Makes a key and prints its secret, which cannot be read again.")
  int create(@Mixin ConfigOptions options, @Mixin KeyOptions wanted) {
    wanted.check(spec);
    try (KeyAdmin desk = KeyAdmin.open(options)) {
      print(desk.ask(wanted::make));
      return 0;
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Id, account, state, creation, end and last use of every key; no secret.")
  int list(
      @Mixin ConfigOptions options,
      @Option(names = "--account", description = "Only of this account.")
          Optional<String> account) {
    try (KeyAdmin desk = KeyAdmin.open(options)) {
      desk.ask(keys -> keys.list(account)).forEach(key -> out().println(line(key)));
      out().flush();
      return 0;
    }
  }

  @Command(name = "disable", mixinStandardHelpOptions = true, description = "Ends a key for good.")
  int disable(@Mixin ConfigOptions options, @Parameters(index = "0", paramLabel = "ID") String id) {
    try (KeyAdmin desk = KeyAdmin.open(options)) {
      if (!desk.ask(keys -> keys.disable(id))) {
        return refuse("There is no enabled key " + id);
      }
      out().println("Key " + id + " is disabled.");
      out().flush();
      return 0;
    }
  }

  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = "Makes a key that stands for an old one, which ends after a while.")
  int rotate(
      @Mixin ConfigOptions options,
      @Parameters(index = "0", paramLabel = "ID") String id,
      @Option(
              names = "--keep",
              paramLabel = "TIME",
              defaultValue = "24h",
              converter = DurationConverter.Reader.class,
              description = "How long the old key goes on; ${DEFAULT-VALUE}.")
          DurationConverter keep) {
    try (KeyAdmin desk = KeyAdmin.open(options)) {
      Optional<Issued> issued = desk.ask(keys -> keys.rotate(id, keep.duration()));
      if (issued.isEmpty()) {
        return refuse("There is no lasting key " + id + " that is enabled");
      }
      print(issued.get());
      return 0;
    }
  }

  @Command(
      name = "rewrap",
      mixinStandardHelpOptions = true,
      description =
          "After a change of the master key: seals under auth.masterKey what is sealed under"
              + " auth.formerMasterKey.")
  int rewrap(@Mixin ConfigOptions options) {
    try (KeyAdmin desk = KeyAdmin.open(options)) {
      out().println(desk.ask(keys -> keys.rewrap()) + " keys are sealed anew.");
      out().flush();
      return 0;
    }
  }

  private void print(Issued issued) {
    out().println("AWS_ACCESS_KEY_ID=" + issued.id());
    out().println("AWS_SECRET_ACCESS_KEY=" + issued.secret());
    issued.token().ifPresent(token -> out().println("AWS_SESSION_TOKEN=" + token));
    out().flush();
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("longshore: " + why);
    return FAILED;
  }

  private static String line(View key) {
    return "%s %s %-10s created %s, %s, %s%s"
        .formatted(
            key.id(),
            key.account(),
            key.state(),
            key.created(),
            key.expires().map(end -> "ends " + end).orElse("never ends"),
            key.lastUsed().map(at -> "last used " + at).orElse("never used"),
            (key.temporary() ? ", with a session token" : "")
                + (key.restricted() ? ", with a policy" : ""));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
