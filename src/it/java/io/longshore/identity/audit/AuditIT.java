package io.longshore.identity.audit;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.longshore.api.AuditEvent;
import io.longshore.config.AuditConfig;
import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.identity.audit.AuditVerifier.Findings;
import io.longshore.identity.audit.OperatorAudit.Actor;
import io.longshore.identity.key.ServerKeys;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The audit log in a real database, unchanged and changed. */
@Timeout(120)
class AuditIT {

  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00.123Z");
  private static final Duration KEEP = Duration.ofDays(1);

  /** Keeps events for ten years: the database's clock is ahead of {@link #NOW}. */
  private static final AuditConfig CONFIG =
      new AuditConfig("all", Duration.ofMillis(10), Duration.ofDays(3650));

  private final Vertx vertx = Vertx.vertx();
  private final ServerKeys keys = ServerKeys.of(new byte[32]);
  private Postgres postgres;
  private Instant now = NOW;

  @BeforeEach
  void start() {
    DatabaseConfig database = Backends.migratedDatabase();
    postgres = Postgres.connect(vertx, database);
  }

  @AfterEach
  void stop() {
    await(postgres.close());
    await(vertx.close());
  }

  private String deploy(AuditQueue queue) {
    return await(vertx.deployVerticle(new AuditVerticle(queue, postgres, CONFIG, keys, () -> now)));
  }

  private static AuditEvent event(int number) {
    return new AuditEvent(
        NOW.plusMillis(number),
        "111122223333",
        "AKIDA",
        "pinpoint.CreateApp",
        "arn:aws:mobiletargeting:us-east-1:111122223333:apps/ü😀" + number,
        "127.0.0.1",
        number % 2 == 0 ? "201" : "400 BadRequestException",
        "request-" + number);
  }

  /** Stores a closed chain of that many events. */
  private void store(int count) {
    AuditQueue queue = new AuditQueue(true);
    String id = deploy(queue);
    IntStream.range(0, count).forEach(number -> queue.record(event(number)));
    await(vertx.undeploy(id));
    assertThat(queue.waiting()).isZero();
  }

  private Findings verify() {
    return await(new AuditVerifier(postgres, keys, KEEP).verify(now));
  }

  private int run(String sql) {
    return await(postgres.requests().query(sql).execute()).rowCount();
  }

  @Test
  void events_of_several_threads_and_processes_are_stored_completely() {
    AuditQueue one = new AuditQueue(true);
    AuditQueue other = new AuditQueue(true);
    String first = deploy(one);
    String second = deploy(other);
    IntStream.range(0, 5200)
        .parallel()
        .forEach(number -> (number % 2 == 0 ? one : other).record(event(number)));
    await(vertx.undeploy(first));
    await(vertx.undeploy(second));

    Findings findings = verify();
    assertThat(findings.faults()).isEmpty();
    assertThat(findings.open()).isEmpty();
    assertThat(findings.chains()).isEqualTo(2);
    assertThat(findings.events()).isEqualTo(5200);
    assertThat(run("select distinct request_id from audit_event")).isEqualTo(5200);
    assertThat(run("select 1 from audit_event where at = '2026-11-22 03:00:00.128Z'")).isEqualTo(1);
  }

  @Test
  void the_chain_of_a_killed_process_is_reported_as_open() {
    AuditQueue queue = new AuditQueue(true);
    deploy(queue); // never stopped
    Findings findings = verify();

    assertThat(findings.open()).hasSize(1);
    assertThat(findings.faults()).isEmpty();
  }

  @Test
  void changed_removed_and_inserted_events_are_found() {
    store(5100); // more than one page
    store(10);
    String chain = "chain = (select id from audit_chain where length = 5100)";
    String third = " where seq = 3 and " + chain;

    for (String member :
        List.of(
            "account", "access_key", "operation", "resource", "source", "outcome", "request_id")) {
      tamper("update audit_event set " + member + " = 'x'" + third, "event 3 was changed");
    }
    tamper("update audit_event set at = at + interval '1 ms'" + third, "event 3 was changed");
    tamper("update audit_event set hash = '\\x00'" + third, "event 3 was changed");
    tamper("delete from audit_event" + third, "event 3 was removed");
    tamper("delete from audit_event where seq > 5098 and " + chain, "event 5099 was removed");
    tamper(
        "insert into audit_event select chain, seq + 1, at, account, access_key, operation,"
            + " resource, source, outcome, request_id, hash from audit_event where seq = 5100",
        "event 5101 was inserted");
    tamper("update audit_chain set length = 5099 where length = 5100", "its head was changed");
    tamper("update audit_chain set closed = false where length = 5100", "its head was changed");
    tamper(
        "update audit_chain set expired = true where length = 5100",
        "its events were removed before they expired");
    tamper(
        "with deleted as (delete from audit_event where "
            + chain
            + " returning 1) select 1 from deleted limit 1",
        "event 1 was removed");
    assertThat(verify().faults()).isEmpty();
  }

  @Test
  void a_log_of_many_pages_is_verified_completely() {
    store(12_000);

    Findings findings = await(new AuditVerifier(postgres, keys, KEEP, 1).verify(now));

    assertThat(findings.faults()).isEmpty();
    assertThat(findings.events()).isEqualTo(12_000);
  }

  @Test
  void refusals_are_part_of_the_chain() {
    AuditQueue queue = new AuditQueue(false);
    String id = deploy(queue);
    AuditEvent refused =
        new AuditEvent(
            NOW, "unknown", "AKIDB", "edge.Authenticate", "GET /", "10.0.0.9", "403 X", "r");
    IntStream.range(0, 1000).forEach(number -> queue.refused(refused));
    await(vertx.undeploy(id));

    assertThat(run("select 1 from audit_event where source = '10.0.0.9'")).isEqualTo(2);
    assertThat(run("select 1 from audit_event where resource = '999 requests'")).isEqualTo(1);
    assertThat(verify().faults()).isEmpty();
  }

  @Test
  void an_operator_s_command_is_recorded_in_its_transaction() {
    OperatorAudit operatorAudit = OperatorAudit.of(keys, () -> now, Actor.ofCommand("root@here"));
    await(
        postgres.transact(tx -> operatorAudit.record(tx, "111122223333", "keys.Disable", "AKIDA")));
    Throwable failure =
        catchThrowable(
            () ->
                await(
                    postgres.transact(
                        tx ->
                            operatorAudit
                                .record(tx, "111122223333", "keys.Disable", "AKIDB")
                                .compose(done -> Future.failedFuture("no")))));

    assertThat(failure).isNotNull();
    assertThat(run("select 1 from audit_event where source = 'root@here'")).isEqualTo(1);
    Findings findings = verify();
    assertThat(findings.faults()).isEmpty();
    assertThat(findings.open()).isEmpty();
    assertThat(findings.events()).isEqualTo(1);
  }

  @Test
  void a_removed_chain_is_detected_by_its_successor() {
    store(3);
    store(2);

    run("delete from audit_event where chain = (select id from audit_chain where length = 3)");
    run("delete from audit_chain where length = 3");

    assertThat(verify().faults())
        .hasSize(1)
        .allSatisfy(fault -> assertThat(fault).contains("was removed: chain"));
  }

  @Test
  void expired_events_are_deleted_with_their_whole_chain() {
    now = Instant.now().minus(Duration.ofDays(3));
    store(5);
    now = Instant.now();
    store(2);

    assertThat(await(new AuditStore(postgres).expire(KEEP))).as("no more").isFalse();

    assertThat(run("select 1 from audit_event")).isEqualTo(2);
    assertThat(verify().faults()).isEmpty();
  }

  @Test
  void with_another_key_no_chain_verifies() {
    store(2);
    ServerKeys others = ServerKeys.of("another key of thirty-two bytes.".getBytes());

    assertThat(await(new AuditVerifier(postgres, others, KEEP).verify(now)).faults())
        .hasSize(1)
        .allSatisfy(fault -> assertThat(fault).contains("master key that is not configured"));
  }

  private void tamper(String how, String expectedFault) {
    run("create table saved_chain as select * from audit_chain");
    run("create table saved_event as select * from audit_event");
    assertThat(run(how)).as(how).isEqualTo(how.contains("5098") ? 2 : 1);

    assertThat(verify().faults())
        .as(how)
        .anySatisfy(fault -> assertThat(fault).contains(expectedFault));

    run("delete from audit_event");
    run("delete from audit_chain");
    run("insert into audit_chain select * from saved_chain");
    run("insert into audit_event select * from saved_event");
    run("drop table saved_chain");
    run("drop table saved_event");
  }
}
