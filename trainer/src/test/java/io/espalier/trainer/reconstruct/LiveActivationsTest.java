package io.espalier.trainer.reconstruct;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.family.Families;
import org.junit.jupiter.api.Test;

class LiveActivationsTest {

  /** While the second convolution runs, there are what it reads, what it makes, and the images. */
  @Test
  void whatLaterLayersReadIsCountedOnce() {
    Draft net = Blueprint.draft(new Task(3, 5), 8);
    Node first = net.conv("first", net.input(), 16, 3, 1);
    net.conv("third", net.conv("second", first, 16, 1, 1), 5, 1, 1);
    assertThat(LiveActivations.bytes(net.finish())).isEqualTo(4 * 64 * (16 + 16 + 3));
  }

  @Test
  void aResNet50LetsTheFitLookAtAboutAHundredImages() {
    Blueprint plan =
        Families.draw(Families.preset("resnet-50@224").architecture(), new Task(3, 1000));
    assertThat((1L << 31) / (2 * LiveActivations.bytes(plan))).isEqualTo(104);
  }
}
