package io.espalier.space.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever a file holds, it is read or refused with problems. */
class SpecFuzzTest {

  private static final String SYNTAX =
      " \t\n:-[]{},&*!|>'\"%@`#?<~0159.eE+_xk\\MG\0\u0085\u2028é😀";

  private final SpecReader reader = new SpecReader();

  /** A change of a text: so many characters from a place on give way to others. */
  record Edit(int from, int length, String replacement) {
    String apply(String text) {
      int start = Math.min(from, text.length());
      int end = Math.min(start + length, text.length());
      return text.substring(0, start) + replacement + text.substring(end);
    }
  }

  @Property(tries = 400)
  void anyBytes(@ForAll @Size(max = 200) byte[] bytes) throws IOException {
    readOrRefuse(bytes, List.of());
  }

  @Property(tries = 1500)
  void aSpecWithEdits(@ForAll("edits") List<Edit> edits) throws IOException {
    String yaml = Specs.COMPLETE;
    for (Edit edit : edits) {
      yaml = edit.apply(yaml);
    }
    readOrRefuse(yaml.getBytes(StandardCharsets.UTF_8), List.of());
  }

  @Property(tries = 500)
  void anyOverride(@ForAll("overrides") String override) throws IOException {
    readOrRefuse(Specs.COMPLETE.getBytes(StandardCharsets.UTF_8), List.of(override));
  }

  @Provide
  Arbitrary<List<Edit>> edits() {
    Arbitrary<String> words =
        Arbitraries.of(
            "seed", "1e999", "-0", "null", "~", "[]", "{}", "*a", "&a ", "<<: ", "0x1F", "9e9");
    Arbitrary<String> characters =
        Arbitraries.strings().withChars(SYNTAX.toCharArray()).ofMaxLength(4);
    return Combinators.combine(
            Arbitraries.integers().between(0, Specs.COMPLETE.length()),
            Arbitraries.integers().between(0, 12),
            Arbitraries.oneOf(words, characters))
        .as(Edit::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<String> overrides() {
    Arbitrary<String> paths =
        Arbitraries.of("seed", "base.stages[0].width", "base", "space.stages[0]", "final.x.y[0]");
    Arbitrary<String> values =
        Arbitraries.strings().withChars(SYNTAX.toCharArray()).ofMaxLength(12);
    return Combinators.combine(paths, Arbitraries.of("=", "", ".", "[", "[9]="), values)
        .as((path, sign, value) -> path + sign + value);
  }

  private void readOrRefuse(byte[] bytes, List<String> overrides) throws IOException {
    Path file = Files.createTempFile("spec", ".yaml");
    try {
      Files.write(file, bytes);
      SearchSpec spec = reader.read(file, overrides).spec();
      assertThat(CanonicalSpec.parse(CanonicalSpec.json(spec))).isEqualTo(spec);
    } catch (SpecException e) {
      assertThat(e.problems())
          .isNotEmpty()
          .allSatisfy(problem -> assertThat(problem.wrong()).endsWith("."));
    } finally {
      Files.delete(file);
    }
  }
}
