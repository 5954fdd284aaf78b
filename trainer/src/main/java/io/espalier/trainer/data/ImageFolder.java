package io.espalier.trainer.data;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with one folder per class, which holds its images: {@code CLASS/IMAGE}. */
@AutoService(DataForm.class)
public final class ImageFolder implements DataForm {

  @Override
  public String description() {
    return "a folder with one folder per class: DIR/CLASS/IMAGE (JPEG, PNG, BMP, WebP)";
  }

  @Override
  public boolean recognises(Location location) {
    Path folder = location.path();
    return Files.isDirectory(folder)
        && Folders.visible(folder).stream().anyMatch(Files::isDirectory);
  }

  @Override
  public ImageSource open(Location location) {
    return FolderImages.of(location, location.path(), () -> {});
  }
}
