package io.longshore.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first SIGTERM or Ctrl-C asks for an orderly stop, the second ends the process at once. The
 * JVM alone ignores the second. By reflection, because {@code sun.misc.Signal}, though every JDK
 * has it, is none of Java's API; without it the JVM's own ways stay.
 */
final class ShutdownSignals {

  private static final Logger log = LoggerFactory.getLogger(ShutdownSignals.class);
  private static final int BY_SIGNAL = 128;

  private ShutdownSignals() {}

  static void handle() {
    AtomicBoolean asked = new AtomicBoolean();
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
                    case "handle" -> handled(asked, (int) number.invoke(arguments[0]));
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "an orderly stop";
                  });
      Method handle = signal.getMethod("handle", signal, handlers);
      for (String name : new String[] {"TERM", "INT"}) {
        handle.invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
      }
    } catch (ReflectiveOperationException | RuntimeException absent) {
      log.debug("Signals are left to the JVM", absent);
    }
  }

  private static Object handled(AtomicBoolean asked, int number) {
    if (asked.getAndSet(true)) {
      Runtime.getRuntime().halt(BY_SIGNAL + number);
    }
    new Thread(() -> System.exit(0), "exit").start(); // exit waits for the hooks
    return null;
  }
}
