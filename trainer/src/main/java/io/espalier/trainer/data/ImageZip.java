package io.espalier.trainer.data;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * A zip of an image folder, read in place: {@code FILE.zip} or, where the classes lie deeper,
 * {@code FILE.zip!/FOLDER}.
 */
@AutoService(DataForm.class)
public final class ImageZip implements DataForm {

  private static final String INSIDE = "!/";

  @Override
  public String description() {
    return "a zip of such a folder: FILE.zip!/DIR, or FILE.zip where the classes are at its top";
  }

  @Override
  public boolean recognises(Location location) {
    return file(location).toLowerCase(Locale.ROOT).endsWith(".zip")
        && Files.isRegularFile(location.path(file(location)));
  }

  @Override
  public ImageSource open(Location location) {
    Path file = location.path(file(location));
    FileSystem zip;
    try {
      zip = FileSystems.newFileSystem(file, Map.of());
    } catch (IOException | RuntimeException e) {
      throw location.problem(
          "%s cannot be read as a zip: %s. Maybe it was not downloaded completely."
              .formatted(file, e.getMessage()));
    }
    try {
      Path folder = zip.getPath("/" + inside(location));
      if (!Files.isDirectory(folder)) {
        throw location.problem(
            "there is no folder '%s' in the zip %s. At its top is %s"
                .formatted(folder, file, Folders.contents(zip.getPath("/"))));
      }
      return FolderImages.of(location, folder, zip);
    } catch (RuntimeException e) {
      try {
        zip.close();
      } catch (IOException onClose) {
        e.addSuppressed(onClose);
      }
      throw e;
    }
  }

  private static String inside(Location location) {
    int end = location.text().indexOf(INSIDE);
    return end < 0 ? "" : location.text().substring(end + INSIDE.length());
  }

  private static String file(Location location) {
    int end = location.text().indexOf(INSIDE);
    return end < 0 ? location.text() : location.text().substring(0, end);
  }
}
