package io.espalier.trainer.inherit;

import com.google.common.base.Splitter;
import io.espalier.space.Architecture;
import io.espalier.space.Block;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import io.espalier.space.family.Families;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Small networks of every family, and what grows from them. */
final class Growths {

  private static final int MORE_WIDTH = 5;
  private static final int MORE_DEPTH = 2;

  private Growths() {}

  /**
   * A child and what it grew from.
   *
   * @param what what grew, for people
   */
  record Growth(String what, Architecture parent, Architecture child) {
    @Override
    public String toString() {
      return parent.family() + " " + parent.options() + ": " + what;
    }
  }

  /** Networks so small that hundreds of them run in a minute. */
  static Stream<Architecture> bases() {
    Architecture cifar = of("resnet-cifar", 16, "1x4 2x8 1x12");
    Architecture resnet = of("resnet", 64, "1x4 2x8 1x8");
    return Stream.of(
        cifar,
        cifar.withOption("shortcut", "a"),
        resnet,
        resnet.withOption("block", "bottleneck"),
        lean(of("resnet-cifar", 16, "1x16 2x16 1x16"), "depthwise"),
        lean(of("resnet-cifar", 16, "1x16 2x16 1x16"), "groups:2:separable"),
        lean(of("resnet", 64, "1x16 2x16").withOption("block", "bottleneck"), "groups:4:cross"),
        of("mobilenet-v1", 32, "1x8 2x12 1x10").withOption("stem", "8"),
        of("mobilenet-v1", 32, "1x8 2x12 1x10")
            .withOption("stem", "8")
            .withOption("padding", "same"),
        of("mobilenet-v2", 64, "1x4 2x6 1x6 1x8 2x8 1x8 1x10")
            .withOption("stem", "6")
            .withOption("last", "24"),
        of("efficientnet", 64, "1x4 2x6 1x6 1x8 2x8 1x8 1x10")
            .withOption("stem", "6")
            .withOption("head", "24"),
        of("nasbench-macro", 32, "1x4 1x4 1x6 1x6 2x6 1x8 1x8 1x8", "mb3-k3 identity mb6-k5 mb3-k3")
            .withOption("stem", "6")
            .withOption("head", "24"),
        of("ofa-mobilenet-v3", 64, "1x4 2x6 1x6 2x8 1x8", "expand-3 expand-6")
            .withOption("stem", "6")
            .withOption("last", "24")
            .withOption("mix", "32"),
        of("shufflenet-v2", 64, "2x8 4x12 1x14").withOption("stem", "8").withOption("head", "24"),
        // Six channels in six blocks, to twelve: here some are carried by convolutions.
        of("shufflenet-v2", 64, "6x6").withOption("stem", "8").withOption("head", "24"),
        of("ghostnet", 64, "1x6 2x8 1x8 3x8 2x10 2x12").withOption("head", "32"),
        of("s-ghostnet", 64, "1x6 2x7 1x8 3x8 2x10 1x12"),
        of("regnet-x", 64, "1x4 2x8 1x12").withOption("stem", "6").withOption("groupWidth", "4"),
        of("regnet-y", 64, "1x4 2x8 1x12").withOption("stem", "6").withOption("groupWidth", "4"),
        // Narrower than a group: one group, which gets wider.
        of("regnet-y", 64, "1x4 2x8").withOption("stem", "6").withOption("groupWidth", "8"));
  }

  private static Architecture of(String family, int resolution, String stages) {
    return Architecture.of(family, resolution, stages(stages));
  }

  /** Makes the stages of blocks, which take turns. */
  private static Architecture of(String family, int resolution, String stages, String blocks) {
    Architecture made = of(family, resolution, stages);
    List<String> names = Splitter.on(' ').splitToList(blocks);
    for (int i = 0; i < made.stages().size(); i++) {
      Block block = Families.block(Families.named(family), names.get(i % names.size()));
      made = made.withStage(i, made.stages().get(i).withBlock(block));
    }
    return made;
  }

  /** Returns a network with all stages of a density. */
  static Architecture lean(Architecture base, String density) {
    Architecture lean = base;
    for (int i = 0; i < base.stages().size(); i++) {
      lean = lean(lean, i, density);
    }
    return lean;
  }

  private static Architecture lean(Architecture base, int stage, String density) {
    Stage changed = base.stages().get(stage);
    return base.withStage(stage, changed.withLean(Lean.parse(density)));
  }

  /**
   * Returns lean bases with denser convolutions, in one stage and in all, wider and deeper, too.
   */
  static Stream<Growth> denser() {
    return bases()
        .filter(base -> !base.stages().get(0).lean().isDense())
        .flatMap(
            base ->
                Stream.of(
                        "depthwise:cross",
                        "groups:2",
                        "groups:2:separable",
                        "groups:4",
                        "groups:4:arms",
                        "groups:4:separable",
                        "dense")
                    .filter(density -> denser(base, Lean.parse(density)))
                    .flatMap(
                        density ->
                            Stream.of(
                                growth("stage 2 " + density, base, a -> lean(a, 1, density)),
                                growth("all " + density, base, a -> lean(a, density)),
                                growth(
                                    "everything " + density, base, a -> grown(lean(a, density))))));
  }

  private static boolean denser(Architecture base, Lean density) {
    Lean from = base.stages().get(0).lean();
    return density.contains(from) && !density.equals(from);
  }

  /** Reads stages as {@code DEPTHxWIDTH DEPTHxWIDTH ...}. */
  static List<Stage> stages(String text) {
    return Splitter.on(' ')
        .splitToStream(text)
        .map(stage -> Splitter.on('x').splitToList(stage))
        .map(stage -> Stage.of(Integer.parseInt(stage.get(0)), Integer.parseInt(stage.get(1))))
        .toList();
  }

  /** Returns every base with each stage deeper, wider and both, and with all stages so. */
  static Stream<Growth> all() {
    return bases()
        .flatMap(
            base -> {
              int stages = base.stages().size();
              Stream<Growth> single =
                  IntStream.range(0, stages)
                      .boxed()
                      .flatMap(
                          i ->
                              Stream.of(
                                  growth("depth of stage " + (i + 1), base, a -> deeper(a, i)),
                                  growth("width of stage " + (i + 1), base, a -> wider(a, i)),
                                  growth(
                                      "depth and width of stage " + (i + 1),
                                      base,
                                      a -> wider(deeper(a, i), i))));
              return Stream.concat(single, Stream.of(growth("everything", base, Growths::grown)));
            });
  }

  /** Returns every base with each stage at a higher resolution, and with all stages so. */
  static Stream<Growth> sharpened() {
    return bases()
        .flatMap(
            base ->
                Stream.concat(
                    IntStream.range(0, base.stages().size())
                        .mapToObj(
                            i ->
                                growth("resolution of stage " + (i + 1), base, a -> sharper(a, i))),
                    Stream.of(growth("all resolutions", base, Growths::sharper))));
  }

  /** Returns an architecture with every stage at a higher resolution. */
  static Architecture sharper(Architecture base) {
    Architecture sharper = base;
    for (int i = 0; i < base.stages().size(); i++) {
      sharper = sharper(sharper, i);
    }
    return sharper;
  }

  private static Architecture sharper(Architecture base, int stage) {
    return base.withStage(stage, base.stages().get(stage).withScale(1.5));
  }

  /** Returns an architecture with every stage deeper and wider. */
  static Architecture grown(Architecture base) {
    Architecture grown = base;
    for (int i = 0; i < base.stages().size(); i++) {
      grown = wider(deeper(grown, i), i);
    }
    return grown;
  }

  static Architecture deeper(Architecture base, int stage) {
    Stage changed = base.stages().get(stage);
    return base.withStage(stage, changed.withDepth(changed.depth() + MORE_DEPTH));
  }

  static Architecture wider(Architecture base, int stage) {
    int width = base.stages().get(stage).width() + MORE_WIDTH;
    return Families.named(base.family()).widen(base, stage, width);
  }

  private static Growth growth(String what, Architecture base, UnaryOperator<Architecture> grow) {
    return new Growth(what, base, grow.apply(base));
  }
}
