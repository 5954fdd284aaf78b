package io.espalier.trainer.data;

import com.google.common.base.CharMatcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The content of folders, on disk or in a zip, in the same order on every system. */
final class Folders {

  private static final int SHOWN = 8;

  private Folders() {}

  /** Returns a path's last name, without the slash that folders in a zip may have. */
  static String name(Path path) {
    Path last = path.getFileName();
    return last == null ? "/" : CharMatcher.is('/').trimTrailingFrom(last.toString());
  }

  /** Returns a path's last name for a message, in which it cannot begin a line of its own. */
  static String shown(Path path) {
    return CharMatcher.javaIsoControl().replaceFrom(name(path), '?');
  }

  /** Returns the content of a folder, sorted by name, without hidden files. */
  static List<Path> visible(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !name(entry).startsWith(".") && !name(entry).equals("__MACOSX"))
          .sorted(Comparator.comparing(Folders::name))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Describes a folder's content in half a sentence, for an error. */
  static String contents(Path folder) {
    List<Path> entries = visible(folder);
    if (entries.isEmpty()) {
      return "the folder %s, which is empty.".formatted(folder);
    }
    return "the folder %s with %s%s."
        .formatted(
            folder,
            entries.stream()
                .limit(SHOWN)
                .map(entry -> shown(entry) + (Files.isDirectory(entry) ? "/" : ""))
                .collect(Collectors.joining(", ")),
            entries.size() > SHOWN ? " and %s more".formatted(entries.size() - SHOWN) : "");
  }
}
