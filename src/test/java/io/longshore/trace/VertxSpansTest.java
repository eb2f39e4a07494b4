package io.longshore.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VertxSpansTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1|SQL",
        "SELECT id FROM job WHERE id = $1 FOR UPDATE|SELECT job",
        "SELECT t.x FROM task t FOR UPDATE OF t SKIP LOCKED|SELECT task",
        "UPDATE task t SET x = 1 FROM job j|UPDATE task",
        "WITH me AS (SELECT id FROM task FOR UPDATE) UPDATE job SET x = 1|UPDATE job",
        "WITH a AS (INSERT INTO job (id) VALUES ($1)) SELECT 1 FROM a|INSERT job",
        "delete from pinpoint_endpoint where id = $1|DELETE pinpoint_endpoint",
        "BEGIN|SQL",
      })
  void a_statement_is_named_by_what_it_changes_or_reads(String sql, String name) {
    assertThat(VertxSpans.name(sql)).isEqualTo(name);
  }
}
