package io.longshore.operator.test;

import io.longshore.fixture.Folders;
import io.longshore.fixture.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An installation for a test class, and accounts in it that are closed after each test. */
final class ServerOfAccounts implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  private final Map<String, String> flags;
  private final List<TestAccount> accounts = new ArrayList<>();
  private Path folder;
  private Installation server;

  ServerOfAccounts(Map<String, String> flags) {
    this.flags = flags;
  }

  Installation server() {
    return server;
  }

  /** A new account for the test that runs. */
  TestAccount account() {
    TestAccount account = new TestAccount(server);
    accounts.add(account);
    return account;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("longshore-accounts-");
    server = Installation.start(folder.resolve("data"), flags);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    accounts.forEach(TestAccount::close);
    accounts.clear();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (server != null) {
      server.close();
    }
    Folders.delete(folder);
  }
}
