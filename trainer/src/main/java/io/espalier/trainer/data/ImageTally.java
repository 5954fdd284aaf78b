package io.espalier.trainer.data;

import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Images read so far, in order; each thread fills its own, and they are merged in order. */
final class ImageTally {

  private final ImageSource source;
  private final Frame frame;
  private final boolean stored;
  private final ImmutableIntArray.Builder readable = ImmutableIntArray.builder();
  private final List<byte[]> pixels = new ArrayList<>();
  private final PixelCounts counts;
  private final List<String> unreadable = new ArrayList<>();
  private final List<String> misfits = new ArrayList<>();

  ImageTally(ImageSource source, Frame frame, boolean stored) {
    this.source = source;
    this.frame = frame;
    this.stored = stored;
    this.counts = new PixelCounts(frame.channels());
  }

  void add(int index) {
    Picture picture;
    try {
      picture = source.read(index);
    } catch (IOException e) {
      unreadable.add(source.name(index) + " " + e.getMessage());
      return;
    }
    if (!frame.admits(picture)) {
      misfits.add("%s is %s x %s".formatted(source.name(index), picture.width(), picture.height()));
      return;
    }
    byte[] framed = frame.pixels(picture);
    counts.add(framed);
    readable.add(index);
    if (stored) {
      pixels.add(framed);
    }
  }

  void merge(ImageTally next) {
    readable.addAll(next.readable());
    pixels.addAll(next.pixels);
    counts.add(next.counts);
    unreadable.addAll(next.unreadable);
    misfits.addAll(next.misfits);
  }

  ImmutableIntArray readable() {
    return readable.build();
  }

  List<byte[]> pixels() {
    return pixels;
  }

  PixelCounts counts() {
    return counts;
  }

  List<String> unreadable() {
    return List.copyOf(unreadable);
  }

  Optional<String> firstMisfit() {
    return misfits.stream().findFirst();
  }
}
