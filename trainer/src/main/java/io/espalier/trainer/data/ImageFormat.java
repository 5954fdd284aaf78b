package io.espalier.trainer.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The formats of image files that are read: how each begins, and how to find out whether its end is
 * missing.
 *
 * <p>Decoders fill the missing part of a truncated file with grey, with a warning or without one.
 * So this class looks for the end.
 */
enum ImageFormat {
  /** ITU-T T.81: markers with their segments, and scans, up to the end-of-image marker. */
  JPEG {
    @Override
    boolean begins(ByteBuffer file) {
      return startsWith(file, 0, 0xFF, 0xD8, 0xFF);
    }

    @Override
    boolean ends(ByteBuffer file) {
      file.position(2);
      while (file.remaining() >= 2) {
        if ((file.get() & 0xFF) != 0xFF) {
          continue; // inside a scan, or garbage that decoders skip too
        }
        int marker = file.get() & 0xFF;
        if (marker == 0xD9) {
          return true;
        }
        if (marker == 0xFF) {
          file.position(file.position() - 1); // a fill byte: the marker comes after it
        } else if (hasLength(marker) && !skipSegment(file)) {
          return false;
        }
      }
      return false;
    }

    /** Stuffed bytes (00), restarts and the start of the image have no segment. */
    private boolean hasLength(int marker) {
      return marker > 0x01 && (marker < 0xD0 || marker > 0xD8);
    }

    private boolean skipSegment(ByteBuffer file) {
      return file.remaining() >= 2 && skip(file, Short.toUnsignedInt(file.getShort()) - 2);
    }
  },

  /** W3C PNG: chunks up to IEND. */
  PNG {
    @Override
    boolean begins(ByteBuffer file) {
      return startsWith(file, 0, 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A);
    }

    @Override
    boolean ends(ByteBuffer file) {
      file.position(8);
      while (file.remaining() >= 12) {
        long length = Integer.toUnsignedLong(file.getInt());
        boolean last = file.getInt() == 0x49454E44;
        if (!skip(file, length + 4)) {
          return false;
        }
        if (last) {
          return true;
        }
      }
      return false;
    }
  },

  /** Windows bitmaps, whose decoder notices itself when bytes are missing. */
  BMP {
    @Override
    boolean begins(ByteBuffer file) {
      return startsWith(file, 0, 'B', 'M');
    }

    @Override
    boolean ends(ByteBuffer file) {
      return true;
    }
  },

  /** WebP: a RIFF container that says its length. */
  WEBP {
    @Override
    boolean begins(ByteBuffer file) {
      return startsWith(file, 0, 'R', 'I', 'F', 'F') && startsWith(file, 8, 'W', 'E', 'B', 'P');
    }

    @Override
    boolean ends(ByteBuffer file) {
      long length = Integer.toUnsignedLong(file.order(ByteOrder.LITTLE_ENDIAN).getInt(4));
      return length + 8 <= file.limit();
    }
  };

  /** Finds the format by the first bytes; names of files are often wrong. */
  static Optional<ImageFormat> of(byte[] file) {
    return Arrays.stream(values())
        .filter(format -> format.begins(ByteBuffer.wrap(file)))
        .findFirst();
  }

  /** Returns whether a file of this format goes on to its end. */
  boolean isComplete(byte[] file) {
    return ends(ByteBuffer.wrap(file));
  }

  abstract boolean begins(ByteBuffer file);

  abstract boolean ends(ByteBuffer file);

  private static boolean startsWith(ByteBuffer file, int at, int... expected) {
    if (file.limit() < at + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((file.get(at + i) & 0xFF) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean skip(ByteBuffer file, long bytes) {
    if (bytes < 0 || bytes > file.remaining()) {
      return false;
    }
    file.position(file.position() + (int) bytes);
    return true;
  }
}
