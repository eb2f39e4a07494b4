package io.longshore.server;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.longshore.cli.AuditCommand;
import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Installation;
import io.longshore.fixture.Sdk;
import io.longshore.fixture.Sql;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.NotFoundException;

/** The audit log of a running server, and its verification by a command. */
@Timeout(120)
class AuditTrailIT {

  private static final String ACCOUNT = "703000000001";

  @Test
  void a_call_is_audited_with_caller_operation_resource_and_outcome() throws Exception {
    DatabaseConfig database = Installation.shared().database();
    try (PinpointAsyncClient client = client();
        Connection rows = Sql.connect(database)) {
      var created =
          client.createApp(r -> r.createApplicationRequest(c -> c.name("audited"))).join();
      String app = created.applicationResponse().id();
      client.getApp(r -> r.applicationId(app)).join(); // changes nothing
      Throwable missing =
          catchThrowable(() -> client.deleteApp(r -> r.applicationId("0".repeat(32))).join());
      String refused = ((NotFoundException) missing.getCause()).requestId();
      client.deleteApp(r -> r.applicationId(app)).join();

      List<String> written = written(rows);
      assertThat(written)
          .containsExactly(
              line("CreateApp", "apps", "201", created.responseMetadata().requestId()),
              line("DeleteApp", "apps/" + "0".repeat(32), "404 NotFoundException", refused),
              written.get(2));
      assertThat(written.get(2)).contains("pinpoint.DeleteApp", "apps/" + app, " 200 ");

      assertThat(verify(database)).contains(" 0 faults").startsWith("0 ");
      try (var tamper = rows.createStatement()) {
        tamper.execute(
            "update audit_event set outcome = '403' where request_id = '" + refused + "'");
        assertThat(verify(database)).contains(" was changed", "1 faults").startsWith("1 ");
        tamper.execute(
            "update audit_event set outcome = '404 NotFoundException' where request_id = '"
                + refused
                + "'");
      }
      assertThat(verify(database)).contains(" 0 faults");
    }
  }

  private static String line(String operation, String resource, String outcome, String request) {
    return "%s %s pinpoint.%s arn:aws:mobiletargeting:us-east-1:%s:%s 127.0.0.1 %s %s"
        .formatted(ACCOUNT, ACCOUNT, operation, ACCOUNT, resource, outcome, request);
  }

  /** The audit rows. They are written asynchronously, shortly after the responses. */
  private static List<String> written(Connection rows) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      List<String> found = List.of();
      for (int look = 0; look < 600 && found.size() < 3; look++) {
        await(vertx.timer(100).mapEmpty());
        found = new ArrayList<>();
        try (var statement = rows.createStatement();
            ResultSet row =
                statement.executeQuery(
                    "select concat_ws(' ', account, access_key, operation, resource, source,"
                        + " outcome, request_id) from audit_event where account = '"
                        + ACCOUNT
                        + "' order by seq")) {
          while (row.next()) {
            found.add(row.getString(1));
          }
        }
      }
      return found;
    } finally {
      await(vertx.close());
    }
  }

  /** The exit code and output of {@code audit verify}. */
  private static String verify(DatabaseConfig database) {
    StringWriter said = new StringWriter();
    CommandLine line = new CommandLine(new AuditCommand());
    line.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
    List<String> words = new ArrayList<>(List.of("verify"));
    for (String setting :
        List.of(
            "database.url=" + database.url(),
            "database.user=" + database.user(),
            "database.password=" + database.password(),
            "s3.endpoint=aws",
            "auth.keys_FILE=unused")) {
      words.addAll(List.of("--set", setting));
    }
    int exit = line.execute(words.toArray(String[]::new));
    return exit + " " + said;
  }

  private static PinpointAsyncClient client() {
    return Sdk.client(PinpointAsyncClient.builder(), Installation.shared().uri(), ACCOUNT);
  }
}
