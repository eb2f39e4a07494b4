package io.longshore.fault;

import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStores;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Wraps the engine's S3 and PostgreSQL with a point before and after every step.
 *
 * <p>Examples: {@code before-complete-upload}, {@code after-complete-upload}, {@code before-seal},
 * {@code after-seal}. Steps that are transactions also have a point after the commit, such as
 * {@code committed-finish}.
 */
final class BreakpointStore {

  /** Steps by a fragment of SQL that only the step's statement contains. */
  static final Map<String, String> STEPS = new LinkedHashMap<>();

  static {
    STEPS.put("FOR UPDATE OF t SKIP LOCKED", "claim");
    STEPS.put("SET out_state = 'INTENT'", "intend");
    STEPS.put("SET out_state = 'OPEN'", "open");
    STEPS.put("SET out_state = 'SEALED'", "seal");
    STEPS.put("SET out_state = 'COMPLETING'", "completing");
    STEPS.put("SET out_state = 'VISIBLE'", "visible");
    STEPS.put("UPDATE task o SET out_state = $7", "revoke");
    STEPS.put("SET out_state = 'REVOKING'", "revoking");
    STEPS.put("SET out_state = CASE WHEN g.gone", "cleaned");
    STEPS.put("SET load = $5, rows = 0", "begin-load");
    STEPS.put("SET state = 'DONE', rows = e.rows", "piece-done");
    STEPS.put("SET state = 'SUCCEEDED', phase = 'SUCCEEDED'", "finish");
  }

  private final Breakpoint breakpoint;

  BreakpointStore(Breakpoint breakpoint) {
    this.breakpoint = breakpoint;
  }

  /**
   * Returns the same wrapper for the same store, because a copy within one store differs from a
   * copy between two. What the configuration says of roles stays as it is.
   */
  ObjectStores stores(ObjectStores real) {
    Map<ObjectStore, ObjectStore> known = new ConcurrentHashMap<>();
    return proxy(
        ObjectStores.class,
        (method, arguments) -> {
          Object answer = call(real, method, arguments);
          return answer instanceof ObjectStore store
              ? known.computeIfAbsent(store, this::store)
              : answer;
        });
  }

  Postgres postgres(Postgres real) {
    return new Postgres(
        real.requests(), pool(real.work()), pool(real.patient()), pool(real.scans()));
  }

  private ObjectStore store(ObjectStore real) {
    return proxy(
        ObjectStore.class,
        (method, arguments) -> {
          String step = method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
          breakpoint.reach("before-" + step);
          Object answer = call(real, method, arguments);
          return answer instanceof Future<?> future ? after(future, step) : answer;
        });
  }

  private Pool pool(Pool real) {
    return proxy(
        Pool.class,
        (method, arguments) ->
            switch (method.getName()) {
              case "preparedQuery" -> prepared(real, method, arguments, new ArrayList<>());
              case "withTransaction" -> transaction(real, arguments);
              default -> call(real, method, arguments);
            });
  }

  @SuppressWarnings("unchecked")
  private Future<?> transaction(Pool real, Object[] arguments) {
    List<String> moves = new ArrayList<>();
    Function<SqlConnection, Future<Object>> work =
        (Function<SqlConnection, Future<Object>>) arguments[arguments.length - 1];
    return real.withTransaction(connection -> work.apply(connection(connection, moves)))
        .map(
            done -> {
              moves.forEach(move -> breakpoint.reach("committed-" + move));
              return done;
            });
  }

  private SqlConnection connection(SqlConnection real, List<String> moves) {
    return proxy(
        SqlConnection.class,
        (method, arguments) ->
            method.getName().equals("preparedQuery")
                ? prepared(real, method, arguments, moves)
                : call(real, method, arguments));
  }

  private Object prepared(SqlClient client, Method method, Object[] arguments, List<String> moves)
      throws Throwable {
    String sql = (String) arguments[0];
    Object query = call(client, method, arguments);
    Optional<String> move =
        STEPS.entrySet().stream()
            .filter(known -> sql.contains(known.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
    return move.isEmpty()
        ? query
        : proxy(
            PreparedQuery.class,
            (execute, values) -> {
              if (!execute.getName().startsWith("execute")) {
                return call(query, execute, values);
              }
              breakpoint.reach("before-" + move.get());
              moves.add(move.get());
              return after((Future<?>) call(query, execute, values), move.get());
            });
  }

  private <T> Future<T> after(Future<T> future, String step) {
    return future.map(
        done -> {
          breakpoint.reach("after-" + step);
          return done;
        });
  }

  private interface Body {
    Object run(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Body body) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> body.run(method, arguments)));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }
}
