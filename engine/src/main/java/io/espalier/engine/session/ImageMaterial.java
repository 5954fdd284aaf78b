package io.espalier.engine.session;

import io.espalier.engine.journal.Provenance;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.Plan;
import io.espalier.evaluator.TrialRunner;
import io.espalier.searcher.Strategies;
import io.espalier.space.Task;
import io.espalier.space.spec.Data;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecDocument;
import io.espalier.space.spec.SpecProblem;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.network.Torch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Images that networks are trained with. */
record ImageMaterial(SpecDocument document, Path directory, Data.Images images)
    implements Material {

  @Override
  public Task task() {
    return SpecImages.task(document, directory, images);
  }

  @Override
  public List<SpecProblem> problems() {
    return List.of();
  }

  @Override
  public Staffed staffed(RunnerFactory factory, Crew.Asked asked, Plan plan) {
    Task task = task();
    Crew crew = factory.crew(asked, Demand.of(document.spec(), plan, task));
    return new WithCrew(this, task, plan, crew, factory);
  }

  private record WithCrew(
      ImageMaterial material, Task task, Plan plan, Crew crew, RunnerFactory factory)
      implements Staffed {

    @Override
    public int threads() {
      return crew.threads();
    }

    @Override
    public Optional<String> device() {
      return crew.device();
    }

    @Override
    public DiskNeed need() {
      SearchSpec spec = material.document().spec();
      if (plan.only().isPresent()) {
        return DiskNeed.ofOne(plan.only().get(), spec, task);
      }
      Evaluator evaluator = new Evaluator(task, spec.budget(), spec.dynamicResolution());
      return DiskNeed.ofSearch(
          spec, task, Strategies.searcher(spec, evaluator), Math.max(1, crew.workers()));
    }

    @Override
    public Opened open(ImageListener listener) {
      Dataset dataset =
          SpecImages.open(material.document(), material.directory(), material.images(), listener);
      Event.Images counts =
          new Event.Images(
              dataset.task(),
              dataset.train().size(),
              dataset.validation().size(),
              dataset.test().map(ImageSet::size).orElse(0));
      // Workers read their own.
      boolean here = crew.workers() == 0;
      if (!here) {
        dataset.close();
      }
      return new Read(counts, here ? Optional.of(dataset) : Optional.empty(), crew, factory);
    }
  }

  private record Read(Event.Images counts, Optional<Dataset> here, Crew crew, RunnerFactory factory)
      implements Opened {

    @Override
    public Optional<String> table() {
      return Optional.empty();
    }

    @Override
    public TrialRunner runner(RunFolder folder) {
      return factory.runner(folder, crew, here);
    }

    @Override
    public Provenance.Session session(Instant now) {
      Torch torch = crew.torch();
      return Provenance.Session.here(
          now, torch.version(), crew.threads(), crew.workers(), torch.device());
    }

    @Override
    public void close() {
      here.ifPresent(Dataset::close);
    }
  }
}
