package io.espalier.trainer.data;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Path;

/** Grey images of an IDX file; all are read with the first. */
final class IdxImages implements ImageSource {

  /** What Java needs for an image beside its pixels, about. */
  private static final int OVERHEAD = 100;

  private final Listing listing;
  private final Path file;
  private final Supplier<Picture[]> pictures;

  private IdxImages(Listing listing, Path file) {
    this.listing = listing;
    this.file = file;
    this.pictures = Suppliers.memoize(this::readAll);
  }

  /**
   * Reads the labels, and the header of the images.
   *
   * @throws DataException if a file is damaged, there is not one label for each image, or the
   *     images take more than half of the heap
   */
  static IdxImages open(Location location, Path images, Path labels) {
    try (IdxFile labelFile = new IdxFile(labels, 1);
        IdxFile imageFile = new IdxFile(images, 3)) {
      int number = imageFile.size(0);
      if (labelFile.size(0) != number) {
        throw location.problem(
            "%s has %s labels, but %s has %s images. They do not belong together."
                .formatted(labels, labelFile.size(0), images, number));
      }
      checkMemory(location, images, imageFile);
      ImmutableIntArray.Builder classes = ImmutableIntArray.builder(number);
      for (byte label : labelFile.next(number)) {
        classes.add(label & 0xFF);
      }
      labelFile.checkEnd();
      ImmutableIntArray all = classes.build();
      return new IdxImages(new Listing(location, NumberedClasses.of(all), all, 1), images);
    } catch (IOException e) {
      throw damaged(location, e);
    }
  }

  /** A gzipped file cannot be read from the middle, so all of it must fit. */
  private static void checkMemory(Location location, Path images, IdxFile file) {
    double bytes = file.size(0) * (OVERHEAD + (double) file.size(1) * file.size(2));
    long most = Runtime.getRuntime().maxMemory() / 2;
    if (bytes > most || (double) file.size(1) * file.size(2) > Integer.MAX_VALUE) {
      throw location.problem(
          ("%s has %s images of %s x %s, which take %s MiB, and half of Java's memory is"
                  + " %s MiB. Give Java more (-Xmx), or use an image folder.")
              .formatted(
                  images,
                  file.size(0),
                  file.size(2),
                  file.size(1),
                  (long) bytes >> 20,
                  most >> 20));
    }
  }

  private static DataException damaged(Location location, IOException e) {
    return location.problem("%s. Download it again.".formatted(e.getMessage()));
  }

  private Picture[] readAll() {
    try (IdxFile images = new IdxFile(file, 3)) {
      Picture[] all = new Picture[images.size(0)];
      for (int i = 0; i < all.length; i++) {
        byte[] pixels = images.next(images.size(1) * images.size(2));
        all[i] = new Picture(images.size(1), images.size(2), 1, pixels);
      }
      images.checkEnd();
      return all;
    } catch (IOException e) {
      throw damaged(location(), e);
    }
  }

  @Override
  public Listing listing() {
    return listing;
  }

  @Override
  public String name(int index) {
    return "image %s of %s".formatted(index, Folders.name(file));
  }

  @Override
  public Picture read(int index) {
    return pictures.get()[index];
  }

  @Override
  public void close() {
    // Files are closed as soon as they have been read.
  }
}
