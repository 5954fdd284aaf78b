package io.espalier.space.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({
    "6M, 6000000",
    "1.5M, 1500000",
    "4.1G, 4100000000",
    "25.6M, 25600000",
    "500k, 500000",
    "0.5k, 500",
    "1.000k, 1000",
    "7, 7",
    "9223372036854775807, 9223372036854775807"
  })
  void countsAreReadExactly(String text, long count) {
    assertThat(Quantities.parseCount(text)).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "M", "6 M", "6m", "6K", "6T", "-6M", "1e6", "6 Mega", ".5M", "6M6"})
  void whatIsNoCountIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantities.parseCount(text))
        .withMessage(
            "'%s' is not a count. Write a whole number, or one with k, M or G, such as 6M.", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "1.2345k", "9223372036854775808", "10000000000G"})
  void countsThatAreNotWholeOrTooLargeAreRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantities.parseCount(text))
        .withMessageContaining(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "999, 999",
    "1000, 1k",
    "7280, 7.28k",
    "40551040, 40.6M",
    "150000000, 150M",
    "999499, 999k",
    "999500, 1M",
    "4100000000, 4.1G",
    "4089184256, 4.09G",
    "1814073344000, 1810G",
    "-7280, -7.28k"
  })
  void countsAreWrittenWithThreeDigits(long count, String text) {
    assertThat(Quantities.formatCount(count)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0,                   0 bytes",
    "928,                 928 bytes",
    "1584,                1.58 kB",
    "640000000,           640 MB",
    "12345678901,         12.3 GB",
    "999999999999,        1 TB",
    "9223372036854775807, 9220000 TB"
  })
  void sizesAreWrittenAsPeopleWriteThem(long bytes, String text) {
    assertThat(Quantities.formatBytes(bytes)).isEqualTo(text);
  }

  @Property
  void whatIsWrittenIsReadAgainWithinHalfAPercent(
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long count) {
    long read = Quantities.parseCount(Quantities.formatCount(count));
    assertThat(Math.abs((double) read - count)).isLessThanOrEqualTo(0.005 * count);
  }

  @ParameterizedTest
  @CsvSource({"3%, 0.03", "0.03, 0.03", "12.5%, 0.125", "100%, 1"})
  void sharesAreRead(String text, double share) {
    assertThat(Quantities.parseShare(text)).isEqualTo(share);
  }

  @ParameterizedTest
  @CsvSource({"0.03, 3%", "0.915, 91.5%", "0.91534, 91.5%", "1, 100%", "0, 0%", "-0.02, -2%"})
  void sharesAreWritten(double share, String text) {
    assertThat(Quantities.formatShare(share)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"4ms, 4", "0.25s, 250", "1.5ms, 1.5"})
  void timesAreRead(String text, double millis) {
    assertThat(Quantities.parseMillis(text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({"4, 4ms", "0.12345, 0.123ms", "999.9, 1s", "1250, 1.25s", "0, 0ms"})
  void timesAreWritten(double millis, String text) {
    assertThat(Quantities.formatMillis(millis)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4", "4 ms", "4m", "ms", "-4ms"})
  void whatIsNoTimeIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Quantities.parseMillis(text));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = "4123456 | 4,123,456\n12 | 12")
  void exactCountsHaveAllTheirDigits(long count, String text) {
    assertThat(Quantities.formatExactly(count)).isEqualTo(text);
  }
}
