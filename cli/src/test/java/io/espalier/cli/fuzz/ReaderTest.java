package io.espalier.cli.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A fuzzer that begins with files that are refused never gets far. */
class ReaderTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void whatAFuzzerBeginsWithIsRead(Reader reader) throws IOException {
    for (byte[] seed : reader.seeds()) {
      assertThat(reader.write(folder, seed)).allMatch(Files::isRegularFile);
      reader.read(folder);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsRefusedInWords(Reader reader) throws IOException {
    reader.write(folder, new byte[0]);
    assertThatThrownBy(() -> reader.read(folder))
        .matches(e -> e instanceof RuntimeException refused && reader.refuses(refused));
  }
}
