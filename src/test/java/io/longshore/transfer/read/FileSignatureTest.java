package io.longshore.transfer.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileSignatureTest {

  @ParameterizedTest
  @CsvSource({
    "50415231 15042400, a Parquet file",
    "28b52ffd 24410000, compressed by zstd",
    "425a6839 31415926, compressed by bzip2",
    "fd377a58 5a000004, compressed by xz",
    "504b0304 14000000, a ZIP archive",
    "4f524311 00000a05, an ORC file"
  })
  void a_file_that_is_not_read_is_refused_by_its_name(String bytes, String name) {
    GunzipStream stream = new GunzipStream(ReadLimits.DEFAULT);
    for (byte one : HexFormat.of().parseHex(bytes.replace(" ", ""))) {
      stream.feed(new byte[] {one});
    }
    stream.endOfInput();

    assertThatThrownBy(() -> stream.read(new byte[100]))
        .isInstanceOf(MalformedFile.class)
        .hasMessage("it is %s, which is not read: send text, plain or gzipped", name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PAR1,ITEM_ID\n", "BZh1-user,7\n", "ORC,1\n", "PK,1\n", "PAR1", "P", ""})
  void text_that_begins_alike_is_read(String text) throws MalformedFile {
    GunzipStream stream = new GunzipStream(ReadLimits.DEFAULT);
    stream.feed(text.getBytes(ISO_8859_1));
    stream.endOfInput();
    byte[] read = new byte[100];

    assertThat(new String(read, 0, stream.read(read), ISO_8859_1)).isEqualTo(text);
  }
}
