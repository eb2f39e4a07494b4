package io.longshore.demo;

import io.longshore.demo.DemoReport.Written;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bucket that the demo writes to and reads back. */
final class DemoBucket {

  private static final Pattern LISTED = Pattern.compile("<Key>([^<]+)</Key>.*?<Size>(\\d+)</Size>");

  private final DemoClient calls;
  private final String name;

  DemoBucket(DemoClient calls, String name) {
    this.calls = calls;
    this.name = name;
  }

  void make() throws Exception {
    calls.s3("PUT", "/" + name, new byte[0]).close();
  }

  void put(String key, byte[] content) throws Exception {
    calls.s3("PUT", "/" + name + "/" + key, content).close();
  }

  /** The objects under the prefix; rows are counted in the downloaded bytes. */
  List<Written> written(String prefix) throws Exception {
    List<Written> objects = new ArrayList<>();
    String list = "/" + name + "?list-type=2&prefix=" + prefix.replace("/", "%2F");
    try (InputStream listing = calls.s3("GET", list, new byte[0])) {
      Matcher listed = LISTED.matcher(new String(listing.readAllBytes(), StandardCharsets.UTF_8));
      while (listed.find()) {
        String key = listed.group(1);
        objects.add(new Written(key, Long.parseLong(listed.group(2)), rows(key)));
      }
    }
    return objects;
  }

  /** The lines of a gzipped object, or of a CSV file without its header; -1 for other objects. */
  private long rows(String key) throws Exception {
    if (key.endsWith(".gz")) {
      return lines(unpacked(key));
    }
    return key.endsWith(".csv") ? lines(plain(key)) - 1 : -1;
  }

  private static long lines(InputStream text) throws Exception {
    long rows = 0;
    try (InputStream lines = text) {
      byte[] bytes = new byte[1 << 16];
      for (int read = lines.read(bytes); read >= 0; read = lines.read(bytes)) {
        for (int i = 0; i < read; i++) {
          rows += bytes[i] == '\n' ? 1 : 0;
        }
      }
    }
    return rows;
  }

  /** A gzipped object's text. */
  InputStream unpacked(String key) throws Exception {
    return MultiMemberGzipInput.of(plain(key));
  }

  private InputStream plain(String key) throws Exception {
    return calls.s3("GET", "/" + name + "/" + key, new byte[0]);
  }
}
