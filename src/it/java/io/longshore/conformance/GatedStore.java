package io.longshore.conformance;

import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStores;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * An object store that delays uploads of some keys until they are released, and records the KMS key
 * of each upload.
 */
final class GatedStore implements ObjectStores {

  final Map<String, Optional<?>> encryption = new ConcurrentHashMap<>();
  final List<String> held = new CopyOnWriteArrayList<>();
  private final ObjectStores real;
  private volatile Predicate<String> holds = key -> false;
  private volatile Promise<Void> opened = Promise.promise();

  GatedStore(ObjectStores real) {
    this.real = real;
  }

  private ObjectStore guarded(ObjectStore real) {
    InvocationHandler pass =
        (proxy, method, arguments) -> {
          if (method.getName().equals("createUpload") && arguments.length == 5) {
            String key = (String) arguments[1];
            encryption.put(key, (Optional<?>) arguments[4]);
            if (holds.test(key)) {
              held.add(key);
              return opened.future().compose(open -> (Future<?>) call(real, method, arguments));
            }
          }
          return call(real, method, arguments);
        };
    return (ObjectStore)
        Proxy.newProxyInstance(
            GatedStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, pass);
  }

  private static Object call(ObjectStore real, Method method, Object[] arguments) {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException refused) {
      throw (RuntimeException) refused.getCause();
    } catch (IllegalAccessException unexpected) {
      throw new IllegalStateException(unexpected);
    }
  }

  /** Delays uploads of these keys until {@link #open}. */
  void hold(Predicate<String> keys) {
    opened = Promise.promise();
    holds = keys;
  }

  void open() {
    holds = key -> false;
    opened.complete();
  }

  @Override
  public ObjectStore forRole(String account, String role) {
    return guarded(real.forRole(account, role));
  }
}
