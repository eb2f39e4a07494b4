package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The shipped jar contains no code for breakpoints and fault injection. */
class ShippedJarIT {

  @Test
  void the_jar_has_no_breakpoints_and_no_fault_injection() throws IOException {
    List<String> found = new ArrayList<>();
    int own = 0;
    try (JarFile jar = new JarFile(System.getProperty("longshore.jar"))) {
      for (JarEntry entry : jar.stream().toList()) {
        String name = entry.getName();
        if (name.startsWith("io/longshore/") && name.endsWith(".class")) {
          own++;
          String content =
              new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);
          if (name.startsWith("io/longshore/fault")
              || content.contains("fault.breakpoint")
              || content.contains("before-seal")) {
            found.add(name);
          }
        }
      }
    }
    assertThat(own).isGreaterThan(100);
    assertThat(found).isEmpty();
  }
}
