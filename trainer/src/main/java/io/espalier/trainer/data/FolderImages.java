package io.espalier.trainer.data;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The images of a folder with one folder per class, on disk or in a zip.
 *
 * <p>Classes and images are in the order of their names. Grey images are expected to be read as
 * RGB.
 */
final class FolderImages implements ImageSource {

  private static final Pattern IMAGE =
      Pattern.compile(".*\\.(jpe?g|png|bmp|webp)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Larger files are not images but attacks, above all in a zip, where they are cheap to make. */
  private static final int MOST_BYTES = 256 << 20;

  /** Name of what a zip's file system knows about its files. */
  private static final String ZIP = "zip";

  private static final int LEAST_BOMB = 16 << 20;
  private static final int MOST_INFLATION = 200;

  private final Listing listing;
  private final ImmutableList<Path> files;
  private final Closeable owner;

  private FolderImages(Listing listing, List<Path> files, Closeable owner) {
    this.listing = listing;
    this.files = ImmutableList.copyOf(files);
    this.owner = owner;
  }

  /**
   * Lists a folder.
   *
   * @param owner what is closed with the source
   * @throws DataException if there are no classes, or one has no image
   */
  static FolderImages of(Location location, Path folder, Closeable owner) {
    List<Path> classes = Folders.visible(folder).stream().filter(Files::isDirectory).toList();
    if (classes.isEmpty()) {
      throw location.problem(
          "there are no classes: expected one folder per class, found " + Folders.contents(folder));
    }
    classes.forEach(name -> checkName(location, name));
    ImmutableIntArray.Builder labels = ImmutableIntArray.builder();
    ImmutableList.Builder<Path> files = ImmutableList.builder();
    for (int label = 0; label < classes.size(); label++) {
      List<Path> images =
          Folders.visible(classes.get(label)).stream()
              .filter(file -> IMAGE.matcher(Folders.name(file)).matches())
              // A pipe or a device might never end.
              .filter(Files::isRegularFile)
              .toList();
      if (images.isEmpty()) {
        throw location.problem(
            "class '%s' has no image (*.jpg, *.jpeg, *.png, *.bmp, *.webp); found %s "
                    .formatted(
                        Folders.name(classes.get(label)), Folders.contents(classes.get(label)))
                + "Images lie in the class's own folder; add some, or remove the folder.");
      }
      files.addAll(images);
      for (int i = 0; i < images.size(); i++) {
        labels.add(label);
      }
    }
    List<String> classNames = classes.stream().map(Folders::name).toList();
    return new FolderImages(
        new Listing(location, classNames, labels.build(), 3), files.build(), owner);
  }

  private static void checkName(Location location, Path name) {
    if (!Folders.shown(name).equals(Folders.name(name))) {
      throw location.problem(
          "the name of the class '%s' has a control character. Rename its folder."
              .formatted(Folders.shown(name)));
    }
  }

  @Override
  public Listing listing() {
    return listing;
  }

  @Override
  public String name(int index) {
    return classNames().get(labels().get(index)) + "/" + Folders.shown(files.get(index));
  }

  @Override
  public Picture read(int index) throws IOException {
    Path path = files.get(index);
    long bytes = Files.size(path);
    if (bytes > MOST_BYTES) {
      throw new IOException("is larger than %s MiB".formatted(MOST_BYTES >> 20));
    }
    checkInflation(path, bytes);
    byte[] file;
    try (InputStream in = Files.newInputStream(path)) {
      file = in.readNBytes((int) bytes + 1);
    }
    if (file.length > bytes) {
      throw new IOException("is longer than the %s bytes that it should have".formatted(bytes));
    }
    return ImageDecoder.decode(file);
  }

  /** Images hardly become smaller in a zip, except those of one colour. */
  private static void checkInflation(Path path, long bytes) throws IOException {
    if (bytes <= LEAST_BOMB || !path.getFileSystem().supportedFileAttributeViews().contains(ZIP)) {
      return;
    }
    long zipped = (Long) Files.getAttribute(path, ZIP + ":compressedSize");
    if (bytes > zipped * MOST_INFLATION) {
      throw new IOException(
          "unpacks to %s MiB, more than %s times what it takes in the zip"
              .formatted(bytes >> 20, MOST_INFLATION));
    }
  }

  @Override
  public void close() {
    try {
      owner.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
