package io.longshore.edge;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Request smuggling attacks: requests with ambiguous framing that contain another request in what
 * may be read as their body.
 *
 * <p>Source: RFC 9112, and published attacks on HTTP/1.1 framing.
 */
final class SmugglingCorpus {

  private static final List<String> CODINGS =
      List.of(
          "Transfer-Encoding: chunked",
          "Transfer-Encoding : chunked",
          "Transfer-Encoding:\tchunked",
          "Transfer-Encoding: \u000bchunked",
          "Transfer-Encoding:chunked",
          "Transfer-Encoding: CHUNKED",
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding: \"chunked\"",
          "Transfer-Encoding: chunked;q=1",
          "Transfer-Encoding: chunked, identity",
          "Transfer-Encoding: identity, chunked",
          "Transfer-Encoding: chunked, chunked",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
          "Transfer-Encoding:\r\n chunked",
          " Transfer-Encoding: chunked",
          "X: x\nTransfer-Encoding: chunked",
          "X: x\rTransfer-Encoding: chunked",
          "X: x\u0000\r\nTransfer-Encoding: chunked",
          "Transfer_Encoding: chunked",
          "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked",
          "Connection: Content-Length\r\nTransfer-Encoding: chunked");

  private static final List<String> LENGTHS =
      List.of(
          "Content-Length: 0\r\nContent-Length: %d",
          "Content-Length: %d\r\nContent-Length: 0",
          "Content-Length: 0, %d",
          "Content-Length: %d, %1$d",
          "Content-Length: +%d",
          "Content-Length: -%d",
          "Content-Length: 0%d",
          "Content-Length: 0x%x",
          "Content-Length: %d.0",
          "Content-Length: 0 %d",
          "Content-Length : %d",
          "Content-Length:\r\n %d",
          "Content-Length:\u000b%d",
          "Content-Length: \"%d\"",
          "Content-Length:",
          "Content-Length: 18446744073709551616",
          "X: x\nContent-Length: %d",
          "X: x\rContent-Length: %d",
          "Content_Length: %d",
          "Connection: Content-Length\r\nContent-Length: %d",
          "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: %d",
          "Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: %d",
          "Expect: 100-continue\r\nContent-Length: %d");

  /** Variants of the size line of a chunk of that length. */
  private static final List<String> SIZES =
      List.of(
          "%x;a=b\r\n",
          "%x;a=\"\r\n\"\r\n",
          "%x;a=\n\r\n",
          "%x;\r\n",
          "%x \r\n",
          " %x\r\n",
          "%x\n",
          "0x%x\r\n",
          "+%x\r\n",
          "-%x\r\n",
          "0%x\r\n",
          "1ffffffff%x\r\n",
          "%x,0\r\n");

  private static final List<String> LINES =
      List.of(
          "POST http://elsewhere/v1/ships HTTP/1.1",
          "POST /v1/ships HTTP/1.0",
          "POST /v1/ships HTTP/1.0\r\nConnection: keep-alive",
          "POST /v1/ships HTTP/1.10",
          "POST /v1/ships HTTP/2.0",
          "POST /v1/ships http/1.1",
          "POST /v1/ships",
          "POST  /v1/ships  HTTP/1.1",
          "POST\t/v1/ships\tHTTP/1.1",
          "POST /v1/ships HTTP/1.1 ",
          "\r\n\r\nPOST /v1/ships HTTP/1.1",
          "POST /v1/ships HTTP/1.1\r\nHost: elsewhere",
          "POST /v1/ships HTTP/1.1\r\nHost : elsewhere",
          "POST /v1/ships HTTP/1.1\r\nNo colon",
          "POST /v1/ships HTTP/1.1\r\n: no name",
          "POST /v1/ships#/ HTTP/1.1",
          "GET /v1/ships HTTP/1.1",
          "HEAD /v1/ships HTTP/1.1",
          "OPTIONS /v1/ships HTTP/1.1",
          "CONNECT h:80 HTTP/1.1",
          "TRACE /v1/ships HTTP/1.1");

  private SmugglingCorpus() {}

  /**
   * The attacks by their description.
   *
   * @param hidden the smuggled request
   */
  static Map<String, byte[]> corpus(String host, String hidden) {
    Map<String, byte[]> all = new LinkedHashMap<>();
    for (String method : List.of("POST", "GET", "OPTIONS")) {
      String line = method + " /v1/ships HTTP/1.1\r\nHost: " + host + "\r\n";
      for (String coding : CODINGS) {
        String both = "0\r\n\r\n" + hidden;
        put(all, line + "Content-Length: " + both.length() + "\r\n" + coding + "\r\n\r\n", both);
        put(all, line + coding + "\r\nContent-Length: " + both.length() + "\r\n\r\n", both);
        String chunk = Integer.toHexString(hidden.length()) + "\r\n" + hidden + "\r\n0\r\n\r\n";
        put(all, line + "Content-Length: 4\r\n" + coding + "\r\n\r\n", chunk);
        put(all, line + coding + "\r\nContent-Length: 4\r\n\r\n", chunk);
      }
      for (String length : LENGTHS) {
        put(all, line + length.formatted(hidden.length()) + "\r\n\r\n", hidden);
        String bare = line + length.formatted(hidden.length()) + "\r\n\r\n";
        put(all, bare.replace("\r\n", "\n"), hidden);
      }
      for (String size : SIZES) {
        String chunk = size.formatted(hidden.length()) + hidden + "\r\n0\r\n\r\n";
        put(all, line + "Transfer-Encoding: chunked\r\n\r\n", chunk);
        put(all, line + "Transfer-Encoding: chunked\r\n\r\n", chunk.replace("0\r\n\r\n", "0\n\n"));
      }
    }
    for (String line : LINES) {
      String head = line + "\r\nHost: " + host + "\r\nContent-Length: " + hidden.length();
      put(all, head + "\r\n\r\n", hidden);
    }
    return all;
  }

  private static void put(Map<String, byte[]> all, String head, String body) {
    String size = body.lines().findFirst().orElse("");
    all.put(
        (all.size() + " " + head + (size.length() < 30 ? size : "")).replaceAll("[\\r\\n]+", "|"),
        (head + body).getBytes(StandardCharsets.ISO_8859_1));
  }
}
