package io.espalier.engine.session;

import io.espalier.engine.journal.Provenance;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.Plan;
import io.espalier.evaluator.TrialRunner;
import io.espalier.space.Task;
import io.espalier.space.spec.SpecDocument;
import io.espalier.space.spec.SpecProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a run learns from: images, or a table in which it looks accuracies up. */
public sealed interface Material permits ImageMaterial, TableMaterial {

  /**
   * Looks for the material of a spec, without reading all of it.
   *
   * @param directory what locations in the spec are relative to
   * @throws io.espalier.space.spec.SpecException if there is none
   */
  static Material of(SpecDocument document, Path directory) {
    return document
        .spec()
        .data()
        .match(
            images -> new ImageMaterial(document, directory, images),
            table -> TableMaterial.open(document, directory, table));
  }

  /** Returns what a network is asked to do. */
  Task task();

  /** Returns what of the spec does not fit it, as far as a first look tells. */
  List<SpecProblem> problems();

  /**
   * Decides who works with it.
   *
   * @throws IllegalArgumentException if what is asked for is not there
   * @throws io.espalier.engine.fault.RunException if nothing can be done with it
   */
  Staffed staffed(RunnerFactory factory, Crew.Asked asked, Plan plan);

  /** The material, and who works with it. */
  interface Staffed {

    /** Returns compute threads of a trial. */
    int threads();

    /** Returns what trials run on, if it was chosen. */
    Optional<String> device();

    /** Returns what the run takes of its disk. */
    DiskNeed need();

    /**
     * Reads all of it.
     *
     * @throws io.espalier.space.spec.SpecException if anything is wrong with it
     */
    Opened open(ImageListener listener) throws IOException;
  }

  /** The material, all of which was read and found in order. */
  interface Opened extends AutoCloseable {

    /** Returns how many images there are. */
    Event.Images counts();

    /** Returns the SHA-256 of the table, if it is one. */
    Optional<String> table();

    /** Makes what tries candidates; whoever asks closes it. */
    TrialRunner runner(RunFolder folder);

    /** Returns where and with what this process works. */
    Provenance.Session session(Instant now);

    @Override
    void close();
  }
}
