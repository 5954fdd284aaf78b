package io.espalier.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContactSheetTest {

  private static final Picture LARGE = new Picture(2, 2, 1, new byte[] {1, 2, 3, 4});
  private static final Picture SMALL = new Picture(1, 1, 1, new byte[] {5});

  @Test
  void smallPicturesAreAsLargeAsTheOthersAndWhiteIsAround() {
    Picture sheet = ContactSheet.of(List.of(List.of(LARGE, SMALL, LARGE)));
    assertThat(sheet.height()).isEqualTo(4 + 2 + 4);
    assertThat(sheet.width()).isEqualTo(4 + 3 * (2 + 4));
    assertThat(row(sheet, 3)).containsOnly(-1);
    assertThat(row(sheet, 4))
        .containsExactly(
            -1, -1, -1, -1, 1, 2, -1, -1, -1, -1, 5, 5, -1, -1, -1, -1, 1, 2, -1, -1, -1, -1);
    assertThat(row(sheet, 5))
        .containsExactly(
            -1, -1, -1, -1, 3, 4, -1, -1, -1, -1, 5, 5, -1, -1, -1, -1, 3, 4, -1, -1, -1, -1);
  }

  @Test
  void rowsAreBelowOneAnother() {
    Picture sheet = ContactSheet.of(List.of(List.of(SMALL), List.of(SMALL)));
    assertThat(sheet.height()).isEqualTo(4 + 2 * (1 + 4));
    assertThat(sheet.pixels()[4 * sheet.width() + 4]).isEqualTo((byte) 5);
    assertThat(sheet.pixels()[9 * sheet.width() + 4]).isEqualTo((byte) 5);
  }

  @Test
  void sidesThatDoNotFitAreRefused() {
    Picture odd = new Picture(3, 3, 1, new byte[9]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContactSheet.of(List.of(List.of(LARGE, odd))))
        .withMessageContaining("2 x 2", "3 x 3");
    assertThatIllegalArgumentException().isThrownBy(() -> ContactSheet.of(List.of()));
  }

  private static byte[] row(Picture picture, int row) {
    byte[] values = new byte[picture.width()];
    System.arraycopy(picture.pixels(), row * picture.width(), values, 0, values.length);
    return values;
  }
}
