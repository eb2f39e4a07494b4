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

/** The command {@code keys}: administers access keys. Servers apply changes within 5 seconds. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description =
        "Creates, lists, rotates and disables access keys in the configured database. Their secrets"
            + " are encrypted under auth.masterKey. Servers apply changes within 5 seconds.")
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
          "Tells whether a key's policy allows an action on a resource, and which statement decides."
              + " Exit code 0 if it is allowed, 1 if it is denied.")
  int explain(@Mixin ConfigOptions options, @Mixin PolicyCheckOptions asked) {
    try (KeyAdmin admin = KeyAdmin.open(options)) {
      Optional<Decision> decision = admin.ask(keys -> keys.explain(asked.id(), asked.request()));
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
      description = "Creates a key and prints its secret, which cannot be read again.")
  int create(@Mixin ConfigOptions options, @Mixin KeyOptions wanted) {
    wanted.check(spec);
    try (KeyAdmin admin = KeyAdmin.open(options)) {
      print(admin.ask(wanted::make));
      return 0;
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description =
          "Lists the id, account, state, creation, expiry and last use of every key, without secrets.")
  int list(
      @Mixin ConfigOptions options,
      @Option(names = "--account", description = "Only keys of this account.")
          Optional<String> account) {
    try (KeyAdmin admin = KeyAdmin.open(options)) {
      admin.ask(keys -> keys.list(account)).forEach(key -> out().println(line(key)));
      out().flush();
      return 0;
    }
  }

  @Command(
      name = "disable",
      mixinStandardHelpOptions = true,
      description = "Disables a key permanently.")
  int disable(@Mixin ConfigOptions options, @Parameters(index = "0", paramLabel = "ID") String id) {
    try (KeyAdmin admin = KeyAdmin.open(options)) {
      if (!admin.ask(keys -> keys.disable(id))) {
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
      description = "Creates a key that replaces an old one; the old one expires after a while.")
  int rotate(
      @Mixin ConfigOptions options,
      @Parameters(index = "0", paramLabel = "ID") String id,
      @Option(
              names = "--keep",
              paramLabel = "TIME",
              defaultValue = "24h",
              converter = DurationConverter.Reader.class,
              description = "How long the old key stays valid. Default: ${DEFAULT-VALUE}.")
          DurationConverter keep) {
    try (KeyAdmin admin = KeyAdmin.open(options)) {
      Optional<Issued> issued = admin.ask(keys -> keys.rotate(id, keep.duration()));
      if (issued.isEmpty()) {
        return refuse("There is no enabled key " + id + " without a session token");
      }
      print(issued.get());
      return 0;
    }
  }

  @Command(
      name = "rewrap",
      mixinStandardHelpOptions = true,
      description =
          "After a change of the master key: encrypts under auth.masterKey what is encrypted under"
              + " auth.formerMasterKey.")
  int rewrap(@Mixin ConfigOptions options) {
    try (KeyAdmin admin = KeyAdmin.open(options)) {
      out().println(admin.ask(keys -> keys.rewrap()) + " keys were encrypted again.");
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
