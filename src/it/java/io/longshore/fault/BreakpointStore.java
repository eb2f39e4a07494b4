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
 * The engine's S3 and PostgreSQL with a point before and after every step: {@code
 * before-complete-upload}, {@code after-complete-upload}, {@code before-seal}, {@code after-seal};
 * for the moves that are transactions also {@code committed-finish}.
 */
final class BreakpointStore {

  /** What a statement of the engine does, by words that only it has. */
  private static final Map<String, String> MOVES = new LinkedHashMap<>();

  static {
    MOVES.put("SKIP LOCKED", "claim");
    MOVES.put("SET out_state = 'INTENT'", "intend");
    MOVES.put("SET out_state = 'OPEN'", "open");
    MOVES.put("SET out_state = 'SEALED'", "seal");
    MOVES.put("SET out_state = 'COMPLETING'", "completing");
    MOVES.put("SET out_state = 'VISIBLE'", "visible");
    MOVES.put("UPDATE task o SET out_state = $7", "revoke");
    MOVES.put("SET out_state = 'REVOKING'", "revoking");
    MOVES.put("SET out_state = CASE WHEN g.gone", "cleaned");
    MOVES.put("state = 'DONE', rows = $5", "piece-done");
    MOVES.put("SET state = 'SUCCEEDED', phase = 'SUCCEEDED'", "finish");
  }

  private final Breakpoint trap;

  BreakpointStore(Breakpoint trap) {
    this.trap = trap;
  }

  /** The same for the same, for a copy within one store is another than a copy between two. */
  ObjectStores stores(ObjectStores real) {
    Map<ObjectStore, ObjectStore> known = new ConcurrentHashMap<>();
    return (account, role) -> known.computeIfAbsent(real.forRole(account, role), this::store);
  }

  Postgres postgres(Postgres real) {
    return new Postgres(real.requests(), pool(real.work()), pool(real.patient()));
  }

  private ObjectStore store(ObjectStore real) {
    return proxy(
        ObjectStore.class,
        (method, arguments) -> {
          String step = method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
          trap.pass("before-" + step);
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
              moves.forEach(move -> trap.pass("committed-" + move));
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
        MOVES.entrySet().stream()
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
              trap.pass("before-" + move.get());
              moves.add(move.get());
              return after((Future<?>) call(query, execute, values), move.get());
            });
  }

  private <T> Future<T> after(Future<T> future, String step) {
    return future.map(
        done -> {
          trap.pass("after-" + step);
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
