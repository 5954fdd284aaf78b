package io.espalier.engine;

import com.google.common.base.Ticker;
import io.espalier.engine.fault.RefusalException;
import io.espalier.engine.journal.Run;
import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.session.Crew;
import io.espalier.engine.session.RunnerFactory;
import io.espalier.engine.session.ThisMachine;
import io.espalier.engine.session.Work;
import io.espalier.evaluator.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The door for Java: starts, resumes and reads runs. It is immutable, and may be shared by threads.
 *
 * <p>The environment of PyTorch, such as the threads of OpenMP, is set by whoever starts the
 * process; worker processes get theirs from the engine.
 */
public final class Engine {

  private static final String NAME = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}";

  private final Path runs;
  private final Crew.Asked crew;
  private final RunnerFactory factory;
  private final InstantSource clock;

  private Engine(Builder builder) {
    this.runs = builder.runs;
    this.crew = new Crew.Asked(builder.workers, builder.threads, builder.device);
    this.factory = builder.factory;
    this.clock = builder.clock;
  }

  /** Begins with runs in the folder {@code runs}, and with as many workers as this machine can. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Prepares a search; the run is named as the spec.
   *
   * @throws RefusalException if there can be no run of that name
   */
  public Session search(Spec spec) {
    return start(spec, new Plan.Search(), spec.value().name());
  }

  /**
   * Prepares to make a run and to go on with it.
   *
   * @param spec what is asked for; it is checked when the session begins
   * @param plan what the run does with it
   * @param name of the run's folder
   * @throws RefusalException if there can be no run of that name
   */
  public Session start(Spec spec, Plan plan, String name) {
    Path path = path(name);
    Work.Order order =
        new Work.Order(spec.document(), spec.directory(), spec.overrides(), plan, spec.isBuilt());
    return new Session(
        path,
        (listener, stop) -> new Work(clock, factory, listener, stop).start(order, path, crew));
  }

  private Path path(String name) {
    if (!name.matches(NAME)) {
      throw new RefusalException(
          "'%s' is not a name. Write at most 100 letters, digits, dots, dashes and underscores, without a dot in front."
              .formatted(name),
          RefusalException.Remedy.OTHER_NAME);
    }
    if (Files.isRegularFile(runs)) {
      throw new RefusalException(
          "%s is a file. Runs need a folder.".formatted(runs), RefusalException.Remedy.OTHER_PLACE);
    }
    Path path = runs.resolve(name);
    RunFolder.refuseExisting(path);
    return path;
  }

  /**
   * Prepares to take a run up where it stands, whatever stopped it.
   *
   * @param path folder of the run, wherever it is
   * @throws RefusalException if there is no run
   */
  public Session resume(Path path) {
    RunFolder folder = RunFolder.existing(path);
    return new Session(
        path, (listener, stop) -> new Work(clock, factory, listener, stop).resume(folder, crew));
  }

  /**
   * Reads a run, also while it is being worked on.
   *
   * @param path folder of the run, wherever it is
   * @throws RefusalException if there is no run
   * @throws io.espalier.engine.fault.RunException if it is damaged
   */
  public static Run read(Path path) throws IOException {
    return Run.read(path);
  }

  /** Builds an engine. */
  public static final class Builder {
    private Path runs = Path.of("runs");
    private OptionalInt workers = OptionalInt.empty();
    private OptionalInt threads = OptionalInt.empty();
    private Optional<String> device = Optional.empty();
    private RunnerFactory factory = new ThisMachine(Ticker.systemTicker());
    private InstantSource clock = InstantSource.system();

    private Builder() {}

    /** Sets the folder that runs' folders are made in (default: {@code runs}). */
    public Builder runs(Path folder) {
      runs = folder;
      return this;
    }

    /** Sets the worker processes; 0 trains in this process (default: as many as fit). */
    public Builder workers(int count) {
      workers = OptionalInt.of(count);
      return this;
    }

    /** Sets the compute threads of a trial (default: the cores, shared among the workers). */
    public Builder threads(int count) {
      threads = OptionalInt.of(count);
      return this;
    }

    /**
     * Sets the device: cpu, gpu, or gpu1 for the second of several (default: all GPUs, else cpu).
     */
    public Builder device(String name) {
      device = Optional.of(name);
      return this;
    }

    /** Sets what makes the runners of trials (default: this machine). */
    public Builder runners(RunnerFactory other) {
      factory = other;
      return this;
    }

    /** Sets the clock that stamps events (default: the system's). */
    public Builder clock(InstantSource other) {
      clock = other;
      return this;
    }

    /** Builds it. */
    public Engine build() {
      return new Engine(this);
    }
  }
}
