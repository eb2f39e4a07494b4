package io.longshore.embedded.s3.checksum;

import io.longshore.embedded.s3.S3ErrorCode;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** The checksum algorithms of S3. */
public enum ChecksumAlgorithm {
  CRC32,
  CRC32C,
  CRC64NVME,
  SHA1,
  SHA256;

  /** The computation of one checksum. */
  public interface Calculation {
    void update(byte[] bytes, int offset, int length);

    byte[] value();
  }

  /** The name of the header with the checksum. */
  public String header() {
    return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
  }

  /** The name of the XML element with the checksum. */
  public String element() {
    return "Checksum" + name();
  }

  public static ChecksumAlgorithm of(String name) {
    return Stream.of(values())
        .filter(algorithm -> algorithm.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () -> S3ErrorCode.INVALID_REQUEST.error("Checksum algorithm provided is unsupported."));
  }

  /** The algorithm of a checksum header. */
  public static Optional<ChecksumAlgorithm> ofHeader(String header) {
    return Stream.of(values())
        .filter(algorithm -> algorithm.header().equalsIgnoreCase(header))
        .findFirst();
  }

  public boolean isCrc() {
    return this == CRC32 || this == CRC32C || this == CRC64NVME;
  }

  public int length() {
    return switch (this) {
      case CRC32, CRC32C -> 4;
      case CRC64NVME -> 8;
      case SHA1 -> 20;
      case SHA256 -> 32;
    };
  }

  public Calculation start() {
    return switch (this) {
      case CRC32 -> crc(new CRC32());
      case CRC32C -> crc(new CRC32C());
      case CRC64NVME -> crc(new Crc());
      case SHA1 -> digest("SHA-1");
      case SHA256 -> digest("SHA-256");
    };
  }

  private Calculation crc(Checksum checksum) {
    return new Calculation() {
      @Override
      public void update(byte[] bytes, int offset, int length) {
        checksum.update(bytes, offset, length);
      }

      @Override
      public byte[] value() {
        return toBytes(checksum.getValue());
      }
    };
  }

  private static Calculation digest(String name) {
    MessageDigest digest = MessageDigests.create(name);
    return new Calculation() {
      @Override
      public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
      }

      @Override
      public byte[] value() {
        return digest.digest();
      }
    };
  }

  private byte[] toBytes(long value) {
    byte[] all = ByteBuffer.allocate(8).putLong(value).array();
    return length() == 8 ? all : ByteBuffer.allocate(4).putInt((int) value).array();
  }

  /** Combines the CRCs of two consecutive blocks of data. All values are in base64. */
  public String combine(String first, String second, long secondLength) {
    long polynomial =
        switch (this) {
          case CRC32 -> Crc.CRC32;
          case CRC32C -> Crc.CRC32C;
          default -> Crc.CRC64NVME;
        };
    long value = Crc.combine(polynomial, 8 * length(), toLong(first), toLong(second), secondLength);
    return Base64.getEncoder().encodeToString(toBytes(value));
  }

  private static long toLong(String base64) {
    long value = 0;
    for (byte b : Base64.getDecoder().decode(base64)) {
      value = value << 8 | b & 255;
    }
    return value;
  }
}
