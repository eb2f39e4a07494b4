package io.longshore.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the server orderly on the first SIGTERM or Ctrl-C, and at once on the second, which the JVM
 * itself ignores. Uses {@code sun.misc.Signal} by reflection, because it is in every JDK but not in
 * Java's API; without it the JVM's own handling stays.
 */
final class ShutdownSignals {

  private static final Logger log = LoggerFactory.getLogger(ShutdownSignals.class);
  private static final int BY_SIGNAL = 128;

  private ShutdownSignals() {}

  static void handle() {
    AtomicBoolean requested = new AtomicBoolean();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlers = Class.forName("sun.misc.SignalHandler");
      Method number = signal.getMethod("getNumber");
      Object handler =
          Proxy.newProxyInstance(
              ShutdownSignals.class.getClassLoader(),
              new Class<?>[] {handlers},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> handled(requested, (int) number.invoke(arguments[0]));
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "an orderly stop";
                  });
      Method handle = signal.getMethod("handle", signal, handlers);
      for (String name : new String[] {"TERM", "INT"}) {
        handle.invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
      }
    } catch (ReflectiveOperationException | RuntimeException absent) {
      log.debug("The JVM handles signals", absent);
    }
  }

  private static Object handled(AtomicBoolean requested, int number) {
    if (requested.getAndSet(true)) {
      Runtime.getRuntime().halt(BY_SIGNAL + number);
    }
    new Thread(() -> System.exit(0), "exit").start(); // exit waits for the shutdown hooks
    return null;
  }
}
