package io.espalier.cli.run;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.space.json.Json;
import io.espalier.space.spec.CanonicalSpec;
import io.espalier.space.spec.SearchSpec;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
      String device) {

    private static final String NONE = "none";

    /** A process that looks accuracies up, on the processor and without PyTorch. */
    static Session withoutTraining(Instant now) {
      return here(now, NONE, 1, "cpu");
    }

    static Session here(Instant now, Torch torch, int threads) {
      return here(now, torch.version(), threads, torch.device());
    }

    private static Session here(Instant now, String pytorch, int threads, String device) {
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
          device);
    }
  }

  /** Adds a process to the file of a run. */
  static void add(RunFolder folder, SearchSpec spec, Session session) throws IOException {
    List<Session> sessions = new ArrayList<>();
    if (Files.exists(folder.provenance())) {
      sessions.addAll(JSON.readValue(folder.provenance().toFile(), Provenance.class).sessions());
    }
    sessions.add(session);
    DurableFile.write(
        folder.provenance(),
        JSON.writeValueAsBytes(new Provenance(CanonicalSpec.sha256(spec), spec.seed(), sessions)));
  }
}
