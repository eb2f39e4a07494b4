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

/** A checksum that a client may send along. */
public enum ChecksumAlgorithm {
  CRC32,
  CRC32C,
  CRC64NVME,
  SHA1,
  SHA256;

  /** One that is being computed. */
  public interface Running {
    void update(byte[] bytes, int offset, int length);

    byte[] value();
  }

  /** The header that carries its value. */
  public String header() {
    return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
  }

  /** The element that carries its value. */
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

  /** The one whose value is in a header of that name. */
  public static Optional<ChecksumAlgorithm> ofHeader(String header) {
    return Stream.of(values())
        .filter(algorithm -> algorithm.header().equalsIgnoreCase(header))
        .findFirst();
  }

  public boolean isCrc() {
    return this == CRC32 || this == CRC32C || this == CRC64NVME;
  }

  public int bytes() {
    return switch (this) {
      case CRC32, CRC32C -> 4;
      case CRC64NVME -> 8;
      case SHA1 -> 20;
      case SHA256 -> 32;
    };
  }

  public Running begin() {
    return switch (this) {
      case CRC32 -> crc(new CRC32());
      case CRC32C -> crc(new CRC32C());
      case CRC64NVME -> crc(new Crc());
      case SHA1 -> digest("SHA-1");
      case SHA256 -> digest("SHA-256");
    };
  }

  private Running crc(Checksum checksum) {
    return new Running() {
      @Override
      public void update(byte[] bytes, int offset, int length) {
        checksum.update(bytes, offset, length);
      }

      @Override
      public byte[] value() {
        return bytes(checksum.getValue());
      }
    };
  }

  private static Running digest(String name) {
    MessageDigest digest = MessageDigests.begin(name);
    return new Running() {
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

  private byte[] bytes(long value) {
    byte[] all = ByteBuffer.allocate(8).putLong(value).array();
    return bytes() == 8 ? all : ByteBuffer.allocate(4).putInt((int) value).array();
  }

  /** The CRC of two pieces that follow one another, in base64 as those are. */
  public String joined(String first, String second, long secondLength) {
    long polynomial =
        switch (this) {
          case CRC32 -> Crc.CRC32;
          case CRC32C -> Crc.CRC32C;
          default -> Crc.CRC64NVME;
        };
    long value = Crc.joined(polynomial, 8 * bytes(), number(first), number(second), secondLength);
    return Base64.getEncoder().encodeToString(bytes(value));
  }

  private static long number(String base64) {
    long value = 0;
    for (byte b : Base64.getDecoder().decode(base64)) {
      value = value << 8 | b & 255;
    }
    return value;
  }
}
