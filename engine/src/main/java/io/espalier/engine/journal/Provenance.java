package io.espalier.engine.journal;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.engine.fault.RunException;
import io.espalier.space.json.Json;
import io.espalier.space.spec.CanonicalSpec;
import io.espalier.space.spec.SearchSpec;
import io.espalier.trainer.weights.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Where and with what a run ran, one entry per process that worked on it.
 *
 * @param spec SHA-256 of the spec in canonical form
 * @param seed the run's seed
 * @param sessions the processes, in order
 */
public record Provenance(String spec, long seed, List<Session> sessions) {

  private static final JsonMapper JSON =
      Json.newMapper().rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Copies the list. */
  public Provenance {
    sessions = List.copyOf(sessions);
  }

  /**
   * One process.
   *
   * @param startedAt when it took the run up
   * @param espalier version of Espalier
   * @param djl version of DJL
   * @param pytorch version of PyTorch
   * @param jdk version and vendor of the JDK
   * @param os name, version and architecture of the operating system
   * @param cores processors that the process could use
   * @param threads compute threads of a trial
   * @param workers trials side by side; none where they ran in this process
   * @param device what trials ran on
   */
  public record Session(
      String startedAt,
      String espalier,
      String djl,
      String pytorch,
      String jdk,
      String os,
      int cores,
      int threads,
      OptionalInt workers,
      String device) {

    private static final String NONE = "none";

    /** A process that looks accuracies up, on the processor and without PyTorch. */
    public static Session withoutTraining(Instant now) {
      return here(now, NONE, 1, OptionalInt.empty(), "cpu");
    }

    /** A process that trains, itself or with workers. */
    public static Session here(
        Instant now, String pytorch, int threads, int workers, String device) {
      return here(now, pytorch, threads, OptionalInt.of(workers), device);
    }

    private static Session here(
        Instant now, String pytorch, int threads, OptionalInt workers, String device) {
      return new Session(
          now.toString(),
          Version.current(),
          Engine.getDjlVersion(),
          pytorch,
          "%s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")),
          String.join(
              " ",
              System.getProperty("os.name"),
              System.getProperty("os.version"),
              System.getProperty("os.arch")),
          Runtime.getRuntime().availableProcessors(),
          threads,
          workers,
          device);
    }
  }

  /** Adds a process to the file of a run. */
  public static void add(RunFolder folder, SearchSpec spec, Session session) throws IOException {
    List<Session> sessions = new ArrayList<>();
    if (Files.exists(folder.provenance())) {
      sessions.addAll(read(folder.provenance()).sessions());
    }
    sessions.add(session);
    DurableFile.write(
        folder.provenance(),
        JSON.writeValueAsBytes(new Provenance(CanonicalSpec.sha256(spec), spec.seed(), sessions)));
  }

  private static Provenance read(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readAllBytes(file), Provenance.class);
    } catch (JsonProcessingException e) {
      throw new RunException(
          "%s cannot be read. It was changed or damaged, or is of a newer Espalier; put the original back, or move it away: nothing depends on it."
              .formatted(file),
          e);
    }
  }
}
