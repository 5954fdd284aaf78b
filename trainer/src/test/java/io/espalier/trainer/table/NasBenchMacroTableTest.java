package io.espalier.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.espalier.evaluator.Outcome;
import io.espalier.space.Architecture;
import io.espalier.space.SharedData;
import io.espalier.space.Task;
import io.espalier.space.family.Families;
import io.espalier.trainer.data.DataException;
import io.espalier.trainer.data.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NasBenchMacroTableTest {

  private static final String REAL = "nasbench_macro_cifar10.csv";

  @TempDir Path folder;

  private static Architecture network(String code) {
    return Families.preset("nasbench-macro-" + code).architecture();
  }

  private AccuracyTable table(String text) throws IOException {
    Files.writeString(folder.resolve("table.csv"), text);
    return open("table.csv");
  }

  private AccuracyTable open(String name) {
    return TableForms.open(new Location(folder, "data.table", name));
  }

  @Test
  void anAccuracyIsLookedUpByTheBlocks() throws IOException {
    AccuracyTable table = table("arch,mean_acc,std\n00000000,45.25,0.1\n22212220,93.125,0.2\n");
    assertThat(table.task()).isEqualTo(Task.CIFAR_10);
    assertThat(table.topOne(network("22212220"))).isEqualTo(0.93125);
    assertThat(table.outcome(network("00000000"))).isEqualTo(new Outcome.LookedUp(0.4525));
    assertThat(table.outcome(network("00000001")))
        .isEqualTo(new Outcome.Failed("The table has no network '00000001'."));
  }

  @Test
  void whatIsNotOfTheBenchmarkIsRefused() throws IOException {
    AccuracyTable table = table("arch,mean_acc\n00000000,45\n");
    Architecture network = network("00000000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.topOne(network.withResolution(40)))
        .withMessageContaining("The table has only networks like 32px")
        .withMessageContaining("not 40px");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.topOne(network.withStage(1, network.stages().get(1).withDepth(2))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.topOne(network.withOption("head", "640")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.topOne(Families.preset("resnet-18").architecture()))
        .withMessage("The table has networks of the family nasbench-macro, not resnet.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0000000,45", "00000003,45", "00000000", "00000000,x", "00000000,101", ""})
  void aLineThatIsWrongIsNamed(String line) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> table("arch,mean_acc\n11111111,90\n" + line + "\n"))
        .withMessage(
            "data.table: %s:3: '%s' is not a code of eight digits from 0 to 2 with an accuracy in percent.",
            folder.resolve("table.csv"), line);
  }

  @Test
  void aCodeStandsThereOnce() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> table("arch,mean_acc\n11111111,90\n11111111,91\n"))
        .withMessageContaining("a code occurs twice");
  }

  @Test
  void aFileThatIsMissingOrNoTableIsNamed() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> open("none.csv"))
        .withMessageStartingWith("data.table: There is no file 'none.csv'");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> table("code;accuracy\n"))
        .withMessageContaining("is not a known table. Looked for:")
        .withMessageContaining("NAS-Bench-Macro as CSV")
        .withMessageContaining("accuracy surrogate as safetensors");
  }

  @ParameterizedTest
  @CsvSource({"22212220, 93.1267", "00000000, 45.3633", "11111111, 91.93", "02012100, 89.1967"})
  void theRealTableHasTheMeansOfThreeTrainings(String code, double percent) {
    Path tables = SharedData.file("nas-tables/" + REAL).getParent();
    AccuracyTable real = TableForms.open(new Location(tables, "data.table", REAL));
    assertThat(100 * real.topOne(network(code))).isCloseTo(percent, within(5e-5));
  }
}
