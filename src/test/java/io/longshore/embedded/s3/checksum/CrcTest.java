package io.longshore.embedded.s3.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrcTest {

  @Test
  void crc64nvme_has_the_published_check_value() {
    Crc crc = new Crc();
    crc.update("123456789".getBytes(StandardCharsets.US_ASCII), 0, 9);
    assertThat(Long.toHexString(crc.getValue())).isEqualTo("ae8b14860a799888");
  }

  @ParameterizedTest
  @EnumSource(names = {"CRC32", "CRC32C", "CRC64NVME"})
  void combined_checksums_equal_the_checksum_of_all_bytes(ChecksumAlgorithm algorithm) {
    byte[] bytes = new byte[100_003];
    new Random(1).nextBytes(bytes);
    for (int cut : new int[] {0, 1, 7, 50_000, 100_002}) {
      String first = of(algorithm, Arrays.copyOf(bytes, cut));
      String second = of(algorithm, Arrays.copyOfRange(bytes, cut, bytes.length));
      assertThat(algorithm.combine(first, second, bytes.length - cut))
          .isEqualTo(of(algorithm, bytes));
    }
  }

  private static String of(ChecksumAlgorithm algorithm, byte[] bytes) {
    ChecksumAlgorithm.Calculation calculation = algorithm.start();
    calculation.update(bytes, 0, bytes.length);
    return Base64.getEncoder().encodeToString(calculation.value());
  }
}
