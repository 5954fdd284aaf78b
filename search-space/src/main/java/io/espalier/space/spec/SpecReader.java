package io.espalier.space.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.io.ByteStreams;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads specs from YAML files: against {@code espalier.schema.json} first, then into records.
 *
 * <p>Plain words and numbers mean what they mean in YAML 1.2, so {@code 5e-4} is a number and
 * {@code no} a word.
 */
public final class SpecReader {

  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_NAME = 64;

  private final SpecSchema schema = SpecSchema.load();

  /**
   * Reads a spec.
   *
   * @param file a YAML file of at most 1 MiB
   * @param overrides values that replace or add to the file's, such as {@code budget.macs=8M};
   *     those that come later win
   * @throws SpecException with everything that is wrong with file and overrides, as far as it can
   *     be known without the images
   */
  public SpecDocument read(Path file, List<String> overrides) {
    return read(file, overrides, defaultName(file));
  }

  /**
   * Reads a spec.
   *
   * @param name of the run, where the spec gives none
   * @throws SpecException as {@link #read(Path, List)}
   */
  public SpecDocument read(Path file, List<String> overrides, String name) {
    return parse(text(file), file, overrides, name);
  }

  /**
   * Reads a spec from its text.
   *
   * @param file where the text comes from, for messages
   * @param name of the run, where the spec gives none
   * @throws SpecException as {@link #read(Path, List)}
   */
  public SpecDocument parse(String text, Path file, List<String> overrides, String name) {
    List<SpecProblem> problems = new ArrayList<>();
    SpecTree tree = new SpecTree();
    Optional<JsonNode> root =
        new YamlReader(tree, problems, at -> new SpecPlace.InFile(file, at.line(), at.column()))
            .read(text, "");
    if (root.filter(value -> !value.isNull()).isEmpty()) {
      throw problems.isEmpty() ? empty(file) : new SpecException(problems);
    }
    tree.setRoot(root.get());
    overrides.forEach(new Overrides(tree, problems)::apply);
    SpecProblems findings = new SpecProblems(tree, problems);
    problems.addAll(
        schema.problems(tree).stream().filter(found -> findings.none(found.path())).toList());
    Optional<SearchSpec> spec = new SpecBinder(tree, findings).bind(name);
    return new SpecDocument(file, text, spec.orElseThrow(() -> new SpecException(problems)), tree);
  }

  private static SpecException empty(Path file) {
    return new SpecException(
        List.of(
            new SpecProblem(
                new SpecPlace.InFile(file, 1, 1),
                "",
                "The spec is empty.",
                "Write at least data, family, base, budget and train.")));
  }

  private static String text(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw refusal(file, "This is a folder.", "Name a spec, which is a YAML file.");
      }
      try (InputStream bytes = Files.newInputStream(file)) {
        byte[] read = ByteStreams.limit(bytes, MOST_BYTES + 1L).readAllBytes();
        if (read.length > MOST_BYTES) {
          throw refusal(
              file,
              "This file is larger than 1 MiB, the most that a spec may have.",
              "Name a spec, which is a YAML file.");
        }
        return decoded(file, read);
      }
    } catch (NoSuchFileException e) {
      throw refusal(file, "There is no such file.", "Name a spec, which is a YAML file.");
    } catch (AccessDeniedException e) {
      throw refusal(file, "This file may not be read.", "Change its permissions.");
    } catch (IOException e) {
      throw refusal(file, "This file cannot be read: %s.".formatted(e.getMessage()), "");
    }
  }

  private static SpecException refusal(Path file, String wrong, String remedy) {
    return new SpecException(
        List.of(new SpecProblem(new SpecPlace.WholeFile(file), "", wrong, remedy)));
  }

  private static String decoded(Path file, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer chars = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
    String text = chars.flip().toString();
    if (result.isError()) {
      YamlReader.LineAndColumn end =
          YamlReader.positionOf(text, text.codePointCount(0, text.length()));
      throw new SpecException(
          List.of(
              new SpecProblem(
                  new SpecPlace.InFile(file, end.line(), end.column()),
                  "",
                  "This is not UTF-8 text.",
                  "Save the spec as UTF-8.")));
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Makes a name of a run from a file's: what a name may not have becomes a dash. */
  private static String defaultName(Path file) {
    String name =
        MoreFiles.getNameWithoutExtension(file)
            .replaceAll("[^A-Za-z0-9._-]", "-")
            .replaceAll("^\\.+", "");
    return name.isEmpty() ? "run" : name.substring(0, Math.min(name.length(), MOST_NAME));
  }
}
