package io.espalier.engine.session;

import io.espalier.engine.fault.RefusalException;
import io.espalier.engine.journal.Provenance;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.Plan;
import io.espalier.evaluator.TrialRunner;
import io.espalier.space.Task;
import io.espalier.space.spec.Data;
import io.espalier.space.spec.SpecDocument;
import io.espalier.space.spec.SpecProblem;
import io.espalier.trainer.table.AccuracyTable;
import io.espalier.trainer.table.TableTrialRunner;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A table in which accuracies are looked up: no images, no PyTorch, and nothing is trained.
 *
 * @param file the table
 */
record TableMaterial(SpecDocument document, Path file, AccuracyTable table) implements Material {

  static TableMaterial open(SpecDocument document, Path directory, Data.Table table) {
    return new TableMaterial(
        document,
        directory.resolve(table.location()),
        SpecImages.table(document, directory, table));
  }

  @Override
  public Task task() {
    return table.task();
  }

  @Override
  public List<SpecProblem> problems() {
    return TableFit.problems(document, table);
  }

  @Override
  public Staffed staffed(RunnerFactory factory, Crew.Asked asked, Plan plan) {
    if (plan.only().isPresent()) {
      throw new RefusalException(
          "There is nothing to train: the accuracies of the spec are in data.table.",
          RefusalException.Remedy.NONE);
    }
    return new LookedUp(this);
  }

  private record LookedUp(TableMaterial material) implements Staffed {
    @Override
    public int threads() {
      return 1;
    }

    @Override
    public Optional<String> device() {
      return Optional.empty();
    }

    @Override
    public DiskNeed need() {
      return DiskNeed.NONE;
    }

    @Override
    public Opened open(ImageListener listener) throws IOException {
      return new Read(material.table(), WeightsFile.sha256(material.file()));
    }
  }

  private record Read(AccuracyTable accuracies, String sha256) implements Opened {
    @Override
    public Event.Images counts() {
      return new Event.Images(accuracies.task(), 0, 0, 0);
    }

    @Override
    public Optional<String> table() {
      return Optional.of(sha256);
    }

    @Override
    public TrialRunner runner(RunFolder folder) {
      return new TableTrialRunner(accuracies);
    }

    @Override
    public Provenance.Session session(Instant now) {
      return Provenance.Session.withoutTraining(now);
    }

    @Override
    public void close() {}
  }
}
