package io.longshore.embedded.s3;

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
enum Algorithm {
  CRC32,
  CRC32C,
  CRC64NVME,
  SHA1,
  SHA256;

  /** One that is being computed. */
  interface Running {
    void update(byte[] bytes, int offset, int length);

    byte[] value();
  }

  /** The header that carries its value. */
  String header() {
    return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
  }

  /** The element that carries its value. */
  String element() {
    return "Checksum" + name();
  }

  static Algorithm of(String name) {
    return Stream.of(values())
        .filter(algorithm -> algorithm.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () -> Code.INVALID_REQUEST.error("Checksum algorithm provided is unsupported."));
  }

  /** The one whose value is in a header of that name. */
  static Optional<Algorithm> ofHeader(String header) {
    return Stream.of(values())
        .filter(algorithm -> algorithm.header().equalsIgnoreCase(header))
        .findFirst();
  }

  boolean isCrc() {
    return this == CRC32 || this == CRC32C || this == CRC64NVME;
  }

  int bytes() {
    return switch (this) {
      case CRC32, CRC32C -> 4;
      case CRC64NVME -> 8;
      case SHA1 -> 20;
      case SHA256 -> 32;
    };
  }

  Running begin() {
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
    MessageDigest digest = Digests.begin(name);
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
  String joined(String first, String second, long secondLength) {
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
