package io.espalier.trainer.table;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.service.AutoService;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Doubles;
import io.espalier.space.Architecture;
import io.espalier.space.Block;
import io.espalier.space.Task;
import io.espalier.space.family.Families;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * NAS-Bench-Macro: the accuracies on CIFAR-10's test images of all 6,561 networks of its family,
 * each the mean of three trainings (Su et al., arXiv 2103.11922).
 */
public final class NasBenchMacroTable implements AccuracyTable {

  private static final String FAMILY = "nasbench-macro";
  private static final List<String> COLUMNS = List.of("arch", "mean_acc");
  private static final Splitter COMMAS = Splitter.on(',').trimResults();

  private final Map<String, Double> topOneByCode;

  private NasBenchMacroTable(Map<String, Double> topOneByCode) {
    this.topOneByCode = ImmutableMap.copyOf(topOneByCode);
  }

  /** A CSV file whose first columns are the code and the mean accuracy in percent. */
  @AutoService(TableForm.class)
  public static final class CsvForm implements TableForm {
    @Override
    public String description() {
      return "NAS-Bench-Macro as CSV: a first line that begins with " + String.join(",", COLUMNS);
    }

    @Override
    public Optional<AccuracyTable> open(Path file) throws IOException {
      try (BufferedReader reader = Files.newBufferedReader(file)) {
        String first = reader.readLine();
        return first != null && startsWithColumns(first)
            ? Optional.of(read(file, reader))
            : Optional.empty();
      } catch (CharacterCodingException e) {
        return Optional.empty();
      }
    }

    private static boolean startsWithColumns(String line) {
      List<String> names = COMMAS.splitToList(line);
      return names.size() >= COLUMNS.size() && names.subList(0, COLUMNS.size()).equals(COLUMNS);
    }
  }

  private static NasBenchMacroTable read(Path file, BufferedReader reader) throws IOException {
    ImmutableMap.Builder<String, Double> topOneByCode = ImmutableMap.builder();
    int line = 1;
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      line++;
      List<String> values = COMMAS.splitToList(text);
      Double percent = values.size() < 2 ? null : Doubles.tryParse(values.get(1));
      checkArgument(
          percent != null && percent >= 0 && percent <= 100 && values.get(0).matches("[012]{8}"),
          "%s:%s: '%s' is not a code of eight digits from 0 to 2 with an accuracy in percent.",
          file,
          line,
          text);
      topOneByCode.put(values.get(0), percent / 100);
    }
    try {
      return new NasBenchMacroTable(topOneByCode.buildOrThrow());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: a code occurs twice: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public Task task() {
    return Task.CIFAR_10;
  }

  @Override
  public double topOne(Architecture architecture) {
    checkArgument(
        architecture.family().equals(FAMILY),
        "The table has networks of the family %s, not %s.",
        FAMILY,
        architecture.family());
    String code =
        architecture.stages().stream()
            .map(stage -> stage.block().map(Block::rank).orElse(0).toString())
            .collect(Collectors.joining());
    Double topOne = topOneByCode.get(code);
    checkArgument(topOne != null, "The table has no network '%s'.", code);
    Architecture listed = Families.preset(FAMILY + "-" + code).architecture();
    checkArgument(
        architecture.equals(listed),
        "The table has only networks like %s, not %s %s.",
        listed.summary(),
        architecture.summary(),
        architecture.options());
    return topOne;
  }
}
