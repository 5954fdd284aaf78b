package io.espalier.trainer.data;

import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Images that nobody labelled, from files and folders.
 *
 * @param files those that could be read
 * @param images of the files, in their order; all labels are 0
 * @param unreadable what is wrong with each of the others
 */
public record LooseImages(List<Path> files, ImageSet images, Map<Path, String> unreadable) {

  /** Copies the list. */
  public LooseImages {
    files = List.copyOf(files);
  }

  /**
   * Returns the files of paths: files themselves, and all in folders, however deep, sorted.
   *
   * @throws NoSuchFileException if a path does not exist
   */
  public static List<Path> files(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> all = Files.walk(path)) {
          all.filter(Files::isRegularFile)
              .filter(file -> !Folders.name(file).startsWith("."))
              .sorted()
              .forEach(files::add);
        }
      } else {
        files.add(path);
      }
    }
    return files;
  }

  /** Reads images, and cuts and resizes each to a square. */
  public static LooseImages read(List<Path> files, int channels, int side) {
    Frame frame = new Frame(channels, side, true);
    List<Path> readable = new ArrayList<>();
    List<byte[]> pixels = new ArrayList<>();
    Map<Path, String> unreadable = new LinkedHashMap<>();
    for (Path file : files) {
      try {
        pixels.add(frame.pixels(ImageDecoder.decode(Files.readAllBytes(file))));
        readable.add(file);
      } catch (NoSuchFileException e) {
        unreadable.put(file, "there is no such file");
      } catch (IOException e) {
        unreadable.put(file, e.getMessage());
      }
    }
    return new LooseImages(
        readable,
        new StoredImages(frame, ImmutableIntArray.copyOf(new int[pixels.size()]), pixels),
        unreadable);
  }
}
