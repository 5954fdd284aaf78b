package io.espalier.trainer.weights;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How safetensors files store a value, for the types that weights of networks use. */
public enum ElementType {
  /** Double precision. */
  F64(8) {
    @Override
    float value(ByteBuffer bytes, int index) {
      return (float) bytes.getDouble(8 * index);
    }
  },
  /** Single precision. */
  F32(4) {
    @Override
    float value(ByteBuffer bytes, int index) {
      return bytes.getFloat(4 * index);
    }
  },
  /** Half precision: 1 sign, 5 exponent, 10 fraction bits. */
  F16(2) {
    @Override
    float value(ByteBuffer bytes, int index) {
      return half(bytes.getShort(2 * index));
    }
  },
  /** The upper half of single precision. */
  BF16(2) {
    @Override
    float value(ByteBuffer bytes, int index) {
      return Float.intBitsToFloat(bytes.getShort(2 * index) << 16);
    }
  },
  /** Integers of 64 bits; PyTorch counts a batch norm's batches in them. */
  I64(8) {
    @Override
    float value(ByteBuffer bytes, int index) {
      return bytes.getLong(8 * index);
    }
  };

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the number of bytes of a value. */
  public int bytes() {
    return bytes;
  }

  abstract float value(ByteBuffer bytes, int index);

  /** Puts all values of a buffer into an array, from a place in it on; returns how many. */
  int read(ByteBuffer buffer, float[] values, int from) {
    int number = buffer.limit() / bytes;
    for (int i = 0; i < number; i++) {
      values[from + i] = value(buffer, i);
    }
    return number;
  }

  /**
   * Returns the type that a header names.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static ElementType named(String name, String tensor) {
    return Arrays.stream(values())
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "tensor '%s' has the type '%s'; expected one of %s."
                        .formatted(
                            tensor,
                            name,
                            Arrays.stream(values())
                                .map(Enum::name)
                                .collect(Collectors.joining(", ")))));
  }

  private static float half(short bits) {
    int sign = bits >> 15 == 0 ? 1 : -1;
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    return switch (exponent) {
      case 0 -> sign * Math.scalb((float) fraction, -24);
      case 0x1f -> fraction == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
      default -> sign * Math.scalb((float) (fraction | 0x400), exponent - 25);
    };
  }
}
